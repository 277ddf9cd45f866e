"""The program run within the test's own process: a start takes longer than most that it does."""

from __future__ import annotations

import io
import os
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

from cli.main import main
from tests.conftest import Ran


def inside(
    *arguments: object, lang: str = "fr", cwd: Path | None = None, stdin: str = "",
    env: dict[str, str] | None = None,
) -> Ran:  # fmt: skip
    """Run ``alliances``; nothing of it is a terminal, and the environment is left as it was."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    kept, typed = dict(os.environ), sys.stdin
    for name in [name for name in kept if name.startswith("ALLIANCES_")]:
        del os.environ[name]
    os.environ.update({"COLUMNS": "80"} | (env or {}))
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    try:
        with redirect_stdout(out), redirect_stderr(err), chdir(cwd or Path.cwd()):
            main(["--lang", lang, *map(str, arguments)])
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else 1
    finally:
        sys.stdin = typed
        os.environ.clear()
        os.environ.update(kept)
    for stream in (out, err):
        stream.flush()
    return Ran(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))
