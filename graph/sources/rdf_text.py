"""Open an RDF file: which of its six forms it is in, and its statements, told with their place.

The parser is Oxigraph's. What would take it down, or fill the memory, is stopped on the way to
it: it expands the entities of XML, and nesting without end overflows its stack.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from graph.errors import BadInput
from graph.sources import text
from ontology.text import Text, same

if TYPE_CHECKING:
    import pyoxigraph as ox

CHUNK = 1 << 20  # bytes passed on at once
MOST_NESTED = {"jsonld": 100, "rdfxml": 200}  # the stack of a thread holds some 300 of JSON-LD
MOST_QUOTED = 500  # statements about statements about statements
LONGEST_ENTITY = 500  # signs: namespaces are what entities are for
HARMLESS = 200_000_000  # bytes that any file may unpack to
_BOM, _UTF16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Form:
    """A form of RDF: its name, Oxigraph's word for it, and how its files are called."""

    title: Text
    engine: str
    suffixes: tuple[str, ...]


FORMS = {
    "turtle": Form(same("Turtle"), "TURTLE", (".ttl", ".turtle")),
    "trig": Form(same("TriG"), "TRIG", (".trig",)),
    "ntriples": Form(same("N-Triples"), "N_TRIPLES", (".nt", ".ntriples")),
    "nquads": Form(same("N-Quads"), "N_QUADS", (".nq", ".nquads")),
    "jsonld": Form(same("JSON-LD"), "JSON_LD", (".jsonld",)),
    "rdfxml": Form(same("RDF/XML"), "RDF_XML", (".rdf", ".owl", ".rdfs", ".rdfxml")),
}
_LINES = frozenset({"turtle", "trig", "ntriples", "nquads"})  # one grammar, more or less of it
_PACKED = (".gz", ".xz")
_JSON_LD = re.compile(rb'"@(?:context|graph|id)"\s*:')
_XML = re.compile(rb"<(?:[\w.-]+:)?RDF[\s>]")
_XML_NAME = b"http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_BLANK_OR_COMMENT = re.compile(rb"(?:\s+|#[^\n]*(?:\n|$))*")
_TURTLE = re.compile(
    rb"@?(?:prefix\s+[\w.-]*:|base)\s*<|(?:<[a-z][a-z0-9+.-]*:[^>\s]*>|_:\w\S*)\s+<[a-z]", re.I
)
_QUAD = re.compile(
    rb'\S+\s+<[^>]*>\s+(?:<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[\w-]+)?)'
    rb"\s+(?:<[^>]*>|_:\S+)\s*\.\s*(?:\n|$)"
)


def detect(path: Path) -> str | None:
    """Return the form of RDF that a file is in, by its name and its first bytes, or None.

    A plain JSON register is none: JSON-LD holds "@context", "@graph" or "@id".
    """
    declared = _declared(path)
    try:
        parts = text.parts(path) if path.is_file() else []
        found = _sniffed(text.sample(parts[0])) if len(parts) == 1 else None
    except (BadInput, OSError):
        return declared  # what is wrong with the file is told when it is read
    if found and declared and (found in _LINES) == (declared in _LINES):
        return declared if found in _LINES else found
    return found or declared


def _declared(path: Path) -> str | None:
    name = path.name.lower()
    for packed in _PACKED:
        name = name.removesuffix(packed)
    return next((key for key, form in FORMS.items() if name.endswith(form.suffixes)), None)


def _sniffed(start: bytes) -> str | None:
    start = start.removeprefix(_BOM).lstrip()
    if start[:1] in {b"{", b"["} and _JSON_LD.search(start):
        return "jsonld"
    if start[:1] == b"<" and _XML.search(start) and _XML_NAME in start:
        return "rdfxml"
    blank = _BLANK_OR_COMMENT.match(start)
    first = start[blank.end() if blank else 0 :]
    if _QUAD.match(first):
        return "nquads"
    return "trig" if _TURTLE.match(first) else None


@dataclass(frozen=True)
class Document:
    """An RDF file that can be read several times."""

    part: text.Part
    form: str
    base: str  # what names without a scheme are relative to

    def check(self) -> None:
        """Refuse a file that is not UTF-8 text, or XML that is cut off or an attack."""
        if text.sample(self.part).startswith(_UTF16):
            raise _not_utf8(self.part.name)
        if self.form == "rdfxml":
            with text.reading(self.part.name), self.part.open() as file:
                _check_xml(_Guarded(file, self.part, lambda _: None), self.part.name)

    def statements(self) -> Iterator[ox.Quad]:
        """Yield the statements; raises BadInput with the place where the file goes wrong."""
        import pyoxigraph as ox

        engine = getattr(ox.RdfFormat, FORMS[self.form].engine)
        name = self.part.name
        with text.reading(name), self.part.open() as file:
            guard: Any = _Guarded(file, self.part, _depth(self.form, name))
            try:
                yield from ox.parse(guard, engine, base_iri=self.base)
            except SyntaxError as error:
                raise _syntax(name, error) from error


class _Guarded(io.RawIOBase):
    """A file on its way to a parser: without its mark, watched for what it unpacks to."""

    def __init__(self, file: IO[bytes], part: text.Part, watch: Callable[[bytes], None]) -> None:
        self._file, self._part, self._watch = file, part, watch
        self._chunk = io.BytesIO()
        self._most = max(HARMLESS, text.MAX_RATIO * part.size)
        self._passed = 0

    def read(self, size: int = -1) -> bytes:
        """Return some bytes, at least one unless the file is at its end."""
        if found := self._chunk.read(size):
            return found
        chunk = self._file.read(CHUNK)
        if not self._passed:
            chunk = chunk.removeprefix(_BOM)
        self._passed += len(chunk)
        if self._passed > self._most:
            raise _too_large(self._part.name)
        self._watch(chunk)
        self._chunk = io.BytesIO(chunk)
        return self._chunk.read(size)


def _depth(form: str, name: str) -> Callable[[bytes], None]:
    """Return what watches how deep a text nests, for the forms whose parser recurses."""
    if form == "jsonld":
        return _JsonDepth(name)
    return _QuotedDepth(name) if form in _LINES else lambda _: None


class _JsonDepth:
    """Counts the brackets of JSON that stand outside of its texts."""

    _OTHERS = bytes(set(range(256)) - set(b"[]{}"))

    def __init__(self, name: str) -> None:
        self._name, self._depth = name, 0
        self._inside, self._held = False, b""

    def __call__(self, chunk: bytes) -> None:
        data = self._held + chunk
        cut = (len(data) - len(data.rstrip(b"\\"))) % 2  # an escape split between two chunks
        data, self._held = (data[:-1], data[-1:]) if cut else (data, b"")
        pieces = re.sub(rb"\\.", b"", data, flags=re.DOTALL).split(b'"')
        outside = b"".join(pieces[1 if self._inside else 0 :: 2])
        self._inside ^= len(pieces) % 2 == 0
        for bracket in outside.translate(None, self._OTHERS):
            self._depth += 1 if bracket in b"[{" else -1
            if self._depth > MOST_NESTED["jsonld"]:
                raise _too_deep(self._name, MOST_NESTED["jsonld"])


class _QuotedDepth:
    """Counts the quoted statements of RDF 1.2, which may quote others: ``<<( … )>>``."""

    def __init__(self, name: str) -> None:
        self._name, self._depth = name, 0

    def __call__(self, chunk: bytes) -> None:
        if not self._depth and b"<<" not in chunk:
            return
        for sign in re.findall(rb"<<|>>", chunk):
            self._depth = max(0, self._depth + (1 if sign == b"<<" else -1))
            if self._depth > MOST_QUOTED:
                raise _too_deep(self._name, MOST_QUOTED)


def _check_xml(file: _Guarded, name: str) -> None:
    """Read XML for its form alone: Oxigraph does not mind an end that is missing."""
    from xml.parsers import expat

    parser = expat.ParserCreate()
    depth = 0

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_NESTED["rdfxml"]:
            raise _too_deep(name, MOST_NESTED["rdfxml"])

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    def entity(_: str, parameter: bool, value: str | None, *__: object) -> None:
        if parameter or value is None or "&" in value or len(value) > LONGEST_ENTITY:
            raise _entity(name, parser.CurrentLineNumber)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.EntityDeclHandler = entity
    try:
        while chunk := file.read(CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise _malformed(name, error.lineno, error.offset + 1, expat.ErrorString(error.code)) from (
            error
        )


# -- what is told ----------------------------------------------------------------------------------


def _syntax(name: str, error: SyntaxError) -> BadInput:
    words = re.sub(r"^Parser error at .*?: ", "", error.msg)
    if "LoadDocumentCallback" in words:
        return BadInput(
            "{file} renvoie à un contexte JSON-LD sur le web, que le programme ne va jamais "
            "chercher. Remplacez, dans « @context », l'adresse par ce qu'elle contient.",
            "{file} refers to a JSON-LD context on the web, which the program never fetches. "
            "In '@context', replace the address by what it holds.",
            file=name,
        )
    if "UTF-8" in words:
        return _not_utf8(name, error.lineno)
    return _malformed(name, error.lineno, error.offset, words)


def _malformed(name: str, row: int | None, column: int | None, words: str | None) -> BadInput:
    place = Text(f", ligne {row}, colonne {column}", f", row {row}, column {column}") if row else ""
    return BadInput(
        "{file}{place} : le RDF est mal formé ({error}). Rien n'a été chargé : corrigez cet "
        "endroit, ou téléchargez le fichier à nouveau s'il est incomplet.",
        "{file}{place}: the RDF is malformed ({error}). Nothing was loaded: correct this place, "
        "or download the file again if it is incomplete.",
        file=name,
        place=place,
        error=words,
    )


def _not_utf8(name: str, row: int | None = None) -> BadInput:
    return BadInput(
        "{file}{place} : le fichier n'est pas en UTF-8, le seul encodage de RDF. Enregistrez-le en "
        "UTF-8.",
        "{file}{place}: the file is not UTF-8, the only encoding of RDF. Save it as UTF-8.",
        file=name,
        place=Text(f", ligne {row}", f", row {row}") if row else "",
    )


def _too_deep(name: str, most: int) -> BadInput:
    return BadInput(
        "{file} est imbriqué sur plus de {n} niveaux : ce ne sont pas des données à charger. Rien "
        "n'a été chargé.",
        "{file} nests more than {n} levels: this is no data to load. Nothing was loaded.",
        file=name,
        n=most,
    )


def _entity(name: str, row: int) -> BadInput:
    return BadInput(
        "{file}, ligne {row} : une entité XML renvoie à une autre, à un fichier ou à un long "
        "texte, ce qui est la forme d'une attaque. Rien n'a été chargé : remplacez les entités "
        "par leur texte.",
        "{file}, row {row}: an XML entity refers to another, to a file or to a long text, which is "
        "how an attack looks. Nothing was loaded: replace the entities by their text.",
        file=name,
        row=row,
    )


def _too_large(name: str) -> BadInput:
    return BadInput(
        "{file} se déploie en plus de {n} fois sa taille : c'est la forme d'une attaque. Rien n'a "
        "été chargé.",
        "{file} unpacks to more than {n} times its size, which is how an attack looks. Nothing was "
        "loaded.",
        file=name,
        n=text.MAX_RATIO,
    )
