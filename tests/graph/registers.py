"""Small files of registers, as they are published, for tests that load them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.graph.one_source import checked

RNA = (
    "id;id_ex;siret;rup_mi;gestion;date_creat;date_decla;date_publi;date_disso;nature;groupement;"
    "titre;titre_court;objet;objet_social1;objet_social2;adrs_complement;adrs_numvoie;"
    "adrs_repetition;adrs_typevoie;adrs_libvoie;adrs_distrib;adrs_codeinsee;adrs_codepostal;"
    "adrs_libcommune;adrg_declarant;adrg_complemid;adrg_complemgeo;adrg_libvoie;adrg_distrib;"
    "adrg_codepostal;adrg_achemine;adrg_pays;dir_civilite;telephone;siteweb;email;publiweb;"
    "observation;position;maj_time"
)
_COLUMNS = RNA.split(";")
_PLAIN = {
    "date_creat": "2001-02-03", "groupement": "S", "titre": "AMIS DU LIVRE",
    "objet": "promouvoir la lecture", "objet_social1": "006000", "objet_social2": "000000",
    "adrs_codeinsee": "13001", "adrs_codepostal": "13100", "adrs_libcommune": "Aix-en-Provence",
    "position": "A", "maj_time": "2020-01-01 10:00:00",
}  # fmt: skip


def rna_row(number: str, **values: str) -> str:
    """Return one row of the RNA, by default of an active association in Aix."""
    row: Mapping[str, str] = {**_PLAIN, "id": number, **values}
    return ";".join(row.get(column, "") for column in _COLUMNS)


def rna(path: Path, *rows: str) -> Path:
    """Write a "waldec" file of some rows."""
    path.write_text("\n".join((RNA, *rows)) + "\n", encoding="utf-8", newline="\n")
    return path


_AIX = checked("2113000170001")  # the SIRET of the town
SCDL = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,"
    "objet,montant,nature,conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,"
    "pourcentageSubvention"
)


def grants(path: Path, *rows: tuple[str, str, str]) -> Path:
    """Write grants of the town of Aix: name and number of the beneficiary, amount."""
    lines = [
        f"Ville d'Aix-en-Provence,{_AIX},2017-06-{day:02},,{name},{number},Action,{amount},"
        "aide en numéraire,,,,,1"
        for day, (name, number, amount) in enumerate(rows, 1)
    ]
    path.write_text("\n".join((SCDL, *lines)) + "\n", encoding="utf-8", newline="\n")
    return path
