"""What the pages say, in French and English."""

from __future__ import annotations

from ontology.text import Text

WORDS: dict[str, Text] = {
    "skip": Text("Aller au contenu", "Skip to content"),
    "nav": Text("Rubriques", "Sections"),
    "questions": Text("Questions", "Questions"),
    "actors": Text("Acteurs", "Actors"),
    "map": Text("Carte", "Map"),
    "sparql": Text("SPARQL", "SPARQL"),
    "language": Text("English", "Français"),
    "about-actor": Text("Sur un acteur", "About an actor"),
    "about-place": Text("Sur un territoire", "About a territory"),
    "about-all": Text("Sur tout le réseau", "About the whole network"),
    "home-title": Text("Que voulez-vous savoir ?", "What would you like to know?"),
    "home-lead": Text(
        "{actors} {actors:acteur|acteurs} et {alliances} {alliances:alliance connue|alliances "
        "connues}, chaque fait avec sa source.",
        "{actors} {actors:actor|actors} and {alliances} known {alliances:alliance|alliances}, each "
        "fact with its source.",
    ),
    "as-of": Text("Situation au {day}.", "As of {day}."),
    "filter": Text("Chercher une question", "Find a question"),
    "no-match": Text("Aucune question ne contient ces mots.", "No question holds these words."),
    "own-query": Text(
        "Votre question n'y est pas ? Écrivez-la en SPARQL.",
        "Is yours not among them? Write it in SPARQL.",
    ),
    "optional": Text("facultatif", "optional"),
    "any": Text("— tous —", "— any —"),
    "example": Text("par exemple {value}", "such as {value}"),
    "ask": Text("Poser la question", "Ask the question"),
    "needed": Text("À remplir : {names}.", "To be filled in: {names}."),
    "fill-in": Text(
        "Remplissez le formulaire pour voir la réponse.", "Fill in the form to see the answer."
    ),
    "answer": Text("Réponse", "Answer"),
    "rows": Text("{n} {n:ligne|lignes}", "{n} {n:row|rows}"),
    "triples": Text("{n} {n:triplet|triplets}", "{n} {n:triple|triples}"),
    "cut": Text(
        "Seules les {n} premières lignes sont montrées : il y en a d'autres. Le fichier les a "
        "toutes.",
        "Only the first {n} rows are shown: there are more. The file has them all.",
    ),
    "cut-size": Text(
        "La réponse est trop longue pour une page : seul le début est montré.",
        "The answer is too long for a page: only its beginning is shown.",
    ),
    "empty": Text(
        "Aucune réponse dans ce qui est chargé. Cela ne prouve pas qu'il n'y en ait pas.",
        "No answer in what is loaded. That does not prove that there is none.",
    ),
    "save-as": Text("Enregistrer :", "Save as:"),
    "see-sparql": Text("Voir la requête SPARQL", "See the SPARQL query"),
    "open-editor": Text("L'ouvrir dans l'éditeur", "Open it in the editor"),
    "yes": Text("Oui", "Yes"),
    "no": Text("Non", "No"),
    "editor-title": Text("Votre propre question", "Your own question"),
    "editor-lead": Text(
        "La base est seulement lue. Sans graphe nommé, la requête porte sur les faits publics ; "
        "FROM et FROM NAMED choisissent parmi les graphes servis.",
        "The store is only read. Without a graph named, the query is asked of the public facts; "
        "FROM and FROM NAMED choose among the graphs served.",
    ),
    "served-graphs": Text("Graphes servis", "Graphs served"),
    "query": Text("Requête SPARQL", "SPARQL query"),
    "run": Text("Exécuter", "Run"),
    "run-key": Text("Ctrl + Entrée", "Ctrl + Enter"),
    "tab-key": Text(
        "Échap puis Tab pour quitter le cadre.", "Press Escape, then Tab, to leave the box."
    ),
    "limits": Text(
        "Une réponse s'arrête à {rows} lignes, {size} Mio ou {seconds} secondes ; c'est toujours "
        "dit.",
        "An answer stops at {rows} rows, {size} MiB or {seconds} seconds; you are always told.",
    ),
    "endpoint": Text(
        "Pour un programme : {address} parle le protocole SPARQL 1.1.",
        "For a program: {address} speaks the SPARQL 1.1 Protocol.",
    ),
    "first-query": Text(
        "Les associations et leurs thèmes. Essayez, puis changez.",
        "The associations and their themes. Try it, then change it.",
    ),
    "answer-file": Text("reponse", "answer"),
    "form-only": Text("Envoyez un formulaire.", "Send a form."),
    "graph": Text("graphe", "graph"),
    "class": Text("classe", "class"),
    "by-default": Text("interrogé par défaut", "asked by default"),
    "graphs-lead": Text(
        "Les graphes restreints ne sont pas servis, même nommés.",
        "Restricted graphs are not served, even when named.",
    ),
    "find-actor": Text("Nom, sigle ou numéro", "Name, acronym or number"),
    "search": Text("Chercher", "Search"),
    "found": Text("{n} {n:acteur|acteurs}", "{n} {n:actor|actors}"),
    "found-cut": Text(
        "Les {shown} premiers sont montrés : précisez.", "The first {shown} are shown: say more."
    ),
    "alliances": Text("Alliances", "Alliances"),
    "no-alliance": Text(
        "Aucune alliance connue. Cela ne prouve pas qu'il n'y en ait pas.",
        "No known alliance. That does not prove that there is none.",
    ),
    "in-source": Text("dans la source : {place}", "in the source: {place}"),
    "saved-on": Text("dessinée le {day}", "drawn on {day}"),
    "partners": Text("avec", "with"),
    "stages": Text("Étapes", "Stages"),
    "undated": Text("sans date", "undated"),
    "needs": Text("Cherche", "Looks for"),
    "offers": Text("Offre", "Offers"),
    "members": Text("Membres connus", "Known members"),
    "sources": Text("Sources", "Sources"),
    "ended": Text("A pris fin le {day}.", "Ended on {day}."),
    "ask-about": Text("Demander aussi", "Ask as well"),
    "on-map": Text("Voir la carte", "See the map"),
    "data-as": Text("Données :", "Data:"),
    "said": Text("Ce qui en est dit", "What is said of it"),
    "nothing-said": Text(
        "Rien n'en est dit ici ; c'est seulement cité.",
        "Nothing is said of it here; it is only named.",
    ),
    "away": Text("Sur le web", "On the web"),
    "named-by": Text("Ce qui le nomme", "What names it"),
    "more-named": Text("Les {n} premiers.", "The first {n}."),
    "terms": Text("Les mots de l'ontologie", "The terms of the ontology"),
    "kept-maps": Text("Cartes enregistrées", "Saved maps"),
    "no-maps": Text("Aucune carte enregistrée.", "No saved map."),
    "draw-map": Text("Dessiner la carte", "Draw the map"),
    "drawing": Text(
        "La première fois, le dessin prend quelques secondes.",
        "The first time, drawing takes some seconds.",
    ),
    "problem": Text("Cela n'a pas marché", "That did not work"),
    "back": Text("Retour aux questions", "Back to the questions"),
    "footer": Text(
        "Données publiques seulement, telles que les sources les donnent ; une source peut se "
        "tromper. Site local, en lecture seule, visible de cet ordinateur seulement.",
        "Public data only, as the sources give them; a source may be wrong. Local, read-only, "
        "visible from this computer only.",
    ),
    "nothing-here": Text("Il n'y a rien à cette adresse.", "There is nothing here."),
    "no-question": Text(
        "Cette question n'est pas dans la bibliothèque.", "This question is not in the library."
    ),
    "unknown-thing": Text(
        "Aucun graphe public ne parle de cela.", "No public graph tells of this."
    ),
    "no-map": Text("Il n'y a pas de carte publique de ce nom.", "There is no public map so named."),
    "no-form": Text(
        "Aucune forme demandée (Accept) n'est offerte. Formes : {list}.",
        "None of the forms asked for (Accept) is offered. Forms: {list}.",
    ),
}
