"""Compares wijkmonitor with DuckDB, polars and pandas on the same job, from CSV to CSV.

Every program is a process of its own. They run in turn, in another order each round, and their
results are compared cell by cell before anything is said about time.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tabel import OURS, Meting, render_markdown, render_text, rows_of
from varianten import choose, write_monitor

HERE = Path(__file__).resolve().parent
CATALOGUE = HERE.parents[1] / "indicators"
PEERS = ("duckdb", "polars", "pandas")

Command = list[str | Path]

# What a peer does not do either is left out of the job where the program can leave it out.
OPTIONAL_FLAGS = ("--no-charts", "--no-cache")


@dataclass(frozen=True)
class Opstelling:
    """Where everything is."""

    wijkmonitor: Path
    cache: Path
    flags: tuple[str, ...]

    def demo(self, residents: int) -> Path:
        """The demo with so many residents, written when it is absent."""
        folder = self.cache / f"demo-{residents}"
        if not (folder / "waarheid.csv").exists():
            shutil.rmtree(folder, ignore_errors=True)
            say(f"writing a demo of {residents:,} residents")
            command: Command = [
                self.wijkmonitor,
                "demo",
                folder,
                "--residents",
                str(residents),
                "-q",
            ]
            subprocess.run(command, check=True)
            leave_out_crosswalk(folder / "monitor.toml")
        return folder

    def output(self, naam: str) -> Path:
        """An empty folder for what a program writes."""
        folder = self.cache / "uitvoer" / naam
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def leave_out_crosswalk(monitor: Path) -> None:
    """Takes the crosswalk out of the job: the peers do not divide rows between areas."""
    keys = ("overgang", "indelingswijziging")
    lines = monitor.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(keys)]
    monitor.write_text("".join(kept), encoding="utf-8")


def say(text: str) -> None:
    """Tells how far the comparison is; the tables alone go to stdout."""
    print(text, file=sys.stderr, flush=True)


def build_flags(wijkmonitor: Path) -> tuple[str, ...]:
    """Those of the optional flags that `build` knows."""
    command: Command = [wijkmonitor, "build", "--help"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return tuple(flag for flag in OPTIONAL_FLAGS if flag in text)


def measure(command: Command, log: Path) -> tuple[Meting, str]:
    """Runs a program in a process of its own; returns what it took and its last line."""
    measured = subprocess.run(
        [sys.executable, "-S", HERE / "meten.py", log, *command],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    *said, result = measured.stdout.splitlines()
    run = json.loads(result)
    if run["exit"] != 0:
        say(measured.stderr)
        raise SystemExit(f"{' '.join(map(str, command))}: exit code {run['exit']}")
    last = log.read_text(encoding="utf-8").splitlines()[-1]
    return Meting(run["wall"], run["cpu"], run["mib"]), last


def run_wijkmonitor(opstelling: Opstelling, monitor_file: Path) -> tuple[Meting, Path]:
    """Builds the report; returns its figures."""
    out = opstelling.output(OURS)
    build: Command = [
        opstelling.wijkmonitor,
        "build",
        monitor_file,
        "--out",
        out / "rapport",
        "-q",
    ]
    meting, report = measure([*build, *opstelling.flags], out / "stdout")
    return meting, Path(report) / "cijfers.csv"


def run_peer(
    opstelling: Opstelling, naam: str, monitor: Path, n: int, *, personen: bool = False
) -> tuple[Meting, Path]:
    """Runs a peer; returns its result."""
    out = opstelling.output("personen" if personen else naam)
    program: Command = [
        sys.executable,
        HERE / f"taak_{naam}.py",
        monitor,
        out,
        "--indicators",
        str(n),
    ]
    extra = ["--personen"] if personen else []
    meting, stages = measure([*program, *extra], out / "stdout")
    omzetten = json.loads(stages)["omzetten"]
    say(f"  {naam:<12} {stages}")
    return Meting(meting.wall, meting.cpu, meting.mib, omzetten), out / "resultaat.csv"


def compare(
    figures: Path, opstelling: Opstelling, monitor: Path, n: int, results: list[Path]
) -> str:
    """Compares all cells; returns what was compared, or stops when programs differ."""
    # Which cells must be withheld follows from the persons behind them; counted outside the clock.
    _, personen = run_peer(opstelling, "duckdb", monitor, n, personen=True)
    command: Command = [
        sys.executable,
        HERE / "controle.py",
        CATALOGUE,
        figures,
        personen,
        *results,
    ]
    found = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if found.returncode > 1 or not found.stdout:
        raise SystemExit("the results could not be compared")
    uitslag = json.loads(found.stdout)
    cells = uitslag["cellen"]
    if uitslag["n_verschillen"]:
        differences = "\n".join(uitslag["verschillen"])
        raise SystemExit(
            f"{uitslag['n_verschillen']:,} differences, the first:\n{differences}"
        )
    shown = cells.get("waarde", 0) + cells.get("nul", 0)
    withheld = cells.get("onderdrukt", 0)
    why = ", ".join(f"{key} {count:,}" for key, count in uitslag["onderdrukt"].items())
    return (
        f"Equal in all {sum(cells.values()):,} cells with {uitslag['n_peers']} peers: "
        f"{shown:,} shown with the same teller and noemer; {withheld:,} withheld, each by the"
        f" rule on exact counts of persons ({why}) and none shown that the rule withholds;"
        f" {sum(cells.values()) - shown - withheld:,} without a figure."
    )


def compare_all(
    opstelling: Opstelling, programs: list[str], residents: int, n: int, rounds: int
) -> None:
    """Measures all programs on one job and prints the tables."""
    monitor = opstelling.demo(residents)
    monitor_file = write_monitor(monitor, CATALOGUE, choose(monitor, n))
    n_bytes = sum(len(path.read_bytes()) for path in monitor.glob("*/*.csv"))
    say(
        f"{residents:,} residents, {n} indicators, {n_bytes / 1e6:,.0f} MB of CSV, now in memory"
    )
    runs: dict[str, list[Meting]] = {naam: [] for naam in programs}
    results: dict[str, Path] = {}
    for idx in range(rounds):
        shift = idx % len(programs)
        for naam in programs[shift:] + programs[:shift]:
            if naam == OURS:
                meting, results[naam] = run_wijkmonitor(opstelling, monitor_file)
            else:
                meting, results[naam] = run_peer(opstelling, naam, monitor, n)
            runs[naam].append(meting)
            say(f"  {naam:<12} round {idx + 1}: {meting.wall:.2f} s")
    print(
        f"\n## {residents:,} residents, {n_bytes / 1e6:,.0f} MB of CSV, {n} indicators\n"
    )
    if OURS in results:
        figures = results.pop(OURS)
        print(
            compare(figures, opstelling, monitor, n, list(results.values())), end="\n\n"
        )
    rows = rows_of(runs)
    print(render_text(rows), render_markdown(rows), sep="\n\n", flush=True)


def machine(opstelling: Opstelling) -> str:
    """The line that says on what was measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    ours = subprocess.run(
        [opstelling.wijkmonitor, "--version"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    flags = " ".join(opstelling.flags) or "charts included"
    peers = ", ".join(f"{naam} {version(naam)}" for naam in (*PEERS, "pyarrow"))
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB,"
        f" load {load:.1f} before; {ours} ({flags}), {peers}, Python {platform.python_version()}"
    )


def numbers(text: str) -> list[int]:
    """A list of numbers as `60000,500000`."""
    return [int(part.replace("_", "")) for part in text.split(",")]


def main() -> None:
    """Measures each number of residents and of indicators that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wijkmonitor", type=Path, required=True, help="the program")
    parser.add_argument(
        "--cache", type=Path, required=True, help="a folder outside the project"
    )
    parser.add_argument("--residents", type=numbers, default=[500_000], metavar="N,…")
    parser.add_argument("--indicators", type=numbers, default=[9], metavar="N,…")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--programs",
        type=lambda text: text.split(","),
        default=[OURS, *PEERS],
        metavar="NAME,…",
        help=f"of {OURS}, {', '.join(PEERS)}",
    )
    args = parser.parse_args()
    if unknown := set(args.programs) - {OURS, *PEERS}:
        parser.error(f"no such program: {', '.join(sorted(unknown))}")
    opstelling = Opstelling(args.wijkmonitor, args.cache, build_flags(args.wijkmonitor))
    print(machine(opstelling))
    for residents in args.residents:
        for n in args.indicators:
            compare_all(opstelling, args.programs, residents, n, args.rounds)


if __name__ == "__main__":
    main()
