"""Real Spark Connect servers on the loopback: Sail, and Apache Spark 4 alone or with workers.

Sail is the package ``pysail`` of the development tools. Apache Spark is looked for where
``SPARK_HOME`` says (the package ``pyspark`` holds a whole one, and cannot be installed beside
``pyspark-client``); it needs Java 17. Without them their tests are skipped with one line.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.servers import free_port, missing

PATIENCE = 300.0  # seconds for a server to start
SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"


@contextmanager
def sail(folder: Path | None) -> Iterator[str]:
    """Run Sail; yield its address. Without a folder it keeps no table between two questions."""
    beside = Path(sys.executable).with_name("sail")
    program = str(beside) if beside.exists() else shutil.which("sail")
    if program is None:
        missing("Sail (package pysail)", "the Spark engine")
    port = free_port()
    command = [program, "spark", "server", "--ip", "127.0.0.1", "--port", str(port)]
    place = {"SAIL_EXECUTION__CHECKPOINT__PATH": str(folder)} if folder else {}
    with _running(command, port, {"RUST_LOG": "error", **place}):
        yield f"sc://127.0.0.1:{port}"


@contextmanager
def spark(folder: Path, master: str = "local[2]", memory: int = 2) -> Iterator[str]:
    """Run Spark's Connect server on a master, with some GB; yield its address."""
    port = free_port()
    settings = {
        "spark.connect.grpc.binding.port": str(port),
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.driver.memory": f"{memory}g",
        "spark.executor.memory": f"{memory}g",
        "spark.local.dir": str(folder),
    }
    options = [f"--conf={name}={value}" for name, value in settings.items()]
    submit = [_script("spark-submit"), "--master", master, "--class", SERVER, *options]
    with _running([*submit, "spark-internal"], port, {"SPARK_LOCAL_IP": "127.0.0.1"}, folder):
        yield f"sc://127.0.0.1:{port}"


@contextmanager
def standalone(folder: Path, workers: int = 2, memory: int = 1) -> Iterator[str]:
    """Run a master, its workers and a Connect server, each a process of its own."""
    port, loopback = free_port(), ["--host", "127.0.0.1"]
    with ExitStack() as stack:

        def begin(role: str, waited: int, *options: str) -> None:
            command = [_script("spark-class"), f"org.apache.spark.deploy.{role}", *loopback]
            own = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_WORKER_DIR": str(folder / "work")}
            stack.enter_context(_running([*command, *options], waited, own, folder))

        begin("master.Master", port, "--port", str(port), "--webui-port", str(free_port()))
        for _ in range(workers):
            own, web = free_port(), free_port()
            begin(
                "worker.Worker", own, "--port", str(own), "--webui-port", str(web),
                "--cores", "1", "--memory", f"{memory}g", f"spark://127.0.0.1:{port}",
            )  # fmt: skip
        yield stack.enter_context(spark(folder, f"spark://127.0.0.1:{port}", memory))


def _script(name: str) -> str:
    home = os.environ.get("SPARK_HOME")
    if not home:
        pytest.skip("SPARK_HOME names no Apache Spark 4: it was not tried")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Java 17 is missing: Apache Spark was not tried")
    return str(Path(home) / "bin" / (f"{name}.cmd" if os.name == "nt" else name))


@contextmanager
def _running(
    command: Sequence[str], port: int, more: Mapping[str, str], folder: Path | None = None
) -> Iterator[None]:
    """Run a server until the block ends, which begins when it takes a call."""
    with subprocess.Popen(
        command, cwd=folder, env={**os.environ, **more}, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            _wait(process, port)
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, f"{process.args!r} ended with {process.returncode}"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nobody listens on port {port}")
