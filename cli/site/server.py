"""The server: loopback only, patient with nobody, and the end of everything it started."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from cli.site.app import App
from cli.site.context import Site
from graph.errors import Misuse, StoreUnavailable

LOOPBACK = {"127.0.0.1": socket.AF_INET, "localhost": socket.AF_INET, "::1": socket.AF_INET6}
HEAD = 10.0  # seconds that the head of a request may take to arrive
STUCK = 15.0  # seconds that a client may read nothing of what is sent
CONNECTIONS = 800


def bind(host: str, port: int) -> socket.socket:
    """Return a socket on loopback; raises Misuse for any other address, or a port in use."""
    if host not in LOOPBACK:
        raise Misuse(
            "--host {host} : le site ne s'ouvre que sur cet ordinateur (127.0.0.1 ou ::1). Pour "
            "publier, envoyez l'édition publique à un serveur SPARQL.",
            "--host {host}: the site opens on this computer only (127.0.0.1 or ::1). To publish, "
            "send the public edition to a SPARQL server.",
            host=host,
        )
    # asyncio sends at once (TCP_NODELAY) only where the protocol is named; else 40 ms are lost.
    made = socket.socket(LOOPBACK[host], socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where the other would share the port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(("127.0.0.1" if host == "localhost" else host, port))
        made.listen(1024)
    except OSError as error:
        made.close()
        raise StoreUnavailable(
            "Le port {port} n'est pas libre ({error}). Donnez-en un autre avec --port, ou 0.",
            "Port {port} is not free ({error}). Give another with --port, or 0.",
            port=port,
            error=error.strerror or error,
        ) from error
    return made


def address(made: socket.socket) -> str:
    """Return the address of a socket as a browser takes it."""
    host, port = made.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def hosts(port: int) -> frozenset[str]:
    """Return what a Host header may say of us."""
    names = ("127.0.0.1", "localhost", "[::1]")
    bare = names if port == 80 else ()
    return frozenset((*(f"{name}:{port}" for name in names), *bare))


class Protocol(H11Protocol):
    """HTTP/1.1 that closes on those who never send, and on those who never read.

    The library itself only bounds the time between two requests.
    """

    _late: asyncio.TimerHandle | None = None
    _stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for the head of a request."""
        super().connection_made(transport)
        self._late = self.loop.call_later(HEAD, transport.abort)

    def data_received(self, data: bytes) -> None:
        """Take what came; a head that is not whole keeps its deadline, however it drips."""
        super().data_received(data)
        is_open = self.conn.their_state is h11.IDLE and bool(self.conn.trailing_data[0])
        if is_open and self._late is None:
            self._late = self.loop.call_later(HEAD, self.transport.abort)
        elif not is_open:
            _cancel(self._late)
            self._late = None

    def pause_writing(self) -> None:
        """Give a client that reads nothing a last time to do so."""
        super().pause_writing()
        self._stuck = self.loop.call_later(STUCK, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the client reads."""
        super().resume_writing()
        _cancel(self._stuck)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadlines."""
        _cancel(self._late)
        _cancel(self._stuck)
        super().connection_lost(exc)


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()


class _Server(uvicorn.Server):
    """Ends the workers before it gives the signal that stopped it back to Python."""

    def __init__(self, config: uvicorn.Config, site: Site, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._site = site
        self._ready = ready

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: Any = None) -> None:
        self._site.pool.stop()
        self._site.pages.stop()
        self._site.data.end()
        await super().shutdown(sockets)


def serve(site: Site, made: socket.socket, ready: Callable[[], None]) -> None:
    """Answer until interrupted; ``ready`` is called once the site answers."""
    config = uvicorn.Config(
        App(site), http=Protocol, ws="none", lifespan="off", loop="asyncio", log_config=None,
        log_level="critical", access_log=False, server_header=False, proxy_headers=False,
        timeout_keep_alive=5, timeout_graceful_shutdown=2, limit_concurrency=CONNECTIONS,
    )  # fmt: skip

    async def run() -> None:
        await asyncio.gather(site.pool.start(), site.pages.start())
        await _Server(config, site, ready).serve([made])

    with suppress(KeyboardInterrupt):
        asyncio.run(run())
