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
    "view-territory": Text("Territoires", "Territories"),
    "view-territory-title": Text(
        "Les acteurs réunis par territoire de leur siège", "The actors by the place of their seat"
    ),
    "view-theme": Text("Thèmes", "Themes"),
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
    "ring-note": Text(
        "Un anneau réunit des acteurs liés entre eux : sa surface dit combien, ses couleurs de "
        "quels secteurs.",
        "A ring holds actors tied to one another: its area says how many, its colours of which "
        "sectors.",
    ),
    "community": Text("Communauté", "Community"),
    "fold-all": Text("Tout replier", "Fold all"),
    "more-rows": Text("Afficher la suite ({n})", "Show more ({n})"),
    "view-compare": Text("Avant/après", "Before/after"),
    "view-compare-title": Text(
        "Ce que sont devenues les alliances entre deux dates",
        "What became of the alliances between two dates",
    ),
    "view-around": Text("Autour", "Around"),
    "view-around-title": Text(
        "Un acteur et ceux qui sont à quelques pas de lui",
        "An actor and those within a few steps of it",
    ),
    "view-path": Text("Chemin", "Path"),
    "view-path-title": Text(
        "Qui peut présenter un acteur à un autre", "Who can introduce one actor to another"
    ),
    "time": Text("Remonter le temps", "Go back in time"),
    "before": Text("Avant", "Before"),
    "after": Text("Après", "After"),
    "play": Text("Dérouler le temps", "Play through time"),
    "pause": Text("Arrêter", "Pause"),
    "undated": Text(
        "{n} alliance sans date de début : toujours montrée|"
        "{n} alliances sans date de début : toujours montrées",
        "{n} alliance without a first date: always shown|"
        "{n} alliances without a first date: always shown",
    ),
    "not-yet": Text(
        "Au {date}, cette alliance n’avait pas commencé.", "By {date} this alliance had not begun."
    ),
    "ranked-day": Text("Rangs calculés au {date}.", "Ranks computed as of {date}."),
    "potential-day": Text(
        "Les suggestions valent au {date} : il n’y en a pas pour une date passée.",
        "Suggestions are as of {date}: there are none for an earlier date.",
    ),
    "changes": Text("Ce que sont devenues les alliances", "What became of the alliances"),
    "change": Text("Changement", "Change"),
    "stage-before": Text("Étape avant", "Stage before"),
    "compared": Text("Du {a} au {b}", "From {a} to {b}"),
    "more-in-table": Text(
        "… et {n} autre, dans le tableau.|… et {n} autres, dans le tableau.",
        "… and {n} more in the table.",
    ),
    "around-whom": Text("Autour de", "Around"),
    "around-hint": Text(
        "Cherchez un acteur : la carte le met au milieu, et ceux qui lui sont liés autour, "
        "par nombre de pas.",
        "Find an actor: the map puts it in the middle, and those linked to it around, by how "
        "many steps away they are.",
    ),
    "around-lead": Text(
        "Ceux qui sont à {n} pas au plus", "Those within {n} step|Those within {n} steps"
    ),
    "steps-title": Text("Nombre de pas", "Number of steps"),
    "steps": Text("{n} pas", "{n} step|{n} steps"),
    "ring": Text("{n} pas ({count})", "{n} step ({count})|{n} steps ({count})"),
    "nobody-around": Text(
        "Personne n’est lié à lui avec ces filtres.", "Nobody is linked to it with these filters."
    ),
    "look-around": Text("Autour de cet acteur", "Around this actor"),
    "look-path": Text("Chemin depuis cet acteur", "Find the way from here"),
    "path-heading": Text("Qui peut présenter qui ?", "Who can introduce whom?"),
    "path-from": Text("De", "From"),
    "path-to": Text("À", "To"),
    "path-swap": Text("Échanger", "Swap"),
    "path-hint": Text(
        "Choisissez deux acteurs : la carte montre jusqu’à trois chaînes courtes de l’un à "
        "l’autre, avec l’étape et la source de chaque lien.",
        "Choose two actors: the map shows up to three short chains from one to the other, with "
        "the stage and the source of each link.",
    ),
    "path-title": Text("{a} → {b}", "{a} → {b}"),
    "through": Text("Par {names}", "Through {names}"),
    "direct": Text("Lien direct", "Direct link"),
    "over-links": Text(
        "{n} lien sur {all} achevé ou suspendu|{n} liens sur {all} achevés ou suspendus",
        "{n} of {all} links completed or suspended",
    ),
    "member-of": Text("{a} est membre de {b}", "{a} is a member of {b}"),
    "membership": Text("membre", "member"),
    "no-way": Text(
        "Aucun lien connu entre {a} et {b} en {n} pas au plus. Ce n’est pas la preuve qu’il n’y "
        "en ait pas.",
        "No known link between {a} and {b} in up to {n} steps. That does not prove there is none.",
    ),
    "path-filtered": Text(
        "Seuls comptent les liens et les acteurs que les filtres gardent.",
        "Only the links and actors that the filters keep count.",
    ),
    "path-day": Text(
        "Liens à la date choisie ; titulaires des postes connus au {date}.",
        "Links at the day chosen; holders of posts as known on {date}.",
    ),
    "path-collector": Text(
        "{name} a collecté les données : elle connaît tout le monde par construction ; une chaîne "
        "par elle n’est montrée qu’une fois quand il y en a d’autres.",
        "{name} collected the data: it knows everybody by construction; a chain through it is "
        "shown only once where there are others.",
    ),
    "chain": Text("Chaîne.pas", "Chain.step"),
    "view-carte": Text("Communes", "Communes"),
    "view-carte-title": Text(
        "Les acteurs dans la commune de leur siège", "The actors in the commune of their seat"
    ),
    "communes": Text("Communes", "Communes"),
    "carte-lead": Text(
        "Chaque acteur est dans la commune de son siège, non à son adresse. Les alliances entre "
        "acteurs d’une même commune, ou du bandeau, apparaissent quand on choisit l’un d’eux.",
        "Each actor stands in the commune of its seat, not at its address. Alliances between "
        "actors of one commune, or of the strip, appear when one of them is chosen.",
    ),
    "aside": Text("Siège inconnu ou hors de la carte ({n})", "Seat unknown or off the map ({n})"),
    "inside": Text(
        "{n} alliance interne|{n} alliances internes", "{n} alliance inside|{n} alliances inside"
    ),
    "outward": Text("{n} externe|{n} externes", "{n} outward"),
    "internal": Text("Édition interne : ne pas diffuser", "Internal edition: do not pass on"),
    "restricted": Text(
        "Données restreintes : absentes de l’édition publique",
        "Restricted data: not in the public edition",
    ),
    "look-sides": Text("Qui relie deux secteurs ou thèmes ?", "Who links two sectors or themes?"),
    "who-links": Text("Qui relie", "Who links"),
    "and": Text("et", "and"),
    "side-0": Text("Un côté", "One side"),
    "side-1": Text("L’autre côté", "The other side"),
    "any-side": Text("n’importe qui", "anybody"),
    "itself": Text("lui-même", "itself"),
    "linkers": Text("{a} ↔ {b}", "{a} ↔ {b}"),
    "linkers-lead": Text(
        "Parmi ce que montrent les filtres : ceux qui ont des partenaires des deux côtés, les plus "
        "équilibrés d’abord. Une idée ou une alliance abandonnée ne relie pas.",
        "Among what the filters show: those with partners on both sides, the most even first. "
        "An idea or an abandoned alliance links nobody.",
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
    "export": Text("Exporter", "Export"),
    "export-png": Text("Image (PNG)", "Picture (PNG)"),
    "export-svg": Text("Dessin vectoriel (SVG)", "Vector drawing (SVG)"),
    "export-csv": Text("Tableau (CSV)", "Table (CSV)"),
    "export-print": Text("Imprimer l’affiche (A3)…", "Print the poster (A3)…"),
    "export-link": Text("Copier le lien vers cette vue", "Copy the link to this view"),
    "copied": Text("Lien copié.", "Link copied."),
    "copied-file": Text(
        "Lien copié. Il rouvre cette vue du fichier, là où il est sur cet ordinateur.",
        "Link copied. It reopens this view of the file, where it is on this computer.",
    ),
    "copy-this": Text("Copiez ce lien (Ctrl+C, ou Cmd+C)", "Copy this link (Ctrl+C, or Cmd+C)"),
    "saved": Text("Enregistré : {name}", "Saved: {name}"),
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
    "size": Text("Taille des signes", "Size of the marks"),
    "size-measure": Text(
        "La surface du signe croît avec la mesure : {formula}.",
        "The area of the mark grows with the measure: {formula}.",
    ),
    "size-note": Text(
        "Plus le signe est grand, plus l’acteur a d’alliances.",
        "The larger the mark, the more alliances the actor has.",
    ),
    "size-day": Text("Les tailles sont celles du {date}.", "Sizes are those of {date}."),
    "strokes": Text("Alliances par étape", "Alliances by stage"),
    "hub-note": Text(
        "Un petit losange blanc réunit trois parties ou plus dans une même alliance.",
        "A small white diamond joins three or more parties in one alliance.",
    ),
    "theme": Text("Thème", "Theme"),
    "territory": Text("Territoire", "Territory"),
    "all-themes": Text("Tous les thèmes", "All themes"),
    "all-territories": Text("Tous les territoires", "All territories"),
    "all-sources": Text("Toutes les sources", "All sources"),
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
        "La place d’un acteur n’est jamais son adresse : selon la vue, sont proches ceux qui sont "
        "liés, ou ceux du même territoire ou du même thème.",
        "The place of an actor is never its address: depending on the view, those are near who "
        "are linked, or who share a territory or a theme.",
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
        "rang {n} sans l’organisme qui a collecté les données",
        "rank {n} without the organisation that collected the data",
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
    "begins": Text("début", "begins"),
    "ends": Text("fin", "ends"),
    "over": Text("terminé à la date affichée", "over at the date shown"),
    "later": Text("commence après la date affichée", "begins after the date shown"),
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
    "neighbours": Text("Avec qui", "With whom"),
    "plus": Text("+ {n}", "+ {n}"),
    "more-neighbours": Text(
        "Montrer {n} autre partenaire de {name}|Montrer {n} autres partenaires de {name}",
        "Show {n} more partner of {name}|Show {n} more partners of {name}",
    ),
    "table-caption": Text(
        "{name}. Les titres des colonnes sont des boutons qui trient.",
        "{name}. The headings of the columns are buttons that sort.",
    ),
    "rows": Text("{n} ligne sur {all}|{n} lignes sur {all}", "{n} row of {all}|{n} rows of {all}"),
    "column-ties": Text(
        "Nombre d’alliances dont l’acteur est partie, quels que soient les filtres",
        "Number of alliances that the actor is party to, whatever the filters",
    ),
    "column-partners": Text(
        "Nombre d’acteurs différents avec qui il a une alliance",
        "Number of different actors with whom it has an alliance",
    ),
    "column-neighbours": Text(
        "Ses partenaires : d’abord ceux avec qui il a le plus d’alliances",
        "Its partners: first those with whom it has the most alliances",
    ),
    "column-potential": Text(
        "Nombre d’alliances que le programme suggère",
        "Number of alliances that the program suggests",
    ),
    "column-date": Text("Date de la dernière étape connue", "Date of the last known stage"),
    "column-stage": Text("Dernière étape connue", "Last known stage"),
    "column-without": Text(
        "Rang quand on retire l’organisme qui a rassemblé les données",
        "Rank when the organisation that collected the data is taken out",
    ),
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
