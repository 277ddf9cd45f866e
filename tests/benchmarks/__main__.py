"""Run every benchmark of the folder: ``python -m tests.benchmarks``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

if __name__ == "__main__":
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        print(f"\n== {path.stem}")
        import_module(f"tests.benchmarks.{path.stem}").main()
