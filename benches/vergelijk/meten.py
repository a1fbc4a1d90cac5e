"""Runs one program and measures it: `meten.py UITVOER COMMAND...`.

This is a process of its own, and a small one, because Linux counts the memory of the process that
starts a program as the program's own until it has started.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> None:
    """Runs the command, its stdout into a file, and prints what it took as one line of JSON."""
    stdout, *command = sys.argv[1:]
    start = time.perf_counter()
    pid = os.posix_spawnp(
        command[0],
        command,
        os.environ,
        file_actions=[
            (
                os.POSIX_SPAWN_OPEN,
                1,
                stdout,
                os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
                0o644,
            )
        ],
    )
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    measured = {
        "exit": os.waitstatus_to_exitcode(status),
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        # Linux tells kilobytes, macOS bytes.
        "mib": usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10),
    }
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
