"""The site as a user starts it: a process of its own on a free port, and requests to it."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Got:
    """A response, whole."""

    status: int
    headers: Mapping[str, str]  # names in small letters
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    def rows(self) -> list[dict[str, Any]]:
        """The bindings of a SPARQL JSON answer."""
        found: list[dict[str, Any]] = json.loads(self.body)["results"]["bindings"]
        return found


@dataclass(frozen=True)
class Served:
    """A running site."""

    origin: str
    process: subprocess.Popen[str]

    @property
    def port(self) -> int:
        return int(self.origin.rpartition(":")[2])

    def connect(self, timeout: float = 180) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(urlsplit(self.origin).hostname or "", self.port, timeout)

    def get(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> Got:
        """Send one request; ``Content_Type`` stands for ``Content-Type``."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = self.connect()
        try:
            with suppress(BrokenPipeError):  # refused before its end: the answer says why
                connection.request(method, path, body, named)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Got(answer.status, told, answer.read())
        finally:
            connection.close()

    def ask(self, sparql: str, accept: str = "application/sparql-results+json", **also: str) -> Got:
        """Send a query by GET."""
        address = "/sparql?" + urlencode({"query": sparql} | also)
        return self.get(address, Accept=accept)

    def post(self, path: str, fields: Any, **headers: str) -> Got:
        """Send a form."""
        return self.get(path, "POST", urlencode(fields), **(FORM | headers))


@contextmanager
def serving(folder: Path, *options: str, lang: str = "fr") -> Iterator[Served]:
    """Start the site of a workspace, and end it afterwards."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ALLIANCES_")}
    command = [sys.executable, "-m", "cli.main", "--lang", lang, "--workspace", str(folder)]
    with subprocess.Popen(
        [*command, "serve", "--port", "0", "--no-open", *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        env=kept | {"PYTHONPATH": str(Path(__file__).parents[1])},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        first = process.stdout.readline().strip()
        assert first.startswith("http://"), process.communicate()[1]
        try:
            yield Served(first.rstrip("/"), process)
            assert process.poll() is None, "the site has died"
        finally:
            process.terminate()
            process.communicate(timeout=20)
