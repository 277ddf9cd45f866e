"""Downloads, against a server that breaks off, lies and goes in circles; none leaves loopback."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import AlliancesError, BadInput, Misuse, Unreachable
from graph.fetching.download import Downloaded, Edition, download
from graph.fetching.table import Address, addresses, at, chosen, fetch
from graph.fetching.web import Gone, Patience
from ontology.text import Text
from tests.webserver import (
    Answer,
    Asked,
    Server,
    chunked,
    cut,
    parts,
    redirect,
    serving,
    status,
    whole,
)

BODY = bytes(range(256)) * 1000  # 256,000 bytes
HASH = hashlib.sha256(BODY).hexdigest()
QUICK = Patience(read=2, tries=4, pause=0.001)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    with serving() as found:
        yield found


def take(url: str, folder: Path, name: str = "f.csv", sha256: str | None = None) -> Downloaded:
    return download(url, folder / name, sha256=sha256, patience=QUICK)


def failure(
    kind: type[AlliancesError], url: str, folder: Path, name: str = "f.csv"
) -> AlliancesError:
    """Return the error of a download that must leave nothing under the final name."""
    with pytest.raises(kind) as caught:
        take(url, folder, name)
    assert not (folder / name).exists()
    assert not (folder / f"{name}.json").exists()
    assert url in caught.value.text.fr
    assert url in caught.value.text.en
    return caught.value


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# -- what goes well --------------------------------------------------------------------------------


def test_a_file_arrives_whole_with_its_hash_and_its_edition(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", whole(BODY, ETag='"1"', Last_Modified="Mon, 02 Nov 2026 10:00:00 GMT"))
    seen: list[tuple[int, int | None]] = []
    done = download(
        url, tmp_path / "new" / "f.csv", patience=QUICK, progress=lambda *n: seen.append(n)
    )
    assert done == Downloaded(tmp_path / "new" / "f.csv", HASH, len(BODY))
    assert done.path.read_bytes() == BODY
    assert names(tmp_path / "new") == ["f.csv", "f.csv.json", "f.csv.sha256"]
    assert (tmp_path / "new" / "f.csv.sha256").read_bytes() == f"{HASH}  f.csv\n".encode()
    assert json.loads((tmp_path / "new" / "f.csv.json").read_text(encoding="utf-8")) == {
        "url": url, "etag": '"1"', "modified": "Mon, 02 Nov 2026 10:00:00 GMT",
        "size": len(BODY), "sha256": HASH,
    }  # fmt: skip
    assert seen[0] == (0, len(BODY))
    assert seen[-1] == (len(BODY), len(BODY))
    assert server.headers("User-Agent") == ["alliances-territoriales"]


def test_chunks_without_a_length_arrive_whole(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", chunked(BODY[:1000], BODY[1000:]))
    assert take(url, tmp_path).sha256 == HASH


def test_a_redirect_is_followed(server: Server, tmp_path: Path) -> None:
    for code in (301, 302, 303, 307, 308):
        url = server.at(f"/{code}", redirect(server.at("/f", whole(BODY)), code))
        assert take(url, tmp_path, f"{code}.csv").sha256 == HASH


def test_a_proxy_of_the_environment_is_used(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "http://registre.invalid/f"
    proxy = server.at("/", whole(b""))
    server.answers[asked] = [whole(BODY)]
    monkeypatch.setenv("http_proxy", proxy)
    assert take(asked, tmp_path).sha256 == HASH
    assert [path for path, _ in server.asked] == [asked]


# -- what breaks off -------------------------------------------------------------------------------


def test_a_broken_download_goes_on_where_it_was(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", cut(BODY, 100_000, ETag='"1"'), parts(BODY))
    assert take(url, tmp_path).sha256 == HASH
    assert server.headers("Range") == [None, "bytes=100000-"]
    assert server.headers("If-Range") == [None, '"1"']
    assert names(tmp_path) == ["f.csv", "f.csv.json", "f.csv.sha256"]


def test_it_goes_on_the_next_time_too(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", cut(BODY, 100_000, ETag='"1"'), *[status(503)] * 3, parts(BODY))
    error = failure(Unreachable, url, tmp_path)
    assert error.exit_code == 4
    assert error.text.fr == (
        f"{url} : le serveur répond 503, après 4 essais. Vérifiez la connexion (et HTTPS_PROXY "
        "s'il y a un relais), puis relancez la même commande. Ce qui est arrivé (100000 octets) "
        f"est gardé dans {tmp_path / 'f.csv.part'} : elle reprendra là."
    )
    assert names(tmp_path) == ["f.csv.part", "f.csv.part.json"]
    server.asked.clear()
    assert take(url, tmp_path).sha256 == HASH
    assert server.headers("Range") == ["bytes=100000-"]
    assert names(tmp_path) == ["f.csv", "f.csv.json", "f.csv.sha256"]


def test_a_day_tells_an_edition_where_there_is_no_tag(server: Server, tmp_path: Path) -> None:
    day = "Mon, 02 Nov 2026 10:00:00 GMT"
    url = server.at("/f", cut(BODY, 9_000, Last_Modified=day), parts(BODY, day, "Last-Modified"))
    assert take(url, tmp_path).sha256 == HASH
    assert server.headers("If-Range") == [None, day]


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"1"'}])
def test_without_a_sure_edition_it_starts_again(
    server: Server, tmp_path: Path, headers: dict[str, str]
) -> None:
    url = server.at("/f", cut(BODY, 100_000, **headers), whole(BODY, **headers))
    assert take(url, tmp_path).sha256 == HASH
    assert server.headers("Range") == [None, None]


def test_a_new_edition_is_not_glued_to_half_of_the_old_one(server: Server, tmp_path: Path) -> None:
    newer = BODY[::-1]
    url = server.at("/f", cut(BODY, 100_000, ETag='"1"'), parts(newer, '"2"'))
    assert take(url, tmp_path).path.read_bytes() == newer
    noted = Edition.read(tmp_path / "f.csv.json")
    assert noted is not None
    assert noted.etag == '"2"'


def test_a_half_of_another_address_is_not_continued(server: Server, tmp_path: Path) -> None:
    first = server.at("/f", cut(BODY[::-1], 100_000, ETag='"1"'), status(503))
    failure(Unreachable, first, tmp_path)
    second = server.at("/g", parts(BODY))
    assert take(second, tmp_path).sha256 == HASH


def test_a_server_that_ignores_parts_gives_all_again(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", cut(BODY, 100_000, ETag='"1"'), whole(BODY, ETag='"1"'))
    assert take(url, tmp_path).sha256 == HASH
    assert server.headers("Range") == [None, "bytes=100000-"]


@pytest.mark.parametrize(
    ("span", "etag"),
    [
        ("garbage", '"1"'),
        ("", '"1"'),
        ("bytes 0-255999/256000", '"1"'),
        ("bytes 100001-255999/256000", '"1"'),
        ("bytes 100000-255999/999999", '"1"'),
        ("bytes 100000-255999/256000", '"2"'),
    ],
)
def test_another_part_than_the_one_asked_for_is_not_glued(
    server: Server, tmp_path: Path, span: str, etag: str
) -> None:
    def wrong(asked: Asked) -> None:
        asked.answer(206, BODY[100_000:], Content_Range=span, ETag=etag)

    url = server.at("/f", cut(BODY, 100_000, ETag='"1"'), wrong, parts(BODY))
    assert take(url, tmp_path).sha256 == HASH
    assert server.headers("Range") == [None, "bytes=100000-", None]


def test_a_part_that_nobody_asked_for_is_refused(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", lambda a: a.answer(206, BODY, Content_Range="bytes 0-9/10"))
    error = failure(Unreachable, url, tmp_path)
    assert "le serveur n'a pas donné la suite demandée, après 4 essais" in error.text.fr
    assert names(tmp_path) == []


def test_a_half_longer_than_the_file_is_thrown_away(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", cut(BODY, 200_000, ETag='"1"'), status(416), parts(BODY))
    assert take(url, tmp_path).sha256 == HASH
    assert server.headers("Range") == [None, "bytes=200000-", None]


def test_chunks_that_break_off_are_not_taken_for_all(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", chunked(BODY[:1000], end=False), chunked(BODY))
    assert take(url, tmp_path).sha256 == HASH
    url = server.at("/g", chunked(BODY[:1000], end=False))
    assert (
        "la connexion s'est coupée, après 4 essais"
        in failure(Unreachable, url, tmp_path, "g.csv").text.fr
    )


def test_a_connection_that_breaks_before_the_answer_is_tried_again(
    server: Server, tmp_path: Path
) -> None:
    url = server.at("/f", lambda asked: asked.connection.close(), whole(BODY))
    assert take(url, tmp_path).sha256 == HASH


def test_progress_is_not_counted_against_the_next_try(server: Server, tmp_path: Path) -> None:
    """A large file over a line that breaks every few megabytes arrives all the same."""
    large = BODY * 40
    rests: list[Answer] = []
    for start in range(1_500_000, 9_000_000, 1_500_000):
        span = f"bytes {start}-{len(large) - 1}/{len(large)}"

        def rest(asked: Asked, start: int = start, span: str = span) -> None:
            asked.answer(
                206, large[start : start + 1_500_000], length=len(large) - start, ETag='"1"',
                Content_Range=span,
            )  # fmt: skip

        rests.append(rest)
    url = server.at("/f", cut(large, 1_500_000, ETag='"1"'), *rests, parts(large))
    assert take(url, tmp_path).path.read_bytes() == large
    assert len(server.asked) == 7


# -- what lies about its length --------------------------------------------------------------------


def test_less_than_promised_is_tried_again_and_told(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", lambda asked: asked.answer(200, BODY, length=len(BODY) + 1))
    error = failure(Unreachable, url, tmp_path)
    assert error.text.en == (
        f"{url}: the connection broke off, after 4 tries. Check the connection (and HTTPS_PROXY "
        "where there is a proxy), then give the same command again. What arrived (256000 bytes) "
        f"is kept in {tmp_path / 'f.csv.part'}: it resumes there."
    )
    assert len(server.asked) == 4


def test_more_than_promised_is_refused(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", lambda asked: asked.answer(200, BODY, length=1000))
    error = failure(BadInput, url, tmp_path)
    assert error.exit_code == 3
    assert error.text.fr == (
        f"{url} a envoyé plus que les 1000 octets annoncés. Rien n'a été gardé : relancez plus "
        "tard."
    )
    assert names(tmp_path) == []
    assert len(server.asked) == 1


def test_a_continuation_longer_than_the_file_is_refused(server: Server, tmp_path: Path) -> None:
    def more(asked: Asked) -> None:
        span = f"bytes 100000-{len(BODY) - 1}/{len(BODY)}"
        asked.answer(206, BODY[100_000:] + b"more", Content_Range=span, ETag='"1"')

    url = server.at("/f", cut(BODY, 100_000, ETag='"1"'), more)
    assert "plus que les 256000 octets annoncés" in failure(BadInput, url, tmp_path).text.fr
    assert names(tmp_path) == []


def test_a_line_kept_open_after_the_last_byte_is_no_failure(server: Server, tmp_path: Path) -> None:
    def lingering(asked: Asked) -> None:
        asked.answer(200, BODY)
        time.sleep(0.6)

    url = server.at("/f", lingering)
    started = time.monotonic()
    done = download(url, tmp_path / "f.csv", patience=Patience(read=0.2, tries=2, pause=0.001))
    assert done.sha256 == HASH
    assert time.monotonic() - started < 0.6
    assert len(server.asked) == 1


def test_a_server_that_falls_silent_is_left(server: Server, tmp_path: Path) -> None:
    def silent(asked: Asked) -> None:
        asked.answer(200, BODY[:1000], length=len(BODY))
        time.sleep(0.4)

    url = server.at("/f", silent)
    with pytest.raises(Unreachable) as caught:
        download(url, tmp_path / "f.csv", patience=Patience(read=0.1, tries=2, pause=0.001))
    assert "le serveur ne répond plus, après 2 essais" in caught.value.text.fr
    assert names(tmp_path) == ["f.csv.part", "f.csv.part.json"]


# -- what a server refuses -------------------------------------------------------------------------


def test_a_failure_of_the_moment_is_tried_again(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", status(500), status(429, Retry_After="0"), status(502), whole(BODY))
    assert take(url, tmp_path).sha256 == HASH


def test_a_failure_that_lasts_is_told_after_some_tries(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", status(500))
    error = failure(Unreachable, url, tmp_path)
    assert error.text.fr == (
        f"{url} : le serveur répond 500, après 4 essais. Vérifiez la connexion (et HTTPS_PROXY "
        "s'il y a un relais), puis relancez la même commande."
    )
    assert len(server.asked) == 4
    assert names(tmp_path) == []


def test_waiting_grows_and_follows_the_server_within_bounds() -> None:
    patience = Patience()
    assert [patience.wait(failed, 0) for failed in (1, 2, 3, 9)] == [1, 2, 4, 60]
    assert patience.wait(1, 30) == 30
    assert patience.wait(1, 86_400) == 60


@pytest.mark.parametrize("code", [404, 410])
def test_a_file_that_is_gone_is_told_at_once(server: Server, tmp_path: Path, code: int) -> None:
    url = server.at("/f", status(code))
    error = failure(Gone, url, tmp_path)
    assert error.exit_code == 4
    assert error.text.en == (
        f"{url} does not exist, or not any more ({code}). Look for the new address at the "
        "publisher's and give it with --url."
    )
    assert len(server.asked) == 1
    assert names(tmp_path) == []


@pytest.mark.parametrize("code", [400, 401, 403, 451])
def test_a_refusal_is_told_at_once(server: Server, tmp_path: Path, code: int) -> None:
    url = server.at("/f", status(code))
    assert f"le serveur refuse ({code})" in failure(Gone, url, tmp_path).text.fr
    assert len(server.asked) == 1


def test_redirects_in_circles_end(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", redirect("/g"))
    server.at("/g", redirect("/f"))
    assert failure(Gone, url, tmp_path).text.fr == (
        f"{url} tourne en rond : une redirection mène à une autre sans fin. Cherchez la bonne "
        "adresse et donnez-la avec --url."
    )
    assert len(server.asked) < 30


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/f",
        "data:text/plain,abc",
        "javascript:alert(1)",
        "http://a..b/f",
        "http://[::1/f",
        "http://127.0.0.1:99999/f",
    ],
)
def test_a_redirect_off_the_web_is_refused(server: Server, tmp_path: Path, target: str) -> None:
    url = server.at("/f", redirect(target))
    assert failure(Gone, url, tmp_path).text.fr == (
        f"{url} renvoie vers {target}, ce qui n'est pas sûr : rien n'a été téléchargé. Cherchez la "
        "bonne adresse et donnez-la avec --url."
    )
    assert names(tmp_path) == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 that nobody else signed, and its key."""
    path = tmp_path_factory.mktemp("tls") / "loopback.pem"
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path.name, "-out",
         "cert.pem"],
        cwd=path.parent, check=True, capture_output=True,
    )  # fmt: skip
    path.write_bytes(path.read_bytes() + (path.parent / "cert.pem").read_bytes())
    return path


