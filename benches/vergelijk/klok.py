"""The stages of a program and how long each took."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Taak:
    """What a program is asked to do."""

    monitor: Path
    uitvoer: Path
    n_indicatoren: int
    personen: bool


def parse_taak(program: str) -> Taak:
    """Reads the command line of a program."""
    parser = argparse.ArgumentParser(
        description=f"the job of wijkmonitor, by {program}"
    )
    parser.add_argument("monitor", type=Path, help="the folder of the demo")
    parser.add_argument("uitvoer", type=Path, help="a folder for the result")
    parser.add_argument("--indicators", type=int, default=10, metavar="N")
    parser.add_argument(
        "--personen",
        action="store_true",
        help="count the persons behind each cell as well",
    )
    args = parser.parse_args()
    return Taak(args.monitor, args.uitvoer, args.indicators, args.personen)


class Klok:
    """Measures stages one after another."""

    def __init__(self) -> None:
        self._stages: dict[str, float] = {}
        self._since = time.perf_counter()

    def stage(self, naam: str) -> None:
        """Ends a stage: the time since the last one is that of `naam`."""
        now = time.perf_counter()
        self._stages[naam] = self._stages.get(naam, 0.0) + now - self._since
        self._since = now

    def report(self) -> None:
        """Prints the stages in seconds, as one line of JSON."""
        print(json.dumps({naam: round(took, 3) for naam, took in self._stages.items()}))
