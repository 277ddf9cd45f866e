"""RDF: wrong at its very end, cut short, unfolding without end, or of nothing that we know."""

from __future__ import annotations

import gzip
from pathlib import Path

from tests.graph.hostile.cases import put, refused

TERMS = "https://territoire.test/id/org/local"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
MALFORMED, MALFORMED_EN = "le RDF est mal formé", "the RDF is malformed"
ROOT = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#">'
)


def _lines(count: int) -> str:
    return "".join(f'<{TERMS}/{n}> <{LABEL}> "Club {n}" .\n' for n in range(count))


@refused("{file}, ligne 5001, colonne 7 : " + MALFORMED,
         "{file}, row 5001, column 7: " + MALFORMED_EN)  # fmt: skip
def rdf_with_an_error_at_its_end(folder: Path) -> Path:
    return put(folder, _lines(5000) + "<a:b> <a c", "clubs.nt")


@refused("{file}, ligne 1001, colonne", "{file}, row 1001, column")
def rdf_cut_short(folder: Path) -> Path:
    return put(folder, _lines(1001)[:-10], "clubs.ttl")


@refused("{file} est incomplet ou abîmé", "{file} is incomplete or damaged")
def packed_rdf_cut_short(folder: Path) -> Path:
    return put(folder, gzip.compress(_lines(5000).encode())[:-50], "clubs.nt.gz")


@refused("{file}, ligne 2 : une entité XML", "{file}, row 2: an XML entity")
def rdf_in_xml_whose_entities_unfold(folder: Path) -> Path:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">\n' for n in range(1, 10))
    text = f'<!DOCTYPE rdf:RDF [<!ENTITY a0 "ha">\n{entities}]>{ROOT}&a9;</rdf:RDF>'
    return put(folder, text, "clubs.rdf")


@refused("{file}, ligne 1", "{file}, row 1")
def rdf_in_xml_that_reads_another_file(folder: Path) -> Path:
    put(folder, "secret", "secret.txt")
    text = f'<!DOCTYPE rdf:RDF [<!ENTITY s SYSTEM "secret.txt">]>{ROOT}&s;</rdf:RDF>'
    return put(folder, text, "clubs.rdf")


@refused("{file} est imbriqué sur plus de", "{file} nests more than", alone=True)
def linked_json_nested_too_deeply(folder: Path) -> Path:
    deep = f'{{"@id": "{TERMS}/1", "a:b": ' * 100_000
    return put(folder, deep + "1" + "}" * 100_000, "clubs.jsonld")


@refused("{file} se déploie en plus de 300 fois sa taille",
         "{file} unpacks to more than 300 times its size", alone=True)  # fmt: skip
def packed_rdf_of_a_gigabyte_of_blanks(folder: Path) -> Path:
    data = gzip.compress(_lines(1).encode()) + gzip.compress(b" " * (1 << 20)) * 1024
    return put(folder, data, "clubs.ttl.gz")


@refused("{file}", "{file}")
def rdf_of_nothing_that_is_known(folder: Path) -> Path:
    return put(folder, "<a:b> <a:c> <a:d> .\n", "clubs.nt")


@refused("{file} ne contient ni CSV", "{file} holds no CSV")
def a_zip_of_pictures_under_the_name_of_rdf(folder: Path) -> Path:
    from tests.graph.hostile.packed import packed

    return put(folder, packed(("photo.png", b"\x89PNG" + bytes(50))), "clubs.ttl")
