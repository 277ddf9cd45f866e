"""How long the program takes to say its help, against importing click alone."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 11


def main() -> None:
    """Print the median of interleaved runs, and the ratio."""
    commands = {
        "import click": [sys.executable, "-c", "import click"],
        "alliances --help": [sys.executable, "-m", "cli.main", "--help"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, capture_output=True, check=True)
            taken[name].append(time.perf_counter() - start)
    base, ours = (statistics.median(times) for times in taken.values())
    print(f"import click {base * 1000:.0f} ms, alliances --help {ours * 1000:.0f} ms: "
          f"{ours / base:.1f} times as long")  # fmt: skip


if __name__ == "__main__":
    main()
