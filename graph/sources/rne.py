"""The national register of elected officials (RNE): one file a kind of mandate, in all its eras.

The files of 2019 are "reports" (a title above the header, communes of three digits, letters for
overseas); those of 2020-2022 name a commune in five; that of 2023 has short headers; since 2024
some editions have lost the leading zeros.
"""

from __future__ import annotations

from collections.abc import Callable

from graph.sources.context import Context
from graph.sources.elected import (
    community,
    departmental,
    deputy,
    mayor,
    municipal,
    regional,
    senator,
)
from graph.sources.emit import Emit
from graph.sources.source import Column, Layout, Row, Source, columns, needed, row_by_row, squeezed
from ontology.text import Text

_PERSON = needed(
    nom="Nom de l'élu|nom_elu", prenom="Prénom de l'élu|prenom_elu",
    debut_mandat="Date de début du mandat|date_debut_mandat",
) + columns(fin_mandat="Date de fin du mandat|date_fin_mandat")  # fmt: skip
_SINCE = "Date de début de la fonction|date_debut_fonction"
_FUNCTION = "Libellé de la fonction|Libellé de fonction|libelle_fonction"
_OFFICE = columns(
    fonction=_FUNCTION, debut_fonction=_SINCE,
    fin_fonction="Date de fin de la fonction|date_fin_fonction",
)  # fmt: skip
_DEPARTEMENT = columns(
    departement="Code du département|Code du département (Maire)|code_departement",
    libelle_departement="Libellé du département|Libellé de département (Maires)"
    "|Libellé de département|libelle_departement",
)
_TOWN = needed(commune="Code de la commune|Code Insee de la commune|code_commune") + columns(
    libelle_commune="Libellé de la commune|libelle_commune"
)
_CANTON = needed(canton="Code du canton|code_canton") + columns(
    libelle_canton="Libellé du canton|libelle_canton"
)
_SPECIAL = columns(
    collectivite="Code de la collectivité à statut particulier",
    libelle_collectivite="Libellé de la collectivité à statut particulier",
)
_SIREN = "N° SIREN|Nº SIREN|No SIREN|Numéro SIREN|siren_epci|n_siren"
_CONSTITUENCY = (
    "Code de la circonscription législative|Code de la cir.législative"
    "|code_circonscription_legislative|code_circonscription"
)
_REGION = "Code de la région|Code région|code_region"
_SECTION = "Code de la section - collectivité à statut particulier"


def _without(*headers: str) -> tuple[str, ...]:
    return tuple(squeezed(name) for names in headers for name in names.split("|"))


def _layout(
    key: str,
    title: Text,
    named: str,
    state: Callable[[Row, Emit, Context], None],
    own: tuple[Column, ...],
    missing: tuple[str, ...],
    place: str | None = None,
) -> Layout:
    return Layout(
        key, title, _PERSON + own, row_by_row(state),
        place=place, named=named, missing=missing,
    )  # fmt: skip


SOURCE = Source(
    "rne",
    Text("Répertoire national des élus (RNE)", "National register of elected officials (RNE)"),
    "Ministère de l'Intérieur",
    "Licence Ouverte 2.0",
    "https://www.data.gouv.fr/fr/datasets/repertoire-national-des-elus-1/",
    layouts=(
        _layout(
            "maires", Text("RNE, maires", "RNE, mayors"), "maires", mayor,
            needed(debut_fonction=_SINCE) + _OFFICE[2:] + _DEPARTEMENT + _TOWN,
            _without(_FUNCTION, _SIREN, "Libellé du secteur"), "commune",
        ),
        _layout(
            "municipaux", Text("RNE, conseillers municipaux", "RNE, municipal councillors"),
            "conseillers municipaux", municipal,
            needed(fonction=_FUNCTION) + _OFFICE[1:] + _DEPARTEMENT + _TOWN,
            _without(_SIREN, "Libellé du secteur"), "commune",
        ),
        _layout(
            "epci",
            Text("RNE, conseillers communautaires (EPCI)", "RNE, community councillors (EPCI)"),
            "epci", community,
            needed(siren=_SIREN, epci="Libellé de l'EPCI|libelle_epci") + _OFFICE + columns(
                departement="Code du département|Code département EPCI"
                "|Code du département de l'EPCI|code_departement",
                departement_commune="Code département commune rattachée",
                commune="Code de la commune de rattachement|Code de la commune"
                "|code_commune_rattachement",
                libelle_commune="Libellé de la commune de rattachement"
                "|Libellé commune rattachée|libelle_commune_rattachement",
            ), (),
        ),
        _layout(
            "departementaux",
            Text("RNE, conseillers départementaux", "RNE, councillors of départements"),
            "conseillers departementaux", departmental, _OFFICE + _DEPARTEMENT + _CANTON, (),
        ),
        _layout(
            "regionaux", Text("RNE, conseillers régionaux", "RNE, councillors of regions"),
            "conseillers regionaux", regional,
            needed(region=_REGION) + _OFFICE + columns(
                departement="Code de la section départementale|Code du département"
                "|code_section_departementale",
                libelle_departement="Libellé de la section départementale"
                "|Libellé de département|libelle_section_departementale",
            ), _without(_SECTION),
        ),
        _layout(
            "deputes", Text("RNE, députés", "RNE, members of the National Assembly"),
            "deputes", deputy,
            needed(circonscription=_CONSTITUENCY) + _DEPARTEMENT + _SPECIAL, (),
        ),
        _layout(
            "senateurs", Text("RNE, sénateurs", "RNE, members of the Senate"), "senateurs",
            senator, needed(departement="Code du département|code_departement")
            + _DEPARTEMENT[1:] + _SPECIAL,
            _without(
                "Code de la commune|Code Insee de la commune|code_commune", _SIREN, _REGION,
                "Code du canton|code_canton", _CONSTITUENCY, _SECTION, _FUNCTION,
            ),
        ),
    ),
    snapshot=True,
    rank=30,
    never={
        "Code sexe": "personne", "Date de naissance": "personne", "Code nationalité": "personne",
        "Code profession": "personne", "Libellé de la profession": "personne",
        "Code de la catégorie socio-professionnelle": "personne",
        "Libellé de la catégorie socio-professionnelle": "personne",
        "Nuance mandat": "opinion",
    },
)  # fmt: skip
