"""``alliances decide``: what people answered to a suggestion, kept for good."""

from __future__ import annotations

import click

from cli import complete, output
from cli.bilingual import command, option
from cli.decided import on_pair, rebuild
from cli.session import Session, session
from ontology.text import Text

_WHAT = Text("décision", "decision")
_LISTED = Text("« alliances decide »", "'alliances decide'")
_COLUMNS = {
    "name_a": Text("acteur", "actor"),
    "name_b": Text("avec", "with"),
    "answer": Text("réponse", "answer"),
    "why": Text("pourquoi", "why"),
    "by": Text("décidé par", "decided by"),
    "date": Text("date", "date"),
    "a": Text("IRI de l'acteur", "IRI of the actor"),
    "b": Text("IRI de l'autre", "IRI of the other"),
}


@command(
    "decide", 'decide PAA Medinsoft accepté --why "Rendez-vous pris pour mars"',
    "decide PAA Engie connu --by PAA", "decide PAA Medinsoft --undo", "decide --format csv",
    fr="Garder ce que vous décidez d'une proposition : acceptée, refusée, ou déjà connue.\n\n"
       "La paire n'est plus proposée. La décision est une ligne de decisions/suggestions.csv : "
       "aucun chargement ne la perd, et --undo la reprend. Sans acteurs, les décisions sont "
       "listées. N'écrivez pas de nom de personne dans le motif.",
    en="Keep what you decide of a suggestion: accepted, refused, or known already.\n\nThe pair is "
       "not proposed again. The decision is a line of decisions/suggestions.csv: no load loses "
       "it, and --undo takes it back. Without actors, the decisions are listed. Write no name of "
       "a person in the reason.",
)  # fmt: skip
@click.argument("a", metavar="[A", required=False, shell_complete=complete.actors)
@click.argument("b", metavar="B", required=False, shell_complete=complete.actors)
@click.argument("answer", metavar="accepted|refused|known]", required=False)
@option("--why", metavar="TEXT", fr="Pourquoi, en une phrase.", en="Why, in a sentence.")
@option("--by", metavar="ACTOR",
        shell_complete=complete.actors,
        fr="L'organisation qui décide (jamais une personne).",
        en="The organisation that decides (never a person).")  # fmt: skip
@option("--undo", is_flag=True, fr="Oublier la décision sur cette paire.",
        en="Forget the decision on this pair.")  # fmt: skip
@output.format_option()
def command_(
    a: str | None, b: str | None, answer: str | None, why: str | None, by: str | None,
    undo: bool, form: str,
) -> None:  # fmt: skip
    """Record, forget or list."""
    from graph.answers import answer_of
    from graph.errors import Misuse

    here = session()
    said = answer_of(answer or "")
    if a is None and not (undo or why or by):
        _list(here, form)
    elif a and b and undo and answer is None and not (why or by):
        _undo(here, a, b)
    elif a and b and said and not undo:
        _record(here, a, b, said, why or "", by)
    else:
        raise Misuse(
            "Écrivez : alliances decide A B accepté (ou refusé, ou connu), avec --why et --by si "
            "vous voulez ; ou alliances decide A B --undo.",
            "Write: alliances decide A B accepted (or refused, or known), with --why and --by if "
            "you like; or alliances decide A B --undo.",
        )


def _record(here: Session, a: str, b: str, said: str, why: str, by: str | None) -> None:
    from cli.commands.path import named, pair_of, place
    from graph import answers
    from graph.privacy import WITHHELD

    ends, who = pair_of(here, a, b), named(here, by) if by else None
    network = here.network()
    first, second = (network.actors[place(network, end)] for end in ends)
    decider = network.actors[place(network, who)].name if who else ""
    names = first.name, second.name
    kept = answers.answered(first.iri, second.iri, said, names, why=why, by=decider)
    if WITHHELD in kept.why:
        here.warn("Un courriel ou un téléphone est retiré du motif.",
                  "An e-mail address or a telephone is taken out of the reason.")  # fmt: skip
    path = here.workspace().path
    before = next((one for one in answers.read(path) if one.pair == kept.pair), None)
    answers.record(path, [kept])
    if before is not None:
        here.say("Remplace la réponse du {date} : proposition {answer}{why}.",
                 "Replaces the answer of {date}: suggestion {answer}{why}.",
                 date=before.date, answer=answers.WORDS[before.answer],
                 why=f" ({before.why})" if before.why else "")  # fmt: skip
    here.say("« {a} » et « {b} » : proposition {answer}. La paire ne sera plus proposée.",
             "'{a}' and '{b}': suggestion {answer}. The pair will not be proposed again.",
             a=first.name, b=second.name, answer=answers.WORDS[said])  # fmt: skip
    _rate(here)
    _rebuild(here)


def _undo(here: Session, a: str, b: str) -> None:
    from graph import answers

    path = here.workspace().path
    gone = on_pair(here, answers.read(path), a, b, _WHAT, _LISTED)
    answers.undo(path, *gone.pair)
    here.say("Décision reprise : « {a} », « {b} » ({answer}).",
             "Decision taken back: '{a}', '{b}' ({answer}).",
             a=gone.name_a or gone.a, b=gone.name_b or gone.b,
             answer=answers.WORDS[gone.answer])  # fmt: skip
    _rebuild(here)


def _list(here: Session, form: str) -> None:
    from graph import answers

    known = answers.read(here.workspace().path)
    rows = (
        [
            answers.WORDS[one.answer].to(here.lang) if key == "answer" else getattr(one, key)
            for key in _COLUMNS
        ]
        for one in known
    )
    if known or form != "table":
        output.listing(_COLUMNS, rows, form, here.lang, table="name_a name_b answer why date")
    _rate(here)


def _rate(here: Session) -> None:
    from graph import answers

    here.say(*answers.acceptance(answers.read(here.workspace().path)).text)


def _rebuild(here: Session) -> None:
    """Build the store again where the suggestions worked out at the load are no longer right."""
    from graph.rebuild import suggestions_hold

    if not suggestions_hold(here.workspace()):
        here.say("Reconstruction de la base…", "Building the store again…")
        rebuild(here)
