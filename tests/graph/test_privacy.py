"""E-mail addresses and telephones are withheld however written; dates and numbers are not."""

from __future__ import annotations

import csv
import random
import time
from pathlib import Path

import pytest

from graph.privacy import WITHHELD, holds_email, withhold_contacts

DEMO = Path(__file__).resolve().parents[2] / "graph" / "demo"
# Not written as they are, so that no address stands in our files.
AT = "@"
EMAILS = [
    f"prenom.nom{AT}example.fr", f"prenom.nom {AT} example.fr", f"o'neil{AT}example.org",
    f"é.à{AT}mairie-exemple.fr", "x (at) example.org", "x [at] example [dot] org",
    "x(arobase)example(point)fr", "x(a)example.org", "x [a] example.org", "x arobase example.org",
    f"x{AT}example,com", "x&#64;example.org", "x&#x40;example.org", "x%40example.org",
    "x AT example DOT org", "x at example point fr", f"x{AT}exam\u200bple.org",
    "x {at} example.org", "x＠example．fr", f"a+b%c{AT}sub.example.co.uk",
]  # fmt: skip
PHONES = [
    "06 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78", "06/12/34/56/78", "06. 12. 34. 56. 78",
    "0612345678", "06 1234 5678", "061 234 56 78", "(04) 42 12 34 56", "+33 6 12 34 56 78",
    "+33(0)6 12 34 56 78", "+33 (0) 4 42 12 34 56", "0033612345678", "06 – 12 – 34 – 56 – 78",
    "33612345678", "33 6 12 34 56 78", "0 612 345 678", "06,12,34,56,78", "06;12;34;56;78",
    "06:12:34:56:78", "06*12*34*56*78", "06|12|34|56|78", "06 | 12 | 34 | 56 | 78",
    "O6 12 34 56 78", "06\u200b12\u200b34\u200b56\u200b78", "06\u00ad12345678",
    "+32 475 12 34 56", "+377 93 15 22 22", "+41 22 123 45 67",
]  # fmt: skip
HARMLESS = [
    "le 05/12/2017 14h30", "2017-01-02/2018-03-04", "du 01/02/2017 au 05/03/2017",
    "01.02.2017 05.03.2017", "200 054 807 00033", "W131000000", "SIREN 005520135",
    "12 500 000 €", "+12 500 000 €", "lignes 70, 71, 72", "enregistrements 0104, 0205, 0306",
    "07 avril 2014 au 08 mai 2015", "13100 Aix", "@paysdaix", "loi 1901", "1 234 567 890 €",
    "+ 10 % en 2017", "3,1415926535", "n° TVA FR33512345678", "FR 33512345678",
    "33 612 345 678 €", "lignes 01,02,03,04,05,06", "départements 01, 04, 05, 06, 13",
    "l'article (a) du règlement", "Look at example", "R&D (arts.fr)", "co\u00adopération",
    "Les amis de Madame Bovary", "Hommage à M. Jean Moulin", "Place M. Dupont",
    "Théâtre M. et Mme Hulot en 12 tableaux", "Maison de Mme Récamier, musée",
]  # fmt: skip


@pytest.mark.parametrize("contact", EMAILS + PHONES)
def test_a_contact_is_withheld_wherever_it_stands(contact: str) -> None:
    for before, after in (("", ""), ("Écrire à ", ", merci."), ("(", ")")):
        clean, count = withhold_contacts(f"{before}{contact}{after}")
        assert count == 1
        assert WITHHELD in clean
        assert not sum(c.isdigit() for c in clean)
        assert "example" not in clean


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_contact_stays(text: str) -> None:
    assert withhold_contacts(text) == (text, 0)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Aide à M. DURAND domicilié 12 rue de la Paix", "Aide à [personne masquée]"),
        ("Aide à Mme Anne Durand", "Aide à [personne masquée]"),
        ("Réfection chez Mlle Durand, 3 bis impasse du Four ; peinture",
         "Réfection chez [personne masquée]; peinture"),
        ("Logement occupé par M. DURAND", "Logement occupé par [personne masquée]"),
        ("MME DURAND ANNE 5 RUE DES LILAS", "[personne masquée]"),
    ],
)  # fmt: skip
def test_people_at_home_are_withheld(text: str, clean: str) -> None:
    assert withhold_contacts(text) == (clean, 1)


@pytest.mark.parametrize("between", [" ", "/", "-", " ou ", ", ", " ; ", "."])
def test_two_telephones_side_by_side(between: str) -> None:
    clean, count = withhold_contacts(f"04 42 11 22 33{between}06 12 34 56 78")
    assert count == 2
    assert not any(c.isdigit() for c in clean)


def test_addresses_in_a_web_address_are_seen() -> None:
    assert holds_email(f"https://example.org/?to=x{AT}example.org")
    assert not holds_email("https://www.youtube.com/@PaysdAix")


def test_the_demonstration_loses_nothing() -> None:
    cells = 0
    for path in DEMO.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file, delimiter=";"):
                for cell in row:
                    cells += 1
                    assert withhold_contacts(cell) == (cell, 0)
    assert cells > 10_000


def test_a_huge_cell_takes_no_longer_than_its_length() -> None:
    rng = random.Random(3)  # noqa: S311 - a sample, not a secret
    texts = [sign * 100_000 for sign in ("0", "a", "06 ", "a.", f"x{AT}", "+1 ", f"{AT}a.", "+33 ")]
    texts.append("".join(rng.choices(f"a.{AT}+ 0123-", k=300_000)))
    start = time.perf_counter()
    for text in texts:
        withhold_contacts(text)
    assert time.perf_counter() - start < 20
