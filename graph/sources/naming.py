"""Names of places as sentences take them: "Maire du Havre", "Région Île-de-France"."""

from __future__ import annotations

import re
from functools import lru_cache

from graph.sources.places import areas

# The article that each département and region takes; the others take none: "de Paris".
_ARTICLES = {
    f"{kind}-{code}": article
    for kind, article, codes in (
        ("departement", "l'", "01 02 03 07 09 10 11 12 27 34 36 38 60 61 89 91"),
        ("departement", "la ", "16 17 19 21 23 24 26 2B 31 33 42 43 44 48 50 51 52 53 55 57 58 70"),
        ("departement", "la ", "72 73 74 76 80 85 86 87 93 971 972 973 987 988"),
        ("departement", "le ", "14 15 18 25 29 30 32 39 45 46 56 59 62 63 67 68 69 81 83 90 94 95"),
        ("departement", "les ", "04 05 06 08 13 22 40 64 65 66 78 79 88 92"),
        ("region", "la ", "01 02 03"),
        ("region", "le ", "24 44"),
        ("region", "les ", "32 52"),
    )
    for code in codes.split()
}
_OF = {"l'": "de l'", "la ": "de la ", "le ": "du ", "les ": "des "}
_MUTE = "aeiouyàâäéèêëîïôöùûüœæh"
# An H is mute in most names; not in adjectives ("Haute-Goulaine") and Germanic names.
_ASPIRATED = re.compile(
    r"h(?:aute?s?\b|\w*(?:heim|bourg|willer|bach|feld|wihr|dorf|rdt)"
    r"|aguenau|am\b|em\b|onfleur|uningue|oudan|oulgate|uelgoat)"
)
_LONG = {"CC": "Communauté de communes", "CA": "Communauté d'agglomération",
         "CU": "Communauté urbaine"}  # fmt: skip
_GROUPING = re.compile(r"(?:c[acu]|communauté|communaute|m[eé]tropole)\b", re.IGNORECASE)
_BEHIND = re.compile(r"(.+) \((L[ea]s?|L['’])\)", re.IGNORECASE)
_SMALL = re.compile(
    r"(?<=[-\s])(?:(?:De|Du|Des|La|Le|Les|En|Et|Sur|Sous|Lès|Lez|Aux?|À)(?=[-\s])|[DL](?=['’]))"
)


@lru_cache(maxsize=50_000)
def of(name: str, *, mute: bool | None = None) -> str:
    """Return a name of place after "de"; ``mute`` tells whether its H is, where that is known.

    >>> [of(name) for name in ("Le Havre", "Les Pennes-Mirabeau", "Éguilles", "L'Isle", "La Roque")]
    ['du Havre', 'des Pennes-Mirabeau', "d'Éguilles", "de L'Isle", 'de La Roque']
    >>> of("Métropole d'Aix-Marseille-Provence"), of("Hem"), of("Hyères")
    ("de la Métropole d'Aix-Marseille-Provence", 'de Hem', "d'Hyères")
    """
    small = name.lower()
    if small.startswith("le "):
        return f"du {name[3:]}"
    if small.startswith(("les ", "aux ")):
        return f"des {name[4:]}"
    if _GROUPING.match(name):
        return f"de la {name}"
    if small[:1] == "h" and mute is None:
        mute = _ASPIRATED.match(small) is None
    elided = small[:1] in _MUTE if small[:1] != "h" else mute
    return f"d'{name}" if elided else f"de {name}"


def of_area(kind: str, code: str) -> str:
    """Return the name of a département or region after "de", or "" for an unknown code.

    >>> of_area("departement", "13"), of_area("departement", "35"), of_area("region", "11")
    ('des Bouches-du-Rhône', "d'Ille-et-Vilaine", "d'Île-de-France")
    """
    area = areas().get((kind, code))
    if area is None:
        return ""
    article = _ARTICLES.get(f"{kind}-{code}")
    return f"{_OF[article]}{area.name}" if article else of(area.name)


@lru_cache(maxsize=50_000)
def proper(name: str) -> str:
    """Return a name of place with its small words small, and its article before it.

    >>> proper("Grandchamps-Des-Fontaines"), proper("Villeneuve-D'Ascq"), proper("Le Val De Thouet")
    ('Grandchamps-des-Fontaines', "Villeneuve-d'Ascq", 'Le Val de Thouet')
    >>> proper("Pouzin (Le)"), proper("Escale (L')")
    ('Le Pouzin', "L'Escale")
    """
    words = " ".join(name.split())
    if behind := _BEHIND.fullmatch(words):
        space = " " if behind[2][-1].isalpha() else ""
        words = f"{behind[2]}{space}{behind[1]}"
    return _SMALL.sub(lambda word: word[0].lower(), words)


def long_name(name: str) -> str | None:
    """Return the name of a grouping of communes in full, or None when it is no abbreviation.

    >>> long_name("CC du Pays de Pontchâteau"), long_name("Métropole de Lyon")
    ('Communauté de communes du Pays de Pontchâteau', None)
    """
    short, _, rest = name.partition(" ")
    return f"{_LONG[short]} {rest}" if short in _LONG and rest else None
