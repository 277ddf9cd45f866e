"""The search for what stays: found however a file writes it, and no false alarm."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import workspace
from graph.errors import BadInput
from graph.export.edition import INTERNAL
from graph.kept import Entry, held
from graph.load import load_workbook
from graph.publication.check import Check
from graph.publication.departure import Departure, Leak
from graph.publication.files import BLOCK, blocks, of_file
from graph.publication.findings import Finding, Level, Sort
from graph.publication.gate import Gate
from graph.publication.produced import is_internal, produced
from graph.publication.search import LONGEST, Phrases, phrases_of
from graph.publication.secrets import sought
from graph.publication.words import words
from graph.store import LocalStore
from graph.workspace import Workspace
from ontology.text import fold
from tests.graph.loading import with_column
from tests.reliability import leaks
from tests.restricted import guarded
from tests.workbooks import write_workbook

DAY = date(2019, 6, 1)
KEPT = "La Fabrique numérique"
#: What people write, and what breaks formats; surrogates are in no file.
TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return guarded(tmp_path_factory.mktemp("publication"))


@pytest.fixture(scope="module")
def departure(made: Workspace) -> Departure:
    return Departure(Gate(made.store(), DAY))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(TEXTS)
def test_a_text_is_found_however_a_format_writes_it(text: str) -> None:
    found = list(phrases_of(words(text)))
    if not found or not found[0]:
        return
    known = Phrases(found)
    for form in leaks.forms(text):
        assert set(known.within(words(f'<p>"{form.decode()}"</p>'))) == set(found), form


@settings(max_examples=60, deadline=None, derandomize=True)
@given(TEXTS.filter(lambda text: not set(text) & set("&\\%_")))
def test_words_are_those_of_names(text: str) -> None:
    assert b" ".join(words(text)).decode() == fold(text)


@pytest.mark.parametrize("form", [
    "la fabrique\n   numérique", "LA FABRIQUE NUMÉRIQUE", "La Fabrique num\\u00e9rique",
    "La&nbsp;Fabrique num&eacute;rique", "La Fabrique num&#xE9;rique", "la-fabrique-numerique",
    "La%20Fabrique%20num%C3%A9rique", "La Fabrique num\\\\u00E9rique",
    "La Fabrique num&amp;#233;rique",
    "La Fabrique nume\u0301rique", "<w:t>La Fab</w:t></w:r><w:r><w:t>rique num</w:t>érique",
    "<td>La</td><td>Fabrique</td><td>numérique</td>",
])  # fmt: skip
def test_every_form_is_a_leak(departure: Departure, form: str) -> None:
    with pytest.raises(Leak) as told:
        departure.clear_bytes("x.html", f"<p>{form}</p>".encode())
    assert "abrique" not in str(told.value.text).casefold()
    assert told.value.exit_code == 1


def packed(name: str, content: bytes) -> bytes:
    if name == "gz":
        return gzip.compress(content)
    out = io.BytesIO()
    if name == "parquet":
        import pyarrow as pa
        from pyarrow import parquet

        parquet.write_table(pa.table({"x": [content.decode()]}), out, compression="zstd")
        return out.getvalue()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.xml", content)
    return out.getvalue()


@pytest.mark.parametrize("outer", ["zip", "gz", "parquet"])
@pytest.mark.parametrize("inner", ["", "zip", "gz"])
def test_containers_are_opened(departure: Departure, outer: str, inner: str) -> None:
    if outer == "parquet" and inner:
        return
    content = f"<t>{KEPT}</t>".encode()
    content = packed(outer, packed(inner, content) if inner else content)
    assert KEPT.encode() not in content or outer == "parquet"
    found = list(departure.finds(of_file(io.BytesIO(content))))
    assert [one.line for one in found] == [1]


RICH = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator R;}\pard La {\b Fab}"


def mailed(content: bytes, way: str) -> bytes:
    """Return a mail, within a mail, that has a file attached; all packed in one way."""
    from email.message import EmailMessage

    inner, outer = EmailMessage(), EmailMessage()
    inner.set_content("Bonjour à tous", cte=way)
    inner.add_attachment(content, "application", "octet-stream", filename="pièce", cte=way)
    outer.set_content("ci-joint")
    outer.add_attachment(inner)
    return outer.as_bytes()


LETTERS = {
    "rich.rtf": RICH + rb"rique num\'e9rique\par}",
    "points.rtf": RICH + rb"rique num\u233\'65rique\par}",
    "mac.rtf": RICH.replace(rb"ansi\ansicpg1252", b"mac") + rb"rique num\'8erique}",
    "qp.eml": mailed(KEPT.encode(), "quoted-printable"),
    "base64": mailed(packed("zip", KEPT.encode()), "base64"),
    "rich.eml": mailed(RICH + rb"rique num\'e9rique\par}", "base64"),
    "header.eml": b"Subject: =?iso-8859-1?q?La_Fabrique_num=E9rique?=\n\nx",
    "alphabet.eml": b"Content-Type: text/plain; charset=mac-roman\n"
    b"Content-Transfer-Encoding: quoted-printable\n\nLa Fabrique num=8Eri=\nque",
    "untrue.eml": f"Content-Transfer-Encoding: base64\n\n{KEPT}".encode(),
    "box.mbox": b"From a\nSubject: x\n\nx\n\nFrom b\nSubject: y\n\n" + KEPT.encode(),
    "mac.txt": KEPT.encode("mac_roman"), "dos.txt": KEPT.encode("cp850"),
}  # fmt: skip


@pytest.mark.parametrize("name", LETTERS)
def test_letters_are_told_as_they_are_read(departure: Departure, tmp_path: Path, name: str) -> None:
    closed: list[str] = []
    (tmp_path / name).write_bytes(LETTERS[name])
    assert len(list(departure.finds(blocks(tmp_path / name, closed)))) == 1
    assert closed == []


TRAPS = {
    "picture.rtf": (b"{\\rtf1{\\pict 89}}", ["pict"]),
    "attached.eml": (mailed(b"%PDF-1.4", "base64"), ["pièce"]),
    "key.eml": (b"Content-Type: application/pkcs7-mime\n\nx", ["mail"]),
    "lines.eml": (b"Received: x\nX: " + b"boundary " * 4_000 + b"\n" * 3_000, ["mail"]),
    "groups.rtf": (b"{\\rtf1" + b"{" * 2_000, None),
    "nest.eml": (b"Content-Type: message/rfc822\n\n" * 2_000, None),
}


@pytest.mark.parametrize("name", TRAPS)
def test_what_a_letter_hides_is_told_or_ends(tmp_path: Path, name: str) -> None:
    closed: list[str] = []
    content, expected = TRAPS[name]
    (tmp_path / name).write_bytes(content)
    if expected is None:
        with pytest.raises(BadInput):
            list(blocks(tmp_path / name, closed))
        return
    list(blocks(tmp_path / name, closed))
    assert closed == expected


@pytest.mark.parametrize("shift", range(-24, 4, 3))
def test_what_lies_between_two_blocks_is_found_once(departure: Departure, shift: int) -> None:
    content = b"mot " * (BLOCK // 4)
    content = content[: BLOCK + shift] + b" " + KEPT.encode() + b" fin\n" + content
    assert len(list(departure.finds(of_file(io.BytesIO(content))))) == 1


def test_a_file_with_a_secret_is_not_written(departure: Departure, tmp_path: Path) -> None:
    kept, target = tmp_path / "old.html", tmp_path / "sub" / "new.html"
    kept.write_text("avant", encoding="utf-8")
    for path in (kept, target):
        with pytest.raises(Leak), departure.files(path) as (draft,):
            draft.write_text(f"… {KEPT} …", encoding="utf-8")
    assert kept.read_text(encoding="utf-8") == "avant"
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["old.html"]
    with departure.files(target) as (draft,):
        draft.write_text("Un car et un toit", encoding="utf-8")
    assert target.is_file()


def test_nothing_is_a_secret_that_is_public_or_common(departure: Departure) -> None:
    known = departure.secrets.origins
    assert tuple(words(KEPT)) in known
    for text in ("Un car", "Ville d'Aix-en-Provence", "2018", "etapes, 5", "restreint"):
        assert tuple(words(text)) not in known
    assert departure.secrets.common > 0


@pytest.mark.parametrize(("term", "is_sought"), [
    ('"211300017"', True), ('"5000"', False), ('"12345.60"', False), ('"2017-12-31"', False),
    ('"06.12.34.56.78"', True), ('"abc"', False), ('"abcd"@fr', True), ("_:b0", False),
    ('"true"^^<http://www.w3.org/2001/XMLSchema#boolean>', False), ('"★★★★"', False),
])  # fmt: skip
def test_what_any_file_may_hold_is_not_sought(term: str, is_sought: bool) -> None:
    assert bool(list(sought(term.encode()))) == is_sought


def test_a_part_of_a_long_text_is_found() -> None:
    text = " ".join(f"mot{n}" for n in range(5 * LONGEST + 3))
    known = Phrases(sought(f'"{text}"'.encode()))
    assert set(known.within(words(text[: len(text) // 2])))


def test_an_internal_edition_may_tell_and_still_names_no_former_mayor(made: Workspace) -> None:
    inside = Departure(Gate(made.store(), date(2030, 1, 1), is_internal=True))
    inside.clear_bytes("x", KEPT.encode())
    with pytest.raises(Leak):
        inside.clear_bytes("x", b"Maryse JOISSAINS MASINI")


# -- the check of a workspace --------------------------------------------------------------------


def found_in(made: Workspace, day: date = DAY) -> list[Finding]:
    store = made.store()
    check = Check(made, store, Departure(Gate(store, day)), held(made).entries)
    return list(check.findings())


def wrong(found: list[Finding]) -> list[Finding]:
    return [one for one in found if one.sort.level is Level.MEND]


def test_a_sound_workspace_has_nothing_to_mend(made: Workspace) -> None:
    found = found_in(made)
    assert wrong(found) == []
    assert {one.what.fr: one.n for one in found if one.sort is Sort.DISCLOSURE} == {
        "public": 7, "restreint": 1,
    }  # fmt: skip


def test_what_has_the_name_of_a_source_is_left_out_unless_it_says_what_it_is(
    tmp_path: Path,
) -> None:
    source, copy, ours, broken = (tmp_path / name / "rna.csv" for name in ("", "a", "b", "c"))
    for file in (source, copy, ours, broken):
        file.parent.mkdir(exist_ok=True)
        file.write_text("id;titre\n", encoding="utf-8")
    ours.write_text(f"{INTERNAL.en};x\n", encoding="utf-8")
    broken.write_bytes(b"PK\x03\x04 cut off")
    (tmp_path / "carte.html").write_text("<p>", encoding="utf-8")
    asked: list[Path] = []

    def reads(path: Path) -> bool:
        asked.append(path)
        return is_internal(path)

    found = produced(tmp_path, [Entry.of("rna", source, None)], reads)
    assert list(found) == [ours, broken, tmp_path / "carte.html"]
    assert asked == [copy, ours, broken, source]


def test_a_former_holder_named_in_a_text_is_told(tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="Essai")
    besoins = "acteur;nature;description\naines;besoin;Suite promise par Maryse Joissains Masini"
    load_workbook(made, write_workbook(tmp_path / "carnet", **{"besoins-offres": besoins}))
    names = [one for one in found_in(made, date(2030, 1, 1)) if one.sort is Sort.NAME]
    assert len(names) == 1
    assert "besoins-offres, 2" in names[0].where.fr
    assert "Joissains" not in f"{names[0].what} {names[0].where}"
    assert [one for one in found_in(made, DAY) if one.sort is Sort.NAME] == []


def test_a_public_text_that_tells_a_restricted_actor_is_to_be_read_again(tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="Essai", as_of=DAY)
    restricted = (
        "\nz;Cercle Zorglubien;CZQX;association;;732829320;13001;;notes;;restreint;"
        "https://zorglub.example.org/"
        "\nh;Harmonie;;association;;;13001;;notes;;restreint;"
    )
    needs = (
        "acteur;nature;description\naines;besoin;Signé avec le cercle zorglubien"
        "\naines;besoin;Le SIREN 732829320\naines;besoin;Voir zorglub.example.org"
        "\naines;besoin;Avec CZQX\naines;besoin;En harmonie avec tous"
        "\naines;besoin;Un car"
    )
    actors = with_column("acteurs", "diffusion;site web") + restricted
    load_workbook(made, write_workbook(
        tmp_path / "carnet", acteurs=actors, **{"besoins-offres": needs}
    ))  # fmt: skip
    found = [one for one in found_in(made, DAY) if one.sort is Sort.RESTRICTED]
    rows = sorted(one.where.fr.rpartition(", ")[2] for one in found)
    assert rows == ["2)", "3)", "4)", "5)"]
    assert all(one.sort.level is Level.READ for one in found)
    assert "orglub" not in str(found)


def test_an_address_that_came_in_is_told(tmp_path: Path) -> None:
    """The door takes addresses out; what came past it is found at the gate."""
    made = workspace.create(tmp_path / "ws", name="Essai", as_of=DAY)
    load_workbook(made, write_workbook(tmp_path / "carnet"))
    store = made.store().engine
    graph = next(g for g in store.named_graphs() if "/asserted/" in str(g))
    actor = ox.NamedNode(f"{made.base}id/org/local/paa")
    memory = ox.Store()
    memory.bulk_extend(store.quads_for_pattern(None, None, None, None))
    note = ox.NamedNode("http://purl.org/dc/terms/description")
    memory.add(ox.Quad(actor, note, ox.Literal("Écrire à a@example.org"), graph))
    opened = LocalStore(memory)
    check = Check(made, opened, Departure(Gate(opened, DAY)), held(made).entries)
    found = wrong(list(check.findings()))
    assert [one.sort for one in found] == [Sort.CONTACT]
    assert "acteurs" in found[0].where.fr or "§1" in found[0].where.fr


def test_random_workbooks_leak_nothing() -> None:
    """The long form: ``python -m tests.reliability leaks``."""
    figures = leaks.run(0)
    assert figures["leaks"] == 0, figures
    assert figures["outputs"] > 40
    assert figures["public texts found"] > 100
    assert figures["restricted texts in the internal edition"] > 5


def test_the_search_of_random_workbooks_finds() -> None:
    case = leaks.Case(Random(1))  # noqa: S311 - a test
    text = case.text(hidden=True)
    for form in leaks.forms(text):
        assert leaks.leaks(case, b"..." + form + b"..."), form
    assert not leaks.leaks(case, case.text(hidden=False).encode())
