"""Official identifiers are checked, and one key gives one IRI."""

from __future__ import annotations

import pytest

from graph.identifiers import Minter, luhn, parse_insee, parse_rna, parse_siren, slug

BASE = "https://example.org/t/"


@pytest.mark.parametrize("siren", ["200054807", "211300017", "356000000", "005520135"])
def test_real_sirens_pass(siren: str) -> None:
    assert parse_siren(siren) == siren


def test_every_single_wrong_digit_of_a_siren_is_caught() -> None:
    right = "200054807"
    wrong = [
        right[:i] + digit + right[i + 1 :]
        for i in range(9)
        for digit in "0123456789"
        if digit != right[i]
    ]
    assert len(wrong) == 81
    assert not [siren for siren in wrong if luhn(siren)]


@pytest.mark.parametrize(
    "words", ["", "20005480", "2000548070", "20005480X", "000000000", "٢٠٠٠٥٤٨٠٧", "200 054 808"]
)
def test_what_is_no_siren_is_refused(words: str) -> None:
    with pytest.raises(ValueError):
        parse_siren(words)


def test_a_siren_may_be_spaced() -> None:
    assert parse_siren(" 200 054\u00a0807 ") == parse_siren("200.054.807") == "200054807"


@pytest.mark.parametrize("words", ["W131000000", "w2a1000001", "W9R1000123", "W 131 000 000"])
def test_rna_numbers_of_every_region(words: str) -> None:
    assert parse_rna(words) == words.replace(" ", "").upper()


@pytest.mark.parametrize("words", ["", "131000000", "W13100000", "W1310000000", "WA31000000",
                                   "W13100000٠"])  # fmt: skip
def test_what_is_no_rna_number_is_refused(words: str) -> None:
    with pytest.raises(ValueError):
        parse_rna(words)


@pytest.mark.parametrize(
    ("words", "code"), [("13001", "13001"), ("1001", "01001"), ("2a004", "2A004"),
                        (" 97101 ", "97101")]
)  # fmt: skip
def test_insee_codes_keep_or_get_back_their_zero(words: str, code: str) -> None:
    assert parse_insee(words) == code


@pytest.mark.parametrize("words", ["", "131", "130010", "2C004", "Aix", "1٣001"])
def test_what_is_no_insee_code_is_refused(words: str) -> None:
    with pytest.raises(ValueError):
        parse_insee(words)


def test_the_most_durable_key_names_an_actor() -> None:
    mint = Minter(BASE)
    both = {"rna": "W131000000", "siren": "200054807"}
    org = f"{BASE}id/org/"
    assert mint.actor("x", **both, association=True) == f"{org}rna/W131000000"
    assert mint.actor("x", **both, association=False) == f"{org}siren/200054807"
    assert mint.actor("x", rna="W131000000", siren=None, association=False).endswith("W131000000")
    assert mint.actor("Été 2", rna=None, siren=None, association=True) == f"{org}local/ete-2"


def test_keys_never_break_an_iri() -> None:
    import pyoxigraph as ox

    mint = Minter(BASE)
    for key in ("a/b", "é", "<script>", 'q"\\', "line\nbreak", "جمعية", "🎉", "%zz", "?#", "../.."):
        for iri in (mint.thing("org", "local", key), mint.graph("asserted", key, "v")):
            assert ox.NamedNode(iri).value == iri
            assert iri.count("/") == mint.thing("org", "local", "k").count("/")


def test_letters_of_other_scripts_are_quoted_once() -> None:
    iri = Minter(BASE).actor("جمعية", rna=None, siren=None, association=True)
    assert iri == f"{BASE}id/org/local/%D8%AC%D9%85%D8%B9%D9%8A%D8%A9"


def test_slug_is_the_same_for_the_same_name_however_typed() -> None:
    assert slug("Ville d’Aix-en-Provence") == slug("VILLE D'AIX EN  PROVENCE")
    assert slug("🎉") == ""
