"""Real SPARQL servers on the loopback: Oxigraph's, and Virtuoso 7.

Without a server its tests are skipped with one line, except in CI where that is a failure.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import pytest

PATIENCE = 60.0  # seconds for a server to start


@dataclass(frozen=True)
class Served:
    """A server that runs: where to ask, and where and as whom to write."""

    query: str  # address
    update: str
    store: str  # Graph Store protocol
    user: str = ""
    password: str = ""
    restricted_query: str = ""  # the address that asks for credentials, if it has one


def missing(what: str, asked: str) -> NoReturn:
    """Skip what cannot be tried here; in CI that is a failure."""
    message = f"{what} is missing: {asked} was not tried"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def free_port() -> int:
    """Return a port of the loopback that nobody listens to."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def oxigraph(*options: str) -> Iterator[Served]:
    """Run Oxigraph's server with an empty store in memory."""
    beside = Path(sys.executable).with_name("oxigraph")
    program = str(beside) if beside.exists() else shutil.which("oxigraph")
    if program is None:
        missing("The server of the package oxigraph", "its endpoint")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with _running([program, "serve", "--bind", f"127.0.0.1:{port}", *options], f"{address}/"):
        yield Served(f"{address}/query", f"{address}/update", f"{address}/store")


@contextmanager
def virtuoso(folder: Path, most_rows: int = 100_000) -> Iterator[Served]:
    """Run Virtuoso in a folder; its user "dba" may update through /sparql-auth."""
    program, shell = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or shell is None:
        missing("Virtuoso (package virtuoso-opensource-7-bin)", "its endpoint")
    port, sql_port, password = free_port(), free_port(), secrets.token_hex(8)
    settings = folder / "virtuoso.ini"
    settings.write_text(_ini(folder, port, sql_port, most_rows), encoding="utf-8")
    run = [program, "+foreground", "+configfile", str(settings)]
    new = ["+pwdold", "dba", "+pwddba", password, "+pwddav", password]
    subprocess.run([*run, *new], cwd=folder, capture_output=True, timeout=PATIENCE, check=False)
    address = f"http://127.0.0.1:{port}"
    with _running(run, f"{address}/sparql", folder):
        _sql(shell, sql_port, password, 'GRANT SPARQL_UPDATE TO "SPARQL"; ')
        _sql(shell, sql_port, password, 'REVOKE SPARQL_UPDATE FROM "SPARQL"; ')
        yield Served(
            f"{address}/sparql",
            f"{address}/sparql-auth",
            f"{address}/sparql-graph-crud-auth",
            "dba",
            password,
            f"{address}/sparql-auth",
        )


def _sql(shell: str, port: int, password: str, words: str) -> str:
    done = subprocess.run(
        [shell, f"127.0.0.1:{port}", "dba", password, f"exec={words}"],
        capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def _ini(folder: Path, port: int, sql_port: int, most_rows: int) -> str:
    return f"""[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
ThreadsPerQuery = 2
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = {most_rows}
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 0
"""


@contextmanager
def _running(command: Sequence[str], address: str, folder: Path | None = None) -> Iterator[None]:
    """Run a server until the block ends, which begins when the server answers."""
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait(process, address)
            yield
        finally:
            process.kill()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    opener, end = build_opener(ProxyHandler({})), time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, f"{process.args!r} ended with {process.returncode}"
        try:
            opener.open(address, timeout=5).close()
        except URLError as error:
            if getattr(error, "code", 0):  # it answers, if only that it wants a query
                return
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{address} did not answer")
