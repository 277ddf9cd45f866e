"""The process in which atheris guides the inputs of one target by the code they reach.

``python -m tests.reliability.fuzz.guided TARGET FOLDER SECONDS SEED`` writes FOLDER/report.json.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.reliability.fuzz import Watch, _shown
from tests.reliability.state import Found

EVERY = 500  # inputs between two reports


def main(name: str, place: str, seconds: float, seed: int) -> None:
    """Fuzz until the time is up; the process ends here."""
    atheris: Any = import_module("atheris")  # where there is a wheel of it
    with atheris.instrument_imports(include=["graph", "queries", "cli", "ontology"]):
        from tests.reliability.fuzz.targets import TARGETS
    target = next(target for target in TARGETS if target.name == name)
    assert target.guided is not None
    for seed_input in target.seeds():
        target.check(target.guided(seed_input))  # what is imported late is imported now
    found = Found()
    watch = Watch(target, found, time.monotonic() + seconds)
    meaning, folder = target.guided, Path(place)

    def report(*, done: bool, last: object = "") -> None:
        said = {"tried": found.tried, "unclear": found.unclear, "done": done, "last": str(last)}
        draft = folder / "report.part"
        draft.write_text(json.dumps(said), encoding="utf-8")
        draft.replace(folder / "report.json")

    def one(data: bytes) -> None:
        if watch.is_over:
            report(done=True)
            os._exit(0)  # libFuzzer knows no other end than its own
        if found.tried % EVERY == 0:
            report(done=False, last=_shown(data))
        try:
            watch(meaning(data))
        except Exception:
            watch.settle()
            report(done=False)

    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed_input in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed_input)
    longest = max(map(len, target.seeds()), default=0) + 2_000
    atheris.Setup(
        ["alliances", str(corpus), f"-seed={seed}", f"-max_len={longest}", "-rss_limit_mb=0",
         "-timeout=120", f"-artifact_prefix={folder}/", "-print_final_stats=0"],
        one,
    )  # fmt: skip
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))
