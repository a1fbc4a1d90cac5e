"""Turns exports in Windows-1252 into UTF-8, for programs that read nothing else.

omzetten.py CODERING FOLDER END FILE...
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from multiprocessing import Pool
from pathlib import Path


def transcode(
    paths: Sequence[Path], codering: str, folder: Path, end: str = ""
) -> list[Path]:
    """Writes the files as UTF-8 into `folder`, on all cores, and returns their paths.

    `end` is put at the end of every line: a program that fills short rows up with empty
    cells can then tell them by the cell that is missing.

    It runs as a program of its own, because a process with the threads of a library in it
    is not safe to fork.
    """
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-S", __file__, codering, folder, end, *paths], check=True
    )
    return [folder / path.name for path in paths]


def _transcode_one(path: str, codering: str, folder: Path, end: str) -> None:
    text = Path(path).read_bytes().decode(codering)
    if end:
        line_end = "\r\n" if "\r\n" in text else "\n"
        text = text.removesuffix(line_end).replace(line_end, end + line_end)
        text += end + line_end
    (folder / Path(path).name).write_bytes(text.encode())


def main() -> None:
    """Turns the files of the command line."""
    codering, folder, end, *paths = sys.argv[1:]
    work = partial(_transcode_one, codering=codering, folder=Path(folder), end=end)
    with Pool(os.cpu_count()) as pool:
        pool.map(work, paths, chunksize=1)


if __name__ == "__main__":
    main()
