"""Tables of the measurements, as text and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

OURS = "wijkmonitor"
KOPPEN = (
    "program",
    "wall s",
    "without transcoding s",
    "CPU s",
    "peak MiB",
    "× fastest peer",
    "× without transcoding",
)


@dataclass(frozen=True)
class Meting:
    """One run of one program."""

    wall: float
    cpu: float
    mib: float
    # The part of the wall time in which exports were turned into UTF-8.
    omzetten: float = 0.0


@dataclass(frozen=True)
class Samenvatting:
    """The medians of the runs of one program."""

    wall: float
    zonder_omzetten: float
    cpu: float
    mib: float

    @classmethod
    def of(cls, runs: Sequence[Meting]) -> Samenvatting:
        """Takes the median of each measure by itself."""
        return cls(
            median(run.wall for run in runs),
            median(run.wall - run.omzetten for run in runs),
            median(run.cpu for run in runs),
            median(run.mib for run in runs),
        )


def rows_of(runs: dict[str, list[Meting]]) -> list[tuple[str, ...]]:
    """A row for each program, the fastest first, compared with the fastest peer."""
    summaries = {naam: Samenvatting.of(of_program) for naam, of_program in runs.items()}
    peers = [summary for naam, summary in summaries.items() if naam != OURS]
    rows = []
    for naam, one in sorted(summaries.items(), key=lambda item: item[1].wall):
        ratios = ["", ""]
        if peers:
            fastest = min(peer.wall for peer in peers)
            fastest_without = min(peer.zonder_omzetten for peer in peers)
            ratios = [
                f"{one.wall / fastest:.2f}",
                f"{one.zonder_omzetten / fastest_without:.2f}",
            ]
        seconds = [f"{one.wall:.2f}", f"{one.zonder_omzetten:.2f}", f"{one.cpu:.2f}"]
        rows.append((naam, *seconds, f"{one.mib:.0f}", *ratios))
    return rows


def render_text(rows: Sequence[tuple[str, ...]]) -> str:
    """The table in columns for a terminal."""
    widths = [max(len(row[i]) for row in (KOPPEN, *rows)) for i in range(len(KOPPEN))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in (KOPPEN, *rows)
    )


def render_markdown(rows: Sequence[tuple[str, ...]]) -> str:
    """The table as Markdown."""
    rule = ("---", *("---:" for _ in KOPPEN[1:]))
    return "\n".join(f"| {' | '.join(row)} |" for row in (KOPPEN, rule, *rows))
