"""A Spark Connect server: how it is reached, what it is sent, and how rounds are kept apart."""

from __future__ import annotations

import socket
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from graph.errors import AlliancesError, Misuse, Unreachable

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

PORT = 15002  # of Spark Connect, unless the address says another
PATIENCE = 5.0  # seconds for a server to take a call
#: Rows of two numbers sent at once: 32 MB, a message may have 128.
PIECE = 2_000_000
#: Rows that a server which keeps nothing is sent anew with each question.
MOST_UNKEPT = 500_000


class Cluster:
    """A session on a server, with what makes rounds of questions possible on it."""

    def __init__(self, spark: SparkSession) -> None:
        self.spark = spark

    def table(self, rows: pa.Table) -> DataFrame:
        """Send rows, in pieces that a message can hold, and keep them there."""
        if not self.keeps:
            return self._unkept(rows)
        pieces = [rows.slice(start, PIECE) for start in range(0, max(rows.num_rows, 1), PIECE)]
        return union([self._sent(piece).localCheckpoint() for piece in pieces])

    def _sent(self, rows: pa.Table) -> DataFrame:
        from pyspark.sql.pandas.types import from_arrow_schema

        return self.spark.createDataFrame(rows, schema=from_arrow_schema(rows.schema))

    def _unkept(self, rows: pa.Table) -> DataFrame:
        if rows.num_rows > MOST_UNKEPT:
            raise _keeps_nothing(rows.num_rows)
        return self._sent(rows)

    def kept(self, frame: DataFrame) -> DataFrame:
        """Work a table out once and forget how: plans of many rounds would grow without end.

        A server without a place for checkpoints (Sail, unless it is given one) gets the rows back
        from here with each question: right for small graphs, refused for large ones.
        """
        return frame.localCheckpoint() if self.keeps else self._unkept(frame.toArrow())

    @cached_property
    def keeps(self) -> bool:
        """Whether the server can keep a table: one row is tried, for some say yes and lose it."""
        from pyspark.errors import PySparkException

        one = self.spark.range(1)
        try:
            return one.localCheckpoint().count() == 1
        except PySparkException:
            return False


def union(frames: Sequence[DataFrame]) -> DataFrame:
    """Put tables one under the other: half with half, for a plan may be a hundred levels deep."""
    half = len(frames) // 2
    return union(frames[:half]).unionAll(union(frames[half:])) if half else frames[0]


@contextmanager
def cluster(master: str) -> Iterator[Cluster]:
    """Open a session on a server, ``sc://HOST:PORT``; close it at the end.

    Raises Misuse for another address or without the client, Unreachable when nobody answers.
    """
    place = reach(master)
    with _as_program():
        yield from _session(master, place)


def reach(master: str) -> str:
    """Make sure that somebody answers at an address; return host and port."""
    host, port = _place(master)
    _require_client()
    _knock(host, port)
    return f"{host}:{port}"


def _session(master: str, place: str) -> Iterator[Cluster]:
    from grpc import RpcError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    spark = None
    try:
        spark = SparkSession.builder.remote(master).create()
        _hurry(spark)
        spark.range(1).count()
        yield Cluster(spark)
    except AlliancesError:
        raise
    except (PySparkException, RpcError) as error:
        raise _failed(place, error) from error
    finally:
        if spark is not None:
            with suppress(PySparkException, RpcError):
                spark.stop()


def _hurry(spark: SparkSession) -> None:
    """Try a server that is gone a few times, not for ten minutes."""
    from pyspark.sql.connect.client.retries import DefaultPolicy

    client = spark.client  # type: ignore[attr-defined,unused-ignore]
    client.set_retry_policies([DefaultPolicy(max_retries=3, max_backoff=2000)])


def _place(master: str) -> tuple[str, int]:
    """Return host and port of an address; what follows the first ``;`` may be a secret."""
    parts = urlsplit(master.partition(";")[0])
    with suppress(ValueError):
        if parts.scheme == "sc" and parts.hostname:
            return parts.hostname, parts.port or PORT
    raise Misuse(
        "--master attend l'adresse d'un serveur Spark Connect, comme sc://localhost:15002.",
        "--master takes the address of a Spark Connect server, such as sc://localhost:15002.",
    )


def _require_client() -> None:
    try:
        with _as_program():
            import grpc  # noqa: F401
            import pyspark.sql.connect.session  # noqa: F401
    except ImportError as error:
        raise Misuse(
            "Le moteur Spark demande un paquet de plus : pip install "
            "'alliances-territoriales[spark]' (ou pip install pyspark-client).",
            "The Spark engine needs one more package: pip install "
            "'alliances-territoriales[spark]' (or pip install pyspark-client).",
        ) from error


@contextmanager
def _as_program() -> Iterator[None]:
    """Give the main module a file: pyspark 4.2 takes one without (``python -c``) for its tests."""
    main = sys.modules["__main__"]
    is_bare = not hasattr(main, "__file__")
    if is_bare:
        main.__file__ = ""
    try:
        with warnings.catch_warnings():
            # pandas 3 is not promised to work; no frame of pandas is made here.
            warnings.filterwarnings("ignore", category=FutureWarning)
            # Numbers for all rows are given in one place: that is what is asked.
            warnings.filterwarnings("ignore", message="WARN WindowExpression")
            yield
    finally:
        if is_bare:
            del main.__file__


def _knock(host: str, port: int) -> None:
    try:
        socket.create_connection((host, port), timeout=PATIENCE).close()
    except OSError as error:
        raise Unreachable(
            "Aucun serveur Spark Connect ne répond à {place} ({why}). Lancez-le ou corrigez "
            "--master ; sans --engine spark, cette machine calcule seule.",
            "No Spark Connect server answers at {place} ({why}). Start it or correct --master; "
            "without --engine spark this machine works alone.",
            place=f"{host}:{port}",
            why=error.strerror or error,
        ) from error


def _failed(place: str, error: Exception) -> Unreachable:
    """Say in one line why a server gave up: its own words have the whole plan."""
    details = getattr(error, "details", None)
    words = (callable(details) and details()) or str(error)
    said = next((line.strip() for line in words.splitlines() if line.strip()), "?")
    return Unreachable(
        "Le serveur Spark Connect {place} n'a pas répondu comme il faut : {why}",
        "The Spark Connect server {place} did not answer as it should: {why}",
        place=place,
        why=said[:300],
    )


def _keeps_nothing(rows: int) -> Misuse:
    return Misuse(
        "Ce serveur ne garde aucun tableau entre deux questions ; {rows} lignes sont trop pour les "
        "renvoyer chaque fois. Sail : donnez-lui un dossier, SAIL_EXECUTION__CHECKPOINT__PATH.",
        "This server keeps no table between two questions; {rows} rows are too many to send each "
        "time. Sail: give it a folder, SAIL_EXECUTION__CHECKPOINT__PATH.",
        rows=rows,
    )
