"""A whole program's run: `python -m bench.whole_run PROGRAM …` prints its processor seconds and its peak in KiB.

A process of its own, and a small one: Linux counts the memory of whoever starts a program into the program's peak.
"""

import os
import sys


def main() -> None:
    """Run the program without its standard error, and end as it did."""
    quiet = [(os.POSIX_SPAWN_OPEN, sys.stderr.fileno(), os.devnull, os.O_WRONLY, 0)]
    pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
    _, status, used = os.wait4(pid, 0)
    sys.stdout.write(f"{used.ru_utime + used.ru_stime} {used.ru_maxrss}\n")
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
