"""Compares results: every cell of wijkmonitor against the counts of the peers.

    controle.py MONITOR CIJFERS PERSONEN RESULTAAT...

`CIJFERS` is the `cijfers.csv` of wijkmonitor, `PERSONEN` a result with the persons behind each
cell, and each `RESULTAAT` that of a peer. Prints what was compared as one line of JSON.
"""

from __future__ import annotations

import csv
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from opdracht import VOLUME_DECIMALEN

Cel = tuple[str, str, str]
MAX_VERSCHILLEN = 20


@dataclass
class Uitslag:
    """What was compared, and where programs differ."""

    # Cells of wijkmonitor by kind, each compared with every peer as its kind allows.
    cellen: Counter[str] = field(default_factory=Counter)
    # Of withheld cells: why the rule withholds them.
    onderdrukt: Counter[str] = field(default_factory=Counter)
    n_peers: int = 0
    n_verschillen: int = 0
    verschillen: list[str] = field(default_factory=list)

    def differ(self, text: str) -> None:
        """Notes a difference; only the first are kept as text."""
        self.n_verschillen += 1
        if len(self.verschillen) < MAX_VERSCHILLEN:
            self.verschillen.append(text)


@dataclass(frozen=True)
class Drempels:
    """The thresholds of `_standaard.toml`.

    Dominance is not recomputed: in the demo hours are drawn alike for all, so that no two of
    ten or more persons have nearly all.
    """

    teller_min: int
    noemer_min: int
    compleet_tonen: bool
    nul_tonen: bool

    @classmethod
    def load(cls, path: Path) -> Drempels:
        """Reads the thresholds."""
        regels = tomllib.loads(path.read_text(encoding="utf-8"))["onderdrukking"]
        keys = ("teller_min", "noemer_min", "compleet_tonen", "nul_tonen")
        return cls(**{key: regels[key] for key in keys})

    def reason(self, row: dict[str, int | None]) -> str | None:
        """Why a cell is withheld by the rule of `indicators/README.md`; None when it is shown."""
        teller, noemer, rest = (
            row[f"{part}_personen"] for part in ("teller", "noemer", "rest")
        )
        assert teller is not None and noemer is not None
        is_zero = row["teller"] == 0
        if 0 < teller < self.teller_min:
            return "teller"
        if noemer < self.noemer_min:
            return "noemer"
        if rest is not None and 0 < rest < self.teller_min:
            return "complement"
        if rest == 0 and not is_zero and not self.compleet_tonen:
            return "compleet"
        if is_zero and not self.nul_tonen:
            return "nul"
        return None


def load_result(path: Path) -> dict[Cel, dict[str, int | None]]:
    """The counts of a peer; an empty count is None."""
    cells: dict[Cel, dict[str, int | None]] = {}
    for row in _rows(path):
        cel = (row.pop("indicator"), row.pop("gebied"), row.pop("periode"))
        if cel in cells:
            raise SystemExit(f"{path}: two rows for {cel}")
        cells[cel] = {key: int(text) if text else None for key, text in row.items()}
    return cells


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def to_units(text: str) -> int:
    """A count as a whole number; of a sum of volumes with decimals, in its smallest units."""
    whole, _, decimals = text.partition(",")
    return (
        int(whole + decimals.ljust(VOLUME_DECIMALEN, "0")) if decimals else int(whole)
    )


def compare(
    cijfers: Path, drempels: Drempels, personen: Path, results: list[Path]
) -> Uitslag:
    """Compares all cells of all programs."""
    uitslag = Uitslag(n_peers=len(results))
    peers = {path.parent.name: load_result(path) for path in results}
    rules = load_result(personen)
    seen = set()
    for row in _rows(cijfers):
        cel = (row["indicator"], row["gebied_code"], row["periode"])
        seen.add(cel)
        uitslag.cellen[row["celsoort"]] += 1
        if row["celsoort"] == "niet_vergelijkbaar":
            # An area that began within the period or after it; the peers do not tell.
            continue
        compare_cell(cel, row, rules.get(cel), drempels, uitslag)
        for naam, cells in peers.items():
            compare_counts(cel, row, naam, cells.get(cel), rules.get(cel), uitslag)
    for naam, cells in {**peers, "personen": rules}.items():
        for cel in sorted(cells.keys() - seen)[:MAX_VERSCHILLEN]:
            uitslag.differ(f"{cel}: {naam} has it, wijkmonitor has not")
    return uitslag


def compare_cell(
    cel: Cel,
    row: dict[str, str],
    rule: dict[str, int | None] | None,
    drempels: Drempels,
    uitslag: Uitslag,
) -> None:
    """Compares the kind of a cell with what the rules make of its exact counts."""
    if rule is None:
        uitslag.differ(f"{cel}: wijkmonitor has it, the count of persons has not")
        return
    reason = None
    if rule["noemer"] is None:
        kind = "ontbreekt"
    elif rule["noemer"] == 0:
        kind = "niet_van_toepassing"
    else:
        reason = drempels.reason(rule)
        shown = "nul" if rule["teller"] == 0 else "waarde"
        kind = "onderdrukt" if reason else shown
    if reason:
        uitslag.onderdrukt[reason] += 1
    if kind != row["celsoort"]:
        uitslag.differ(f"{cel}: `{row['celsoort']}`, by the rule `{kind}` ({rule})")


def compare_counts(
    cel: Cel,
    row: dict[str, str],
    naam: str,
    found: dict[str, int | None] | None,
    rule: dict[str, int | None] | None,
    uitslag: Uitslag,
) -> None:
    """Compares a cell with that of a peer.

    A shown cell must have the same counts; of one that is withheld or empty, all peers must have
    the counts by which its kind was judged.
    """
    if found is None:
        uitslag.differ(f"{cel}: {naam} does not have it")
        return
    counts = (found["teller"], found["noemer"])
    if row["celsoort"] in ("waarde", "nul"):
        noemer = to_units(row["noemer"])
        teller = to_units(row["teller"])
        expected: tuple[int | None, int | None] = (teller, noemer)
    elif rule is not None:
        expected = (rule["teller"], rule["noemer"])
    else:
        return
    if counts != expected:
        uitslag.differ(f"{cel}: {naam} counts {counts}, expected {expected}")


def main() -> None:
    """Compares the files of the command line; exits with 1 when programs differ."""
    catalogue, cijfers, personen, *results = map(Path, sys.argv[1:])
    drempels = Drempels.load(catalogue / "_standaard.toml")
    uitslag = compare(cijfers, drempels, personen, results)
    print(json.dumps(vars(uitslag)))
    sys.exit(1 if uitslag.n_verschillen else 0)


if __name__ == "__main__":
    main()
