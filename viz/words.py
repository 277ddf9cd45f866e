"""The words of the page itself, in both languages.

``{n}`` stands for a number; ``one|many`` chooses between singular and plural.
"""

from __future__ import annotations

from ontology.text import Text

WORDS: dict[str, Text] = {
    "actors": Text("{n} acteur|{n} acteurs", "{n} actor|{n} actors"),
    "alliances": Text("{n} alliance|{n} alliances", "{n} alliance|{n} alliances"),
    "potentials": Text(
        "{n} alliance possible|{n} alliances possibles",
        "{n} potential alliance|{n} potential alliances",
    ),
    "as-of": Text("au {date}", "as of {date}"),
    "map": Text("Carte", "Map"),
    "table": Text("Tableau", "Table"),
    "form": Text("Affichage", "Display"),
    "views": Text("Vues", "Views"),
    "view-existing": Text("Existantes", "Existing"),
    "view-existing-title": Text("Les alliances connues", "The known alliances"),
    "view-potential": Text("Possibles", "Potential"),
    "view-potential-title": Text(
        "Les alliances que le programme suggère", "The alliances that the program suggests"
    ),
    "view-catalysts": Text("Catalyseurs", "Catalysts"),
    "view-catalysts-title": Text(
        "Les acteurs qui relient le plus les autres, et ceux qu’ils relient",
        "The actors who connect the others most, and whom they connect",
    ),
    "view-territory": Text("Par territoire", "By territory"),
    "view-territory-title": Text(
        "Les acteurs réunis par territoire de leur siège", "The actors by the place of their seat"
    ),
    "view-theme": Text("Par thème", "By theme"),
    "view-theme-title": Text(
        "Les acteurs réunis par thème principal", "The actors by their main theme"
    ),
    "view-communities": Text("Communautés", "Communities"),
    "view-communities-title": Text(
        "Les groupes d’acteurs les plus liés entre eux",
        "The groups of actors that are tied to one another most",
    ),
    "communities": Text("{n} communauté|{n} communautés", "{n} community|{n} communities"),
    "communities-lead": Text(
        "Chaque anneau réunit des acteurs liés entre eux : sa surface dit combien, ses couleurs de "
        "quels secteurs. Cliquez un anneau pour voir ses membres, son fond pour le replier.",
        "Each ring holds actors tied to one another: its area says how many, its colours of which "
        "sectors. Click a ring to see its members, its ground to fold it.",
    ),
    "community": Text("Communauté", "Community"),
    "fold-all": Text("Tout replier", "Fold all"),
    "more-rows": Text("Afficher la suite ({n})", "Show more ({n})"),
    "inside": Text(
        "{n} alliance interne|{n} alliances internes", "{n} alliance inside|{n} alliances inside"
    ),
    "outward": Text("{n} externe|{n} externes", "{n} outward"),
    "internal": Text("Édition interne : ne pas diffuser", "Internal edition: do not pass on"),
    "restricted": Text(
        "Données restreintes : absentes de l’édition publique",
        "Restricted data: not in the public edition",
    ),
    "who-links": Text("Qui relie", "Who links"),
    "and": Text("et", "and"),
    "side-0": Text("Un côté", "One side"),
    "side-1": Text("L’autre côté", "The other side"),
    "any-side": Text("n’importe qui", "anybody"),
    "itself": Text("lui-même", "itself"),
    "linkers": Text("{a} ↔ {b}", "{a} ↔ {b}"),
    "linkers-lead": Text(
        "Parmi ce que montrent les filtres : ceux qui ont des partenaires des deux côtés, les plus "
        "équilibrés d’abord.",
        "Among what the filters show: those with partners on both sides, the most even first.",
    ),
    "no-linker": Text(
        "Personne ne les relie dans les sources, avec ces filtres. Cela ne prouve pas que personne "
        "ne le fasse.",
        "Nobody links them in the sources, with these filters. That does not prove nobody does.",
    ),
    "nearest-chain": Text("Le chemin le plus court entre eux", "The shortest way between them"),
    "and-more": Text("et {n} de plus", "and {n} more"),
    "group": Text("{name} ({count})", "{name} ({count})"),
    "no-potential": Text(
        "Aucune suggestion avec ces filtres.", "No suggestion with these filters."
    ),
    "language": Text("English", "Français"),
    "language-title": Text("Switch to English", "Passer en français"),
    "appearance": Text("Clair ou sombre", "Light or dark"),
    "skip": Text("Aller au tableau accessible", "Go to the accessible table"),
    "search": Text("Chercher un acteur", "Find an actor"),
    "results": Text("{n} résultat|{n} résultats", "{n} result|{n} results"),
    "no-result": Text("Aucun acteur de ce nom", "No actor of that name"),
    "near-result": Text("Aucun acteur de ce nom. Peut-être :", "No actor of that name. Perhaps:"),
    "legend": Text("Légende et filtres", "Legend and filters"),
    "legend-short": Text("Filtres", "Filters"),
    "sectors": Text("Acteurs par secteur", "Actors by sector"),
    "size-note": Text(
        "Plus le signe est grand, plus l’acteur a d’alliances.",
        "The larger the mark, the more alliances the actor has.",
    ),
    "strokes": Text("Alliances par étape", "Alliances by stage"),
    "hub-note": Text(
        "Un petit losange blanc réunit trois parties ou plus dans une même alliance.",
        "A small white diamond joins three or more parties in one alliance.",
    ),
    "theme": Text("Thème", "Theme"),
    "territory": Text("Territoire", "Territory"),
    "all-themes": Text("Tous les thèmes", "All themes"),
    "all-territories": Text("Tous les territoires", "All territories"),
    "reset": Text("Tout afficher", "Show everything"),
    "limits": Text("Ce que cette carte ne contient pas", "What this map does not contain"),
    "limits-1": Text(
        "L’absence d’un lien n’est pas un constat : il peut exister sans figurer dans les sources.",
        "The absence of a link is not a finding: it may exist without being in the sources.",
    ),
    "limits-2": Text(
        "Les alliances possibles (tirets) sont des suggestions calculées, pas des faits.",
        "Potential alliances (dashes) are computed suggestions, not facts.",
    ),
    "limits-3": Text(
        "Seuls les titulaires de mandats publics sont nommés comme personnes ; relisez les textes "
        "libres avant de diffuser la carte.",
        "Only holders of public mandates are named as persons; read the free texts again before "
        "you pass the map on.",
    ),
    "limits-4": Text(
        "La place d’un acteur sur la carte n’est pas géographique : sont proches ceux qui sont "
        "liés.",
        "The place of an actor on the map is not geographical: those who are linked are near.",
    ),
    "sources": Text("Sources", "Sources"),
    "source": Text("Source", "Source"),
    "catalysts": Text("Catalyseurs", "Catalysts"),
    "catalysts-lead": Text(
        "Les acteurs qui relient le plus les autres ; les rangs valent pour toute la carte, "
        "quels que soient les filtres.",
        "The actors who connect the others most; the ranks are those of the whole map, whatever "
        "the filters.",
    ),
    "rank": Text("Catalyseur n° {n} :", "Catalyst no. {n}:"),
    "rank-without": Text(
        "rang {n} sans l’organisme qui collecte", "rank {n} without the collecting organisation"
    ),
    "rank-title": Text("Rang", "Rank"),
    "rank-without-title": Text("Sans l’organisme qui collecte", "Without the collector"),
    "no-catalyst": Text("Aucun classement dans cette sélection.", "No ranking in this selection."),
    "details": Text("Détails", "Details"),
    "close": Text("Fermer", "Close"),
    "click-hint": Text(
        "Cliquez un acteur, un trait ou un losange pour en voir le détail.",
        "Click an actor, a line or a diamond to see its details.",
    ),
    "seat": Text("Siège", "Seat"),
    "themes": Text("Thèmes", "Themes"),
    "networks": Text("Membre de", "Member of"),
    "identifiers": Text("Identifiants", "Identifiers"),
    "website": Text("Site", "Website"),
    "holder": Text("Titulaire", "Holder"),
    "needs": Text("Besoins", "Needs"),
    "offers": Text("Offres", "Offers"),
    "type": Text("Type", "Type"),
    "stage": Text("Étape", "Stage"),
    "stages": Text("Étapes", "Stages"),
    "date": Text("Date", "Date"),
    "amount": Text("Montant", "Amount"),
    "frames": Text("Dans le cadre de", "As part of"),
    "territories": Text("Territoires", "Territories"),
    "parties": Text("Parties", "Parties"),
    "alliance": Text("Alliance", "Alliance"),
    "alliances-title": Text("Alliances", "Alliances"),
    "actors-title": Text("Acteurs", "Actors"),
    "potential": Text("Alliance possible", "Potential alliance"),
    "potential-count": Text("Possibles", "Potential"),
    "potentials-title": Text("Alliances possibles", "Potential alliances"),
    "reasons": Text("Pourquoi", "Why"),
    "suggestion-note": Text(
        "Suggestion calculée : à vérifier avec les intéressés.",
        "Computed suggestion: to be checked with those concerned.",
    ),
    "no-alliance": Text(
        "Aucune alliance connue dans les sources.", "No alliance known in the sources."
    ),
    "hidden-note": Text(
        "Les filtres masquent cet acteur sur la carte.", "The filters hide this actor on the map."
    ),
    "name": Text("Nom", "Name"),
    "sector": Text("Secteur", "Sector"),
    "kind": Text("Nature", "Kind"),
    "partners": Text("Partenaires", "Partners"),
    "first-actor": Text("Acteur", "Actor"),
    "second-actor": Text("Avec", "With"),
    "isolates": Text("Sans alliance connue ({n})", "No known alliance ({n})"),
    "empty": Text(
        "Aucun acteur pour le moment. Chargez un classeur, puis refaites la carte.",
        "No actor yet. Load a workbook, then draw the map again.",
    ),
    "nothing": Text("Aucun acteur ne répond à ces filtres.", "No actor matches these filters."),
    "zoom-in": Text("Agrandir", "Zoom in"),
    "zoom-out": Text("Réduire", "Zoom out"),
    "fit": Text("Voir toute la carte", "See the whole map"),
    "map-help": Text(
        "Carte des alliances. Flèches : déplacer ; plus et moins : zoom ; Échap : tout revoir. "
        "Le tableau donne le même contenu en texte.",
        "Map of alliances. Arrows: move; plus and minus: zoom; Escape: see all again. "
        "The table gives the same content as text.",
    ),
    "no-script": Text(
        "Cette carte a besoin de JavaScript, qui reste dans ce fichier : rien n’est téléchargé.",
        "This map needs JavaScript, all of it inside this file: nothing is downloaded.",
    ),
    "said": Text("{a} : {b}", "{a}: {b}"),
    "from-day": Text("à partir du {a}", "from {a}"),
    "by-day": Text("au plus tard le {b}", "by {b}"),
    "between": Text("entre le {a} et le {b}", "between {a} and {b}"),
    "unknown-date": Text("date inconnue", "unknown date"),
}
