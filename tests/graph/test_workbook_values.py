"""Cells that hold one exact value: numbers, dates, web addresses."""

from __future__ import annotations

import re
from datetime import date

import pytest

from graph.sources.workbook.cells import CellError, Context, one_line
from graph.sources.workbook.values import number, period, web_address

AT = "@"


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("7000", "7000"), ("7 000,50 €", "7000.50"), ("7\u202f000", "7000"), ("7000.5", "7000.5"),
        ("1.234.567", "1234567"), ("1.234,56", "1234.56"), ("1,234.56", "1234.56"), ("0", "0"),
        ("7000 EUR", "7000"), ("12,5", "12.5"),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(words: str, value: str) -> None:
    assert str(number(0)(words, Context())) == value


@pytest.mark.parametrize(
    "words", ["", "sept", "7 k€", "-1", "1e400", "NaN", "Infinity", "1_000", "12.34.56", "7 000 $",
              "9" * 16, "٧", "5 %%"]
)  # fmt: skip
def test_what_is_no_amount(words: str) -> None:
    with pytest.raises(CellError) as caught:
        number(0)(words, Context())
    assert caught.value.reason.en == "this is not a possible number here"
    assert caught.value.advice == (
        "Écrivez un nombre d'au moins 0, sans lettres.",
        "Write a number of at least 0, without letters.",
    )


@pytest.mark.parametrize("words", ["7.000", "7,000", "142.482"])
def test_a_number_that_can_be_read_in_two_ways_is_asked_about(words: str) -> None:
    small, large = words.replace(",", ".").rstrip("0").rstrip("."), re.sub("[.,]", "", words)
    for whole in (True, False):
        with pytest.raises(CellError) as caught:
            number(0, whole=whole)(words, Context())
        assert caught.value.reason.fr == (
            f"est-ce {small} ou {large} ? Le signe « {words[-4]} » peut se lire des deux façons"
        )


def test_bounds_and_whole_numbers() -> None:
    assert str(number(0, 1)("80 %", Context())) == "0.8"
    assert str(number(-90, 90)("43.536", Context())) == "43.536"
    for parse, words in (
        (number(0, 1), "80"), (number(-90, 90), "91"), (number(0, whole=True), "12,5"),
        (number(1800, 2200, whole=True), "17"),
    ):  # fmt: skip
        with pytest.raises(CellError):
            parse(words, Context())


def test_a_year_that_a_spreadsheet_took_for_a_day() -> None:
    with pytest.raises(CellError) as caught:
        period(date(1905, 7, 10), Context())
    assert caught.value.reason.fr == "le tableur a pris l'année 2018 pour le 2018e jour depuis 1900"
    assert caught.value.advice.en == "Give the cell the format 'text', then write 2018."
    assert period("1905-07-10", Context()).day == date(1905, 7, 10)
    assert period(date(1899, 7, 10), Context()).day == date(1899, 7, 10)


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("example.org", "https://example.org"), ("http://example.org/a?b=c#d",) * 2,
        ("https://www.youtube.com/@PaysdAix",) * 2, ("https://é.example.org/à",) * 2,
        ("https://example.org/12-0612345678.html",) * 2,
    ],
)  # fmt: skip
def test_web_addresses(words: str, address: str) -> None:
    assert web_address(words, Context()) == address


@pytest.mark.parametrize(
    "words",
    [
        "javascript:alert(1)", "https://", "exemple", "ftp://example.org", "https://a b.org",
        f"https://user:pass{AT}example.org/", "https://example.org/%zz", "https://example.org/<x>",
        "https://[::1", "https://example.org:port/", 'https://example.org/"onload=', "//x.org",
        "data:text/html,x", f"https://example.org/?to=x{AT}example.org", f"mailto:x{AT}example.org",
        "https://example.org/a|b", "tel:0612345678",
    ],
)  # fmt: skip
def test_what_is_no_web_address(words: str) -> None:
    with pytest.raises(CellError):
        web_address(words, Context())


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("a\u200db\u202e c\x1b[31m\nd", "ab c [31m d"),
        ("\U0001f469\u200d\U0001f467", "\U0001f469\u200d\U0001f467"),  # a family, not two faces
        ("\u0645\u06cc\u200c\u0631\u0648\u0645", "\u0645\u06cc\u200c\u0631\u0648\u0645"),
        ("\U0001f469\u200d", "\U0001f469"),
        ("\u200d", ""),
    ],
)
def test_what_joins_signs_stays_where_it_joins(words: str, line: str) -> None:
    assert one_line(words) == line
