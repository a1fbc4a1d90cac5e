"""The indicators of a run: one, nine, or more by variants of the nine for a part of the rows."""

from __future__ import annotations

import re
from pathlib import Path

from opdracht import Indicator, load_indicatoren

# For each source the columns and values that its indicators are narrowed to, in turn.
DELEN: dict[str, list[tuple[str, str]]] = {
    "toegang": [
        ("verwijzer", "Huisarts"),
        ("verwijzer", "Wijkteam"),
        ("verwijzer", "School"),
        ("verwijzer", "Politie"),
        ("verwijzer", "Ziekenhuis"),
        ("verwijzer", "Jeugdarts"),
        ("verwijzer", "Woningcorporatie"),
        ("verwijzer", "Eigen initiatief"),
    ],
    "voorzieningen": [("leveringsvorm", "zin"), ("leveringsvorm", "pgb")],
    "contacten": [("activiteit", "Ruilwinkel")],
}

_FILTER = re.compile(r"^(filter|noemer) = '(.*)'$")


def choose(monitor: Path, n: int) -> list[Indicator]:
    """The first `n` indicators."""
    indicatoren = load_indicatoren(monitor)
    variants = [
        indicator.variant(f"{indicator.id}_deel_{idx + 1}", *DELEN[indicator.bron][idx])
        for idx in range(max(map(len, DELEN.values())))
        for indicator in indicatoren
        if idx < len(DELEN[indicator.bron])
    ]
    everything = [*indicatoren, *variants]
    if len(everything) < n:
        raise SystemExit(f"there are {len(everything)} indicators, not {n}")
    return everything[:n]


def write_monitor(monitor: Path, catalogue: Path, indicatoren: list[Indicator]) -> Path:
    """Writes a monitor file beside that of the demo which has exactly these indicators."""
    folder = monitor / f"indicatoren-{len(indicatoren)}"
    folder.mkdir(exist_ok=True)
    for stale in folder.glob("*.toml"):
        stale.unlink()
    standaard = "_standaard.toml"
    (folder / standaard).write_bytes((catalogue / standaard).read_bytes())
    for indicator in indicatoren:
        text = _definition(catalogue, indicator)
        (folder / f"{indicator.id.replace('_', '-')}.toml").write_text(
            text, encoding="utf-8"
        )
    source = (monitor / "monitor.toml").read_text(encoding="utf-8")
    source = re.sub(r"^indicatoren = .*\n", "", source, flags=re.MULTILINE)
    line = f'indicatoren = "{folder.name}"\n'
    first_table = source.index("\n[") + 1
    path = monitor / f"monitor-{len(indicatoren)}.toml"
    path.write_text(
        source[:first_table] + line + "\n" + source[first_table:], encoding="utf-8"
    )
    return path


def _definition(catalogue: Path, indicator: Indicator) -> str:
    """The file of an indicator, or that of its origin with the condition of the variant."""
    origin, _, nth = indicator.id.partition("_deel_")
    text = (catalogue / f"{origin.replace('_', '-')}.toml").read_text(encoding="utf-8")
    # They may name indicators that this run leaves out.
    text = re.sub(r"^tegenindicatoren = .*\n", "", text, flags=re.MULTILINE)
    if not nth:
        return text
    kolom, waarde = DELEN[indicator.bron][int(nth) - 1]
    lines = text.replace(f'"{origin}"', f'"{indicator.id}"').splitlines()
    bron = indicator.bron
    for idx, line in enumerate(lines):
        if line.startswith("bron = "):
            bron = line.split('"')[1]
        found = _FILTER.match(line)
        if found and bron == indicator.bron:
            key, filter = found.groups()
            lines[idx] = f"{key} = '({filter}) and {kolom} == \"{waarde}\"'"
    return "\n".join(lines) + "\n"
