"""Vague dates become bounds, and never an invented day."""

from __future__ import annotations

import random
import re
from datetime import date, datetime

import pytest

from graph.dates import impossible, parse_period
from ontology.text import Text

BOUNDS = """
    2017-12-15                     2017-12-15  2017-12-15
    2017-12-15 00:00:00            2017-12-15  2017-12-15
    15/12/2017                     2017-12-15  2017-12-15
    1.2.2018                       2018-02-01  2018-02-01
    15-12-2017                     2017-12-15  2017-12-15
    15 décembre 2017               2017-12-15  2017-12-15
    1er janvier 2018               2018-01-01  2018-01-01
    15 of May 2018                 2018-05-15  2018-05-15
    29/02/2016                     2016-02-29  2016-02-29
    2018                           2018-01-01  2018-12-31
    courant 2018                   2018-01-01  2018-12-31
    décembre 2017                  2017-12-01  2017-12-31
    DÉC. 2017                      2017-12-01  2017-12-31
    February 2016                  2016-02-01  2016-02-29
    12/2017                        2017-12-01  2017-12-31
    2017-12                        2017-12-01  2017-12-31
    début décembre 2017            2017-12-01  2017-12-10
    early December 2017            2017-12-01  2017-12-10
    mi-décembre 2017               2017-12-11  2017-12-20
    fin décembre 2017              2017-12-21  2017-12-31
    fin février 2017               2017-02-21  2017-02-28
    début 2018                     2018-01-01  2018-03-31
    mi 2018                        2018-05-01  2018-08-31
    la fin de l'année 2017         2017-10-01  2017-12-31
    1er trimestre 2018             2018-01-01  2018-03-31
    T2 2018                        2018-04-01  2018-06-30
    Q4 2017                        2017-10-01  2017-12-31
    2e semestre 2018               2018-07-01  2018-12-31
    printemps 2018                 2018-03-01  2018-06-30
    automne 2017                   2017-09-01  2017-12-31
    2017-12-01/2017-12-10          2017-12-01  2017-12-10
    2017-12-15/2018                2017-12-15  2018-12-31
    2017-01/2018-03                2017-01-01  2018-03-31
    2017/2018                      2017-01-01  2018-12-31
    2017-2018                      2017-01-01  2018-12-31
    mars 2014 - juin 2017          2014-03-01  2017-06-30
    entre 2017 et 2018             2017-01-01  2018-12-31
    de mars 2014 à juin 2017       2014-03-01  2017-06-30
    du 05/12/2017 au 10/12/2017    2017-12-05  2017-12-10
    avant 2018                     -           2017-12-31
    before March 2018              -           2018-02-28
    jusqu'à fin 2017               -           2017-12-31
    après mars 2017                2017-04-01  -
    depuis 2015                    2015-01-01  -
    à partir de 2018               2018-01-01  -
"""
CASES = [re.split(r"\s{2,}", line.strip()) for line in BOUNDS.strip().splitlines()]


def bound(words: str) -> date | None:
    return None if words == "-" else date.fromisoformat(words)


@pytest.mark.parametrize(("words", "first", "last"), CASES)
def test_words_become_bounds(words: str, first: str, last: str) -> None:
    period = parse_period(words)
    assert (period.not_before, period.not_after) == (bound(first), bound(last))
    assert period.words == words


@pytest.mark.parametrize(
    "words",
    [
        "", "?", "bientôt", "hiver 2017", "Noël 2017", "31/02/2018", "12/25/2017", "29/02/2017",
        "2017-13", "0001-01-01", "0000", "mars 0000", "avant 0001", "après 9999", "2018-2017",
        "43084", "17", "1999-99", "S3 2018", "5e trimestre 2018", "avant 2018 / 2019",
        "15 12", "le 32 mars 2017", "décembre", "x 2018", "entre avant 2017 et 2018",
    ],
)  # fmt: skip
def test_words_without_a_reading_are_refused(words: str) -> None:
    with pytest.raises(ValueError):
        parse_period(words)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("2017-02-30", Text("février 2017 a 28 jours", "February 2017 has 28 days")),
        ("29/02/2017", Text("février 2017 a 28 jours", "February 2017 has 28 days")),
        ("le 31 avril 2016", Text("avril 2016 a 30 jours", "April 2016 has 30 days")),
        ("00.03.2016", Text("mars 2016 a 31 jours", "March 2016 has 31 days")),
        ("12/25/2017",
         Text("une année a 12 mois, pas de mois 25", "a year has 12 months, and no month 25")),
        ("du 01/02/2017 au 30/02/2017",
         Text("février 2017 a 28 jours", "February 2017 has 28 days")),
        ("29/02/2016", None), ("bientôt", None), ("2018-2017", None),
    ],
)  # fmt: skip
def test_a_day_that_does_not_exist_is_told_from_what_is_no_date(
    words: str, why: Text | None
) -> None:
    assert impossible(words) == why


def test_real_dates_of_a_spreadsheet() -> None:
    day = date(2017, 12, 15)
    assert parse_period(day).day == parse_period(datetime(2017, 12, 15, 10, 30)).day == day
    assert parse_period(day).words == "2017-12-15"


def test_only_a_whole_day_is_a_day() -> None:
    assert parse_period("15/12/2017").day == date(2017, 12, 15)
    for words in ("décembre 2017", "début décembre 2017", "2018", "avant 2018", "depuis 2015"):
        assert parse_period(words).day is None


def test_no_text_raises_anything_but_value_error() -> None:
    """Ten thousand made-up texts: each has bounds in order, or is refused."""
    words = [
        "2017",
        "0001",
        "9999",
        "12",
        "31",
        "/",
        "-",
        "début",
        "fin",
        "avant",
        "après",
        "mars",
        "T1",
        "semestre",
        "le",
        "er",
        "²",
        "entre",
        "et",
    ]
    rng = random.Random(2)  # noqa: S311 - a sample, not a secret
    read = 0
    for _ in range(10_000):
        text = rng.choice(["", " ", "-", "/"]).join(rng.choices(words, k=rng.randint(1, 5)))
        try:
            period = parse_period(text)
        except ValueError:
            continue
        read += 1
        if period.not_before and period.not_after:
            assert period.not_before <= period.not_after
    assert read > 500


def test_a_text_that_is_no_date_is_left_at_once() -> None:
    """A cell may hold some hundred thousand signs: reading "2017/2017/…" took their square."""
    with pytest.raises(ValueError, match="2017/"):
        parse_period("2017/" * 40_000 + "x")
