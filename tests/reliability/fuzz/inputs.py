"""What hostile people and broken programs write: pieces of text, and files changed at random."""
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

#: Pieces that mean something to one reader or another.
PIECES = (
    '"', "'", "\\", "`", "<", ">", "{", "}", "(", ")", "[", "]", "#", ";", ",", "\t", "|", ":",
    "\n", "\r", "\r\n", "\0", "\x1a", "\x07", "\x1b[2J", "\x1b]8;;http://a.invalid\x07", "\x9b31m",
    "\u202e", "\u200b", "\u2028", "\ufeff", "\u00a0", "\u202f", "\u0301", "²", "٣", "𝟘", "œ", "É",
    "🎉", "\uffff", "\U0010ffff", "+", "-", "=1+1", "+1", "-1", "@SUM(A1)", "'=1", "|calc", "%s", "%n",
    "{0}", "{x}", "$(id)", "../", "..\\", "/", "C:\\", "NUL", "&lt;", "&#0;", "<!ENTITY a 'b'>",
    "<script>", "]]>", "]]", "null", "NaN", "1e999", "-0", "9" * 30, "0" * 9, "1.5", "1 234,50 €",
    "12.500", "2017-12-05", "05/12/2017", "31/02/2017", "0001-01-01", "9999-12-31", "fin 2017",
    "T1 2018", "entre 2017 et 2018", "depuis", "2017/2018", "13001", "1001", "2A004", "W131000001",
    "130001700", "21130001700012", "Aix-en-Provence", "Pays d'Aix", "Mme DUPONT Anne", "M. X (EI)",
    "a@b.invalid", "06 12 34 56 78", "http://a.invalid/x y", "https://[", "http://[::1]:99999",
    "urn:a", "#N/A", "Err:502", "oui", "SELECT", "ASK", "WHERE", "FILTER", "UNION", "?x", "$x",
    "BIND", "AS", "VALUES", "SERVICE", "FROM", "NAMED", "PREFIX ea:", "ea:Association", "a:b",
    "_:b", "^^", "@fr", "<urn:a>", "<http://a.invalid/>", "\\u0022", "\\U0010FFFF", "\\ud800",
    '"""', "'''", "POLYGON((", "))", "5 43", "nan inf",
)  # fmt: skip
#: The same as bytes, and what is no text.
TOKENS = (
    *(piece.encode() for piece in PIECES), b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xed\xa0\x80",
    b"\xc0\x80", b"\x80", b"\x00\x00", b"PK\x03\x04", b"PK\x01\x02", b"\x1f\x8b", b"\xfd7zXZ\x00",
    b"PAR1", b"\xff\xff\xff\xff", b"\x00\x00\x00\x80",
)  # fmt: skip

_signs = st.characters(exclude_categories=["Cs"])
#: Texts made of such pieces and of any signs.
words = st.lists(
    st.sampled_from(PIECES) | st.text(_signs, max_size=6) | st.text("ae0 1é.-", max_size=6),
    max_size=8,
).map("".join)
#: The same piece again and again: what takes more than linear time is seen here.
repeated = st.builds(
    lambda head, piece, times, tail: head + piece * times + tail,
    words, st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join),
    st.sampled_from((50, 1_000, 5_000)), words,
)  # fmt: skip

_change = st.tuples(
    st.sampled_from(("byte", "token", "cut", "twice", "end")),
    st.floats(0, 1),
    st.integers(0, 255),
    st.sampled_from(TOKENS),
    st.integers(1, 60),
)


def damaged(found: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Return one of some sound files, changed in up to six places."""
    return st.builds(_changed, st.sampled_from(found), st.lists(_change, max_size=6))


def _changed(data: bytes, changes: list[tuple[str, float, int, bytes, int]]) -> bytes:
    found = bytearray(data)
    for kind, where, byte, token, size in changes:
        place = int(where * len(found))
        match kind:
            case "byte":
                found[place : place + 1] = bytes([byte])
            case "token":
                found[place : place + byte % 4] = token
            case "cut":
                del found[place : place + size]
            case "twice":
                found[place:place] = found[place : place + size]
            case _:
                del found[max(place, 1) :]
    return bytes(found)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)
