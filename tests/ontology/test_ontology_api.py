"""The way for code to read the words: lazily, once, and never a term that is not there."""

from __future__ import annotations

import doctest
import random
import subprocess
import sys
import unicodedata
from importlib import import_module

import pyoxigraph
import pytest

import ontology
from ontology import Text
from ontology.text import fold

BASE = "https://w3id.org/envies-alliances/"


def test_what_is_public() -> None:
    assert sorted(ontology.__all__) == ontology.__all__
    assert [name for name in ontology.__all__ if not hasattr(ontology, name)] == []
    with pytest.raises(AttributeError, match="module 'ontology' has no attribute 'nothing'"):
        _ = ontology.nothing  # type: ignore[attr-defined]


def test_importing_parses_nothing() -> None:
    code = (
        "import sys, ontology; from ontology.terms import _model; "
        "heavy = {'rdflib', 'pyoxigraph', 'pyshacl'} & set(sys.modules); "
        "print(sorted(heavy), _model.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[] 0\n"


@pytest.mark.parametrize("name", ["concepts", "terms", "text"])
def test_the_examples_in_the_docstrings_are_true(name: str) -> None:
    done = doctest.testmod(import_module(f"ontology.{name}"))
    assert done.failed == 0
    assert done.attempted > 0


def test_files_are_parsed_once() -> None:
    from ontology.terms import _model

    ontology.iri("ea:Actor")
    before = _model.cache_info().misses
    ontology.concepts("theme")
    ontology.label(ontology.iri("ea:Alliance"))
    assert _model.cache_info().misses == before == 1


def test_base_is_read_from_the_files() -> None:
    assert ontology.BASE == BASE
    assert ontology.prefixes()["ea"] == BASE + "def#"
    assert ontology.prefixes()["stage"] == BASE + "voc/stage/"


def test_a_reader_cannot_change_the_words() -> None:
    ontology.prefixes()["ea"] = "elsewhere"
    assert ontology.prefixes()["ea"] == BASE + "def#"
    with pytest.raises(TypeError):
        ontology.concepts("theme")["new"] = ontology.concepts("theme")["sport"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("curie", "iri"),
    [
        ("ea:Alliance", BASE + "def#Alliance"),
        ("stage:signe", BASE + "voc/stage/signe"),
        ("voc:stage/signe", BASE + "voc/stage/signe"),
        ("voc:stage", BASE + "voc/stage"),
        ("org:memberDuring", "http://www.w3.org/ns/org#memberDuring"),
        ("schema:value", "https://schema.org/value"),
        ("igeo:codeINSEE", "http://rdf.insee.fr/def/geo#codeINSEE"),
        ("geo:lat", "http://www.w3.org/2003/01/geo/wgs84_pos#lat"),
        ("m8g:PublicOrganisation", "http://data.europa.eu/m8g/PublicOrganisation"),
    ],
)
def test_iri_node_and_back(curie: str, iri: str) -> None:
    assert ontology.iri(curie) == iri
    assert ontology.node(curie) == pyoxigraph.NamedNode(iri)
    assert ontology.node(curie) is ontology.node(curie)
    assert ontology.iri(ontology.curie(iri)) == iri


@pytest.mark.parametrize(
    "curie", ["ea:Aliance", "nothing:Actor", "Actor", "", ":", "ea:", "stage:fini", "org:hasLunch"]
)
def test_an_unknown_term_is_refused(curie: str) -> None:
    with pytest.raises(ontology.UnknownTermError) as error:
        ontology.iri(curie)
    assert isinstance(error.value, KeyError)
    assert str(error.value) == (
        f"{curie}: not in ontology/alliances.ttl nor in ontology/vocabularies/"
    )


def test_an_unknown_iri_or_scheme_is_refused() -> None:
    with pytest.raises(ontology.UnknownTermError, match=r"^https://example\.org/x: not in"):
        ontology.label("https://example.org/x")
    with pytest.raises(ontology.UnknownTermError, match=r"^voc:colours: not in"):
        ontology.concepts("colours")


@pytest.mark.parametrize(
    ("curie", "words"),
    [
        ("ea:hasParty", Text("a pour partie", "has party")),
        ("stage:accord-de-principe", Text("accord de principe", "agreement in principle")),
        ("voc:theme", Text("thèmes", "themes")),
        ("igeo:Commune", Text("commune", "commune")),
        ("org:heldBy", Text("org:heldBy", "org:heldBy")),
    ],
)
def test_labels(curie: str, words: Text) -> None:
    assert ontology.label(ontology.iri(curie)) == words


def test_a_concept_carries_all_that_the_file_says() -> None:
    theme = ontology.concepts("theme")["circuits-courts"]
    assert (theme.scheme, theme.slug, theme.order) == ("theme", "circuits-courts", 40)
    assert theme.iri == BASE + "voc/theme/circuits-courts"
    assert theme.label == Text("circuits courts", "short supply chains")
    assert theme.definition.en.startswith("Sale with at most one intermediary")
    assert theme.broader == "economie-circulaire"
    assert "AMAP" in theme.alt
    assert (theme.notation, theme.layers, theme.legal_term_years) == (None, (), None)
    signed = ontology.concepts("stage")["signe"]
    assert (signed.notation, signed.layers) == ("50", ("C", "A", "S"))
    assert ontology.concepts("mandate-role")["depute"].legal_term_years == 5


@pytest.mark.parametrize(
    ("scheme", "words", "slug"),
    [
        ("stage", "accord de principe", "accord-de-principe"),
        ("stage", "Agreement in principle", "accord-de-principe"),
        ("stage", "ACCORD-DE-PRINCIPE", "accord-de-principe"),
        ("stage", "40", "accord-de-principe"),
        ("stage", "  Achevé ", "acheve"),
        ("type", "mécénat de compétences", "mecenat-competences"),
        ("type", "Mecenat de Competences", "mecenat-competences"),
        ("type", "innovation sociale", "innovation-societale"),
        ("theme", "Silver économie", "silver-economie"),
        ("theme", "culture & art", "culture-art"),
        ("sector", "entreprise de l’ESS", "entreprise"),
        ("mandate-role", "députée", "depute"),
        ("party-role", "lead", "porteur"),
    ],
)
def test_a_concept_is_found_by_the_words_people_type(scheme: str, words: str, slug: str) -> None:
    found = ontology.concept(scheme, words)
    assert found is ontology.concepts(scheme)[slug]


@pytest.mark.parametrize("scheme", [path.stem for path in ontology.files()[1:]])
def test_every_word_of_a_concept_finds_it(scheme: str) -> None:
    for concept in ontology.concepts(scheme).values():
        assert {ontology.concept(scheme, word) for word in concept.words()} == {concept}


@pytest.mark.parametrize("words", ["", "  ", "-", "inconnu au bataillon"])
def test_other_words_find_nothing(words: str) -> None:
    assert ontology.concept("theme", words) is None


def test_kinds_come_in_the_order_of_the_files() -> None:
    assert [kind.curie for kind in ontology.kinds("ea:Actor")] == [
        "ea:Association", "ea:ActorNetwork", "ea:Company", "ea:Foundation", "ea:PublicBody",
        "ea:LocalAuthority", "ea:Committee", "ea:EducationResearchBody",
    ]  # fmt: skip
    assert [kind.curie for kind in ontology.kinds("ea:Territory")] == [
        "igeo:Commune", "igeo:Intercommunalite", "igeo:Departement", "igeo:Region",
        "ea:LocalArea", "ea:ProjectTerritory",
    ]  # fmt: skip
    assert [kind.curie for kind in ontology.kinds("ea:Frame")] == [
        "ea:Action", "ea:Programme", "ea:ProgrammeEdition", "ea:CallForProjects", "ea:Application",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parent", "words", "curie"),
    [
        ("ea:Actor", "association", "ea:Association"),
        ("ea:Actor", "réseau", "ea:ActorNetwork"),
        ("ea:Actor", "Network", "ea:ActorNetwork"),
        ("ea:Actor", "entreprise", "ea:Company"),
        ("ea:Actor", "company", "ea:Company"),
        ("ea:Actor", "fondation", "ea:Foundation"),
        ("ea:Actor", "organisme public", "ea:PublicBody"),
        ("ea:Actor", "collectivité", "ea:LocalAuthority"),
        ("ea:Actor", "service ou comité", "ea:Committee"),
        ("ea:Actor", "enseignement ou recherche", "ea:EducationResearchBody"),
        ("ea:Actor", "LocalAuthority", "ea:LocalAuthority"),
        ("ea:Frame", "appel à projets", "ea:CallForProjects"),
        ("ea:Frame", "édition", "ea:ProgrammeEdition"),
        ("ea:Frame", "candidature", "ea:Application"),
        ("ea:Territory", "commune", "igeo:Commune"),
        ("ea:Territory", "EPCI", "igeo:Intercommunalite"),
        ("ea:Territory", "Département", "igeo:Departement"),
        ("ea:Territory", "region", "igeo:Region"),
        ("ea:Territory", "pays", "ea:LocalArea"),
        ("ea:Territory", "territoire de projet", "ea:ProjectTerritory"),
    ],
)
def test_a_kind_is_found_by_the_words_people_type(parent: str, words: str, curie: str) -> None:
    found = ontology.kind(parent, words)
    assert found is not None
    assert found.curie == curie


@pytest.mark.parametrize("parent", ["ea:Actor", "ea:Frame", "ea:Territory"])
def test_every_word_of_a_kind_finds_it(parent: str) -> None:
    for kind in ontology.kinds(parent):
        assert {ontology.kind(parent, word) for word in kind.words()} == {kind}
    assert ontology.kind(parent, "licorne") is None


@pytest.mark.parametrize(
    ("classes", "sector"),
    [
        (["ea:Association"], "association"),
        (["ea:Association", "ea:ActorNetwork"], "reseau"),
        (
            ["ea:Association", "ea:EducationResearchBody", "org:Organization"],
            "enseignement-recherche",
        ),
        (["ea:LocalAuthority", "ea:PublicBody", "ea:Actor"], "public"),
        (["ea:Committee"], "public"),
        (["ea:PublicPost"], "elus"),
        (["rov:RegisteredOrganization", "ea:Company"], "entreprise"),
    ],
)
def test_the_sector_of_a_stakeholder(classes: list[str], sector: str) -> None:
    iris = [ontology.iri(curie) for curie in classes]
    assert ontology.sector_of(iris) == sector
    assert ontology.sector_of(reversed(iris)) == sector


def test_no_class_no_sector() -> None:
    with pytest.raises(ontology.UnknownTermError):
        ontology.sector_of([ontology.iri("org:Organization")])


def test_a_text_is_folded_as_its_definition_says() -> None:
    """Each character by itself and characters that combine, against the text taken whole."""

    def defined(text: str) -> str:
        for ligature, letters in (("œ", "oe"), ("Œ", "OE"), ("æ", "ae"), ("Æ", "AE")):
            text = text.replace(ligature, letters)
        plain = unicodedata.normalize("NFKD", text).casefold()
        kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
        return " ".join("".join(kept).split())

    characters = [chr(code) for code in (*range(0x2200), *range(0xF900, 0x10100))]
    assert [fold(f"a{c}b") for c in characters] == [defined(f"a{c}b") for c in characters]
    drawn = random.Random(1)  # noqa: S311 - a sample, not a secret
    texts = ["".join(drawn.choices(characters, k=8)) for _ in range(5000)]
    assert [*map(fold, texts)] == [*map(defined, texts)]
