"""Findings of a check: what, where, why it matters and what to do."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from graph.rights.acted import REMEDY
from ontology.text import Text


class Level(Enum):
    """How much a finding matters."""

    MEND = Text("à corriger", "to mend")  # the answer of the check is no
    READ = Text("à relire", "to read again")
    KNOW = Text("pour information", "to know")


class _Sort(NamedTuple):
    level: Level
    title: Text
    why: Text
    todo: Text


class Sort(Enum):
    """The sorts of findings."""

    WAITING = _Sort(
        Level.MEND,
        Text("Demandes qui n'agissent pas encore", "Requests that do not act yet"),
        Text("La base tient encore ce qu'une décision retire ou rectifie : rien ne sort avant.",
             "The store still holds what a decision takes out or puts right: nothing leaves "
             "before."),
        Text("Refaites la base : alliances doctor --rebuild.",
             "Build the store again: alliances doctor --rebuild."),
    )  # fmt: skip
    LOST = _Sort(
        Level.MEND,
        Text("Demandes perdues", "Lost requests"),
        Text("Elles étaient dans le fichier, et aucune commande ne les a retirées : ce qu'elles "
             "effacent ou retirent revient.",
             "They were in the file, and no command took them back: what they erase or take out "
             "comes back."),
        REMEDY,
    )  # fmt: skip
    COHERENCE = _Sort(
        Level.MEND,
        Text("Données incohérentes", "Incoherent data"),
        Text("Ce qui se contredit fausse les comptes et la carte.",
             "What contradicts itself makes counts and the map wrong."),
        Text("Corrigez la ligne dans votre fichier, puis rechargez-le : alliances load FICHIER.",
             "Correct the row in your file, then load it again: alliances load FILE."),
    )  # fmt: skip
    PUBLICATION = _Sort(
        Level.MEND,
        Text("Règles de publication", "Rules of publication"),
        Text("Ce qui se publie a une source, une licence, et une diffusion publique.",
             "What is published has a source, a licence, and public disclosure."),
        Text("Complétez la ligne, ou mettez « restreint » dans sa colonne diffusion.",
             "Complete the row, or write 'restricted' in its column disclosure."),
    )  # fmt: skip
    CONTACT = _Sort(
        Level.MEND,
        Text("Adresses électroniques et téléphones", "E-mail addresses and telephones"),
        Text("Ils mènent à une personne, qui n'a pas accepté d'être publiée.",
             "They lead to a person, who has not agreed to be published."),
        Text("Retirez-les du texte dans votre fichier, puis rechargez-le.",
             "Take them out of the text in your file, then load it again."),
    )  # fmt: skip
    PERSON = _Sort(
        Level.MEND,
        Text("Personnes", "Persons"),
        Text("Une personne n'est nommée que pour son mandat public, tant qu'il dure.",
             "A person is named for a public mandate only, while it lasts."),
        Text("Corrigez le mandat ou retirez la personne de votre fichier, puis rechargez-le.",
             "Correct the mandate or take the person out of your file, then load it again."),
    )  # fmt: skip
    FILE = _Sort(
        Level.MEND,
        Text("Fichiers qui disent ce qui ne sort pas", "Files that tell what does not leave"),
        Text("Quiconque reçoit ce fichier lit ce qui devait rester.",
             "Whoever receives this file reads what should have stayed."),
        Text("Supprimez-le et refaites-le. S'il est déjà parti, demandez qu'il soit supprimé, et "
             "dites-le aux personnes concernées.",
             "Delete it and make it again. If it has left already, ask for it to be deleted, and "
             "tell the persons concerned."),
    )  # fmt: skip
    UNREAD = _Sort(
        Level.READ,
        Text("Fichiers qui n'ont pas pu être lus", "Files that could not be read"),
        Text("Rien ne dit que ce qui est restreint n'y est pas : un PDF, une image, une archive "
             "avec mot de passe ne se lisent pas ici.",
             "Nothing says that what is restricted is not there: a PDF, an image, an archive with "
             "a password are not read here."),
        Text("Ouvrez-les et regardez vous-même, ou refaites-les dans un format qui se lit (.xlsx, "
             ".csv, .html, .zip sans mot de passe).",
             "Open them and look at them yourself, or make them again in a format that is read "
             "(.xlsx, .csv, .html, .zip without a password)."),
    )  # fmt: skip
    NAME = _Sort(
        Level.READ,
        Text("Noms dans les textes", "Names in texts"),
        Text("Le nom d'un lieu ou d'un prix est permis ; celui d'une personne qui n'est plus élue "
             "ne l'est pas.",
             "The name of a place or of a prize is fine; that of a person no longer in office is "
             "not."),
        Text("Relisez la ligne ; si elle parle de la personne, récrivez-la et rechargez.",
             "Read the row again; if it speaks of the person, rewrite it and load again."),
    )  # fmt: skip
    ACTOR = _Sort(
        Level.READ,
        Text("Acteurs au nom d'une personne", "Actors with the name of a person"),
        Text("Une personne n'est pas un acteur : la carte, les classements et les éditions la "
             "nommeraient.",
             "A person is no actor: the map, the rankings and the editions would name them."),
        Text("Mettez son organisation, ou « restreint » dans sa colonne diffusion, puis rechargez.",
             "Put the organisation, or 'restricted' in the column disclosure, then load again."),
    )  # fmt: skip
    RESTRICTED = _Sort(
        Level.READ,
        Text("Acteurs restreints dans les textes", "Restricted actors in texts"),
        Text("Ce texte sort tel que vous l'avez écrit, avec le nom, le numéro ou le site de "
             "l'acteur ; et ce nom n'est plus cherché dans les fichiers.",
             "This text leaves as you wrote it, with the actor's name, number or website; and that "
             "name is looked for in files no longer."),
        Text("Récrivez le texte ou mettez sa ligne « restreint », puis rechargez ; ou laissez "
             "l'acteur hors de tout ce qui est public : alliances optout.",
             "Rewrite the text or make its row 'restricted', then load again; or leave the actor "
             "out of all that is public: alliances optout."),
    )  # fmt: skip
    INTERNAL = _Sort(
        Level.READ,
        Text("Éditions internes", "Internal editions"),
        Text("Elles tiennent ce qui est restreint : elles sont pour vous seuls.",
             "They hold what is restricted: they are for you alone."),
        Text("Ne les transmettez pas ; supprimez-les quand elles ne servent plus.",
             "Do not pass them on; delete them once they are of no use."),
    )  # fmt: skip
    SAMPLE = _Sort(
        Level.KNOW,
        Text("Vérifié par sondage", "Verified by a sample"),
        Text("La base est grande : les choses vérifiées sont réparties sur toutes ses sortes.",
             "The store is large: the things verified are spread over all its kinds."),
        Text("Rien à faire.", "Nothing to do."),
    )  # fmt: skip
    DISCLOSURE = _Sort(
        Level.KNOW,
        Text("Diffusion", "Disclosure"),
        Text("Ce qui n'est pas public ne sort d'aucune façon, sauf en édition interne.",
             "What is not public leaves in no way, but in an internal edition."),
        Text("Rien à faire.", "Nothing to do."),
    )  # fmt: skip
    KNOWN = _Sort(
        Level.KNOW,
        Text("Personnes connues", "Persons known"),
        Text("Le nom d'un élu sort tant que son mandat est en cours à la date de la carte.",
             "The name of an elected official leaves while the mandate is current at the map's "
             "date."),
        Text("Rien à faire.", "Nothing to do."),
    )  # fmt: skip
    SOUGHT = _Sort(
        Level.KNOW,
        Text("Ce qui est cherché dans les fichiers", "What is looked for in files"),
        Text("Un texte qui se trouve aussi dans ce qui est public n'est pas un secret.",
             "A text that also stands in what is public is no secret."),
        Text("Rien à faire.", "Nothing to do."),
    )  # fmt: skip

    @property
    def level(self) -> Level:
        """How much it matters."""
        return self.value.level

    @property
    def title(self) -> Text:
        """What it is called."""
        return self.value.title


class Finding(NamedTuple):
    """One finding; ``n`` where it only counts."""

    sort: Sort
    what: Text
    where: Text
    n: int = 1

    @property
    def why(self) -> Text:
        """Why it matters."""
        return self.sort.value.why

    @property
    def todo(self) -> Text:
        """What to do."""
        return self.sort.value.todo