def test_a_redirect_that_loses_its_encryption_is_refused(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, certificate: Path
) -> None:
    plain = server.at("/plain", whole(BODY))
    secure = encrypted(server.at("/f", redirect(plain)), server, certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert f"renvoie vers {plain}, ce qui n'est pas sûr" in (
        failure(Gone, secure, tmp_path).text.fr
    )
    assert [path for path, _ in server.asked] == ["/f"]


def test_a_certificate_that_nobody_knows_is_refused(
    server: Server, tmp_path: Path, certificate: Path
) -> None:
    url = encrypted(server.at("/f", whole(BODY)), server, certificate)
    error = failure(Unreachable, url, tmp_path)
    assert "le certificat du serveur n'est pas reconnu (" in error.text.fr
    assert server.asked == []


def encrypted(url: str, server: Server, certificate: Path) -> str:
    """Make a server speak TLS; return the address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return url.replace("http://", "https://")


def test_nobody_at_the_address(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}/f"
    error = failure(Unreachable, url, tmp_path)
    assert "la connexion est refusée, après 4 essais" in error.text.fr


def test_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    error = failure(Unreachable, "http://registre.invalid/f", tmp_path)
    assert error.text.en.startswith(
        "http://registre.invalid/f: the server registre.invalid is not found, after 4 tries."
    )
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/f", "example.org/f", "http://", "https://a:b/",
            "http://[::1/f", ""],
)  # fmt: skip
def test_what_is_no_web_address_is_not_asked(tmp_path: Path, url: str) -> None:
    with pytest.raises(Misuse) as caught:
        take(url, tmp_path)
    assert caught.value.text.fr == (
        f"« {url} » n'est pas une adresse du web : elle doit commencer par https:// ou http://."
    )


# -- what is no file -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "body", "what"),
    [
        ("f.csv", b"", "un fichier vide"),
        ("f.csv", b"\xef\xbb\xbf \n<!DOCTYPE html><html>", "une page web"),
        ("f.json", b"<HTML><body>", "une page web"),
        ("f.zip", b"id;titre\n", "autre chose qu'un fichier .zip"),
        ("f.parquet", b"PK\x03\x04", "autre chose qu'un fichier .parquet"),
        ("f.csv", b"\x1f\x8b\x08\x00rest", "des octets compressés"),
        ("f.csv", b'{"error": "not found"}', 'un message du serveur : {"error": "not found"}'),
        ("f.json", b' {"message": "no"}', 'un message du serveur : {"message": "no"}'),
    ],
)
def test_what_is_no_such_file_is_refused(
    server: Server, tmp_path: Path, name: str, body: bytes, what: str
) -> None:
    url = server.at("/f", whole(body))
    error = failure(BadInput, url, tmp_path, name)
    assert error.exit_code == 3
    assert error.text.fr == (
        f"{url} a donné {what}. Rien n'a été gardé : ouvrez l'adresse dans un navigateur, et "
        "donnez la bonne avec --url."
    )
    assert names(tmp_path) == []


def test_no_newer_edition_of_a_file_that_is_not_here_is_refused(
    server: Server, tmp_path: Path
) -> None:
    url = server.at("/f", lambda asked: asked.answer(304))
    error = failure(BadInput, url, tmp_path)
    assert "gave an answer without content (304)" in error.text.en
    assert names(tmp_path) == []


def test_another_hash_than_the_one_given_is_refused(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", whole(BODY))
    other = "0" * 64
    with pytest.raises(BadInput) as caught:
        take(url, tmp_path, sha256=other)
    assert caught.value.text.fr == (
        f"{url} n'a pas l'empreinte SHA-256 attendue ({other}), mais {HASH}. Le fichier a été "
        "retiré : vérifiez l'empreinte auprès du producteur, ou relancez."
    )
    assert names(tmp_path) == []
    assert take(url, tmp_path, sha256=f" {HASH.upper()} ").sha256 == HASH


# -- what is here already --------------------------------------------------------------------------


def test_what_is_up_to_date_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", parts(BODY))
    take(url, tmp_path)
    before = (tmp_path / "f.csv").stat().st_mtime_ns
    again = take(url, tmp_path)
    assert again == Downloaded(tmp_path / "f.csv", HASH, len(BODY), unchanged=True)
    assert (tmp_path / "f.csv").stat().st_mtime_ns == before
    assert server.headers("If-None-Match") == [None, '"1"']
    assert names(tmp_path) == ["f.csv", "f.csv.json", "f.csv.sha256"]


def test_a_server_that_knows_no_304_but_tells_the_edition_is_not_read_again(
    server: Server, tmp_path: Path
) -> None:
    url = server.at("/f", whole(BODY, ETag='"1"'))
    take(url, tmp_path)
    seen: list[int] = []
    done = download(
        url, tmp_path / "f.csv", patience=QUICK, progress=lambda here, _: seen.append(here)
    )
    assert done.unchanged
    assert seen == []


def test_a_newer_edition_takes_the_place_of_the_older(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", parts(BODY), parts(b"newer", '"2"'))
    take(url, tmp_path)
    done = take(url, tmp_path)
    assert (done.unchanged, done.path.read_bytes()) == (False, b"newer")


def test_a_failed_update_leaves_the_older_edition(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", parts(BODY), cut(b"newer" * 99, 10, ETag='"2"'), status(500))
    take(url, tmp_path)
    with pytest.raises(Unreachable):
        take(url, tmp_path)
    assert (tmp_path / "f.csv").read_bytes() == BODY
    assert names(tmp_path) == [
        "f.csv", "f.csv.json", "f.csv.part", "f.csv.part.json", "f.csv.sha256",
    ]  # fmt: skip


@pytest.mark.parametrize("harm", ["edited", "cut", "removed", "note", "hash"])
def test_a_file_that_is_not_whole_any_more_is_fetched_again(
    server: Server, tmp_path: Path, harm: str
) -> None:
    url = server.at("/f", parts(BODY))
    path = take(url, tmp_path).path
    if harm == "edited":
        path.write_bytes(BODY[:-1] + b"x")
    elif harm == "cut":
        path.write_bytes(BODY[:-1])
    elif harm == "removed":
        path.unlink()
    elif harm == "note":
        (tmp_path / "f.csv.json").write_text("[1, 2", encoding="utf-8")
    else:
        (tmp_path / "f.csv.json").write_text('{"url": 1, "other": 2}', encoding="utf-8")
    done = take(url, tmp_path)
    assert (done.unchanged, path.read_bytes()) == (False, BODY)


# -- the disk --------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files to set")
def test_a_full_disk_is_told_and_what_arrived_is_kept(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", parts(BODY))
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from graph.fetching.download import download\n"
        "from graph.errors import AlliancesError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: download(sys.argv[1], Path(sys.argv[2]))\n"
        "except AlliancesError as error: print(error.exit_code, error.text.fr)\n"
    )
    path = tmp_path / "f.csv"
    done = subprocess.run(
        [sys.executable, "-c", code, url, str(path)],
        capture_output=True, encoding="utf-8", cwd=Path(__file__).parents[2], check=True,
    )  # fmt: skip
    assert done.stdout == (
        f"3 {path} ne s'écrit pas (File too large). Vérifiez la place sur le disque et vos droits, "
        "ou donnez un autre dossier avec --dir ; ce qui est arrivé est gardé.\n"
    )
    assert names(tmp_path) == ["f.csv.part", "f.csv.part.json"]
    assert take(url, tmp_path).sha256 == HASH
    assert server.headers("Range")[-1] == f"bytes={100_000}-"


def test_a_folder_that_cannot_be_made_is_told(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadInput) as caught:
        take(server.at("/f", whole(BODY)), tmp_path / "file")
    assert "ne s'écrit pas" in caught.value.text.fr


# -- the table of addresses ------------------------------------------------------------------------


def test_every_address_is_of_the_web_and_says_what_it_is() -> None:
    rows = [address for source in addresses().values() for address in source]
    assert set(addresses()) == {
        "rna", "rne", "sirene", "cog", "contours", "epci", "subventions", "reserve", "decp",
        "participations",
    }  # fmt: skip
    assert len(rows) == 37
    assert len({(row.source, row.name) for row in rows}) == 37
    for row in rows:
        assert row.url.startswith("https://")
        assert row.title.fr
        assert row.title.en
        assert row.seen
        assert not row.verified  # until somebody has fetched it and loaded it
        assert "/" not in row.name


def test_every_source_fetches_something_by_itself() -> None:
    assert {key: len(chosen(key)) for key in addresses()} == {
        "rna": 2, "rne": 7, "sirene": 2, "cog": 3, "contours": 1, "epci": 1, "subventions": 1,
        "reserve": 2, "decp": 1, "participations": 1,
    }  # fmt: skip


def test_a_file_is_named_with_its_source() -> None:
    assert [a.name for a in chosen("rne/maires")] == ["elus-maires.csv"]
    assert [a.name for a in chosen("RNE/elus-maires.csv")] == ["elus-maires.csv"]
    assert [a.name for a in chosen("decp/2025")] == ["decp-2025.json"]
    assert len(chosen("rne/elus")) == 10


def test_an_unknown_source_or_file_is_told_with_the_near_one() -> None:
    with pytest.raises(Misuse) as caught:
        chosen("sirenes")
    assert caught.value.text.fr == (
        "« sirenes » n'est pas dans la table des adresses. Vouliez-vous dire « sirene » ? Connus : "
        "rna, rne, sirene, cog, contours, epci, subventions, reserve, decp, participations."
    )
    with pytest.raises(Misuse) as caught:
        chosen("rna/rne")
    assert caught.value.text.en == (
        "'rne' is not in the table of addresses. Known: rna_waldec.zip, rna_import.zip."
    )


def address(url: str, name: str = "f.csv", newest: str = "", inside: str = "") -> Address:
    return Address("s", name, url, newest, inside, True, False, Text("f", "f"), "here")


def test_of_a_list_of_editions_the_newest_is_fetched(server: Server, tmp_path: Path) -> None:
    one, two = (
        server.at(f"/rna_{day}.csv", whole(day.encode())) for day in ("20260901", "20261001")
    )
    listed = json.dumps({"resources": [{"url": two}, {"url": one}, {"url": "http://other/"}]})
    pattern = rf"{server.at('/', status(404))}rna_[0-9]{{8}}\.csv"
    listing = server.at("/list", status(503), whole(listed.replace("/", "\\/").encode()))
    done = fetch(address(listing, newest=pattern), tmp_path, patience=QUICK)
    assert done.path == tmp_path / "f.csv"
    assert done.path.read_bytes() == b"20261001"


def test_a_list_without_such_a_file_is_told(server: Server, tmp_path: Path) -> None:
    listing = server.at("/list", whole(b"{}"))
    with pytest.raises(Gone) as caught:
        fetch(address(listing, newest="http://x/[0-9]+"), tmp_path, patience=QUICK)
    assert caught.value.text.fr == (
        f"{listing} n'annonce plus de fichier f.csv. Cherchez son adresse et donnez-la avec --url."
    )


def packed(**members: bytes) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), body)
    return found.getvalue()


def test_the_one_file_of_an_archive_is_unpacked(server: Server, tmp_path: Path) -> None:
    body = packed(project_csv=b"p", data__Organization_csv=b"o", readme_txt=b"r")
    url = server.at("/f", whole(body, ETag='"1"'))
    wanted = address(url, "cordis.csv", inside="organization.csv")
    done = fetch(wanted, tmp_path, patience=QUICK)
    assert done.path == tmp_path / "cordis.csv"
    assert done.path.read_bytes() == b"o"
    assert names(tmp_path) == [
        "cordis.csv", "cordis.csv.zip", "cordis.csv.zip.json", "cordis.csv.zip.sha256",
    ]  # fmt: skip
    assert fetch(wanted, tmp_path, patience=QUICK).unchanged
    done.path.unlink()
    assert fetch(wanted, tmp_path, patience=QUICK).path.read_bytes() == b"o"


@pytest.mark.parametrize(
    "body",
    [packed(a_csv=b"a"), packed(x__o_xlsx=b"1", y__o_xlsx=b"2"), b"PK\x03\x04 broken"],
    ids=["none", "two", "broken"],
)
def test_an_archive_without_the_one_file_is_told(
    server: Server, tmp_path: Path, body: bytes
) -> None:
    wanted = address(server.at("/f", whole(body)), "epci.xlsx", inside="*.xlsx")
    with pytest.raises(BadInput) as caught:
        fetch(wanted, tmp_path, patience=QUICK)
    assert caught.value.text.fr == (
        f"{tmp_path / 'epci.xlsx.zip'} a été téléchargé, mais ne contient pas un seul fichier "
        "*.xlsx. Ouvrez l'archive et chargez vous-même le fichier voulu."
    )
    assert not (tmp_path / "epci.xlsx").exists()
    assert not (tmp_path / "epci.xlsx.part").exists()


def test_another_address_replaces_that_of_the_table(server: Server, tmp_path: Path) -> None:
    url = server.at("/f", whole(BODY))
    there = at(chosen("rna/waldec")[0], url)
    assert (there.url, there.newest, there.verified) == (url, "", True)
    assert fetch(replace(there, name="f.csv"), tmp_path, patience=QUICK).sha256 == HASH
