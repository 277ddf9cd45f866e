"""The register of processing (GDPR, article 30) and the information notice (article 14).

Both are drafts made of facts: what only the controller knows is marked, nothing is guessed. They
are no legal advice.
"""

from __future__ import annotations

from graph.rights.paper import TO_FILL, Paper, Section, Table
from graph.rights.processing import Origin, Processing
from ontology.text import Text, same


def _line(fr: str, en: str, **values: object) -> Text:
    return Text(fr, en).fill(**values)


def _n(count: int, fr: str, en: str, *, many: tuple[str, str] = ("", "")) -> Text:
    """Return a number with its word; the plural adds an s, or is given.

    >>> _n(0, "source", "source"), _n(1, "source", "source")
    (Text(fr='0 source', en='0 sources'), Text(fr='1 source', en='1 source'))
    """
    told = Text(
        f"{{n}} {{n:{fr}|{many[0] or fr + 's'}}}", f"{{n}} {{n:{en}|{many[1] or en + 's'}}}"
    )
    return told.fill(n=count)


def register(known: Processing) -> Paper:
    """Return the register of processing of a workspace."""
    return Paper(
        _line("Registre des traitements — {name}", "Register of processing — {name}",
              name=known.name),
        _DRAFT,
        (
            _controller(known), _purposes(known), _people(known), _sources(known),
            _recipients(known), _retention(known), _rights(known), _security(known),
        ),
    )  # fmt: skip


def notice(known: Processing) -> Paper:
    """Return the information notice for those whom the data is about."""
    return Paper(
        _line("Notice d'information — {name}", "Information notice — {name}", name=known.name),
        _line("Vous figurez peut-être dans cette base, sans nous avoir donné vos données "
              "vous-même (RGPD, article 14).",
              "You may be in this base without having given us your data yourself (GDPR, article "
              "14)."),
        (
            _controller(known), _purposes(known), _people(known), _origins(known),
            _recipients(known), _retention(known), _ask(),
        ),
    )  # fmt: skip


_DRAFT = Text(
    "Projet écrit par le programme d'après ce qui est chargé ici. Ce qu'il ne peut pas savoir est "
    "marqué « à compléter ». Ce n'est pas un avis juridique.",
    "A draft written by the program from what is loaded here. What it cannot know is marked 'to be "
    "completed'. This is no legal advice.",
)


def _controller(known: Processing) -> Section:
    return Section(Text("Responsable du traitement", "Controller"), [[
        _line("Organisme : {who}", "Organisation: {who}", who=known.controller),
        _line("Adresse et contact : {fill}", "Address and contact: {fill}", fill=TO_FILL),
        _line("Représentant légal : {fill}", "Legal representative: {fill}", fill=TO_FILL),
        _line("Délégué à la protection des données : {fill}", "Data protection officer: {fill}",
              fill=TO_FILL),
    ]])  # fmt: skip


def _purposes(known: Processing) -> Section:
    return Section(Text("Finalités et base légale", "Purposes and legal basis"), [[
        _line("Connaître les organisations du territoire « {name} », leurs alliances et celles qui "
              "pourraient se faire : questions, classements d'organisations et de postes, "
              "propositions, cartes. Aucune personne n'est classée ni notée.",
              "To know the organisations of the territory '{name}', their alliances and those that "
              "could be: questions, rankings of organisations and posts, suggestions, maps. No "
              "person is ranked or scored.", name=known.name),
        _line("Finalité précise de l'organisme : {fill}", "Precise purpose of the organisation: "
              "{fill}", fill=TO_FILL),
        _line("Base légale (RGPD, article 6) : {fill}", "Legal basis (GDPR, article 6): {fill}",
              fill=TO_FILL),
        _line("Si c'est l'intérêt légitime, lequel (RGPD, article 14.2.b) : {fill}",
              "If it is legitimate interest, which one (GDPR, article 14.2.b): {fill}",
              fill=TO_FILL),
        _line("Aucune décision automatisée : les propositions sont lues et décidées par des "
              "personnes.",
              "No automated decision: suggestions are read and decided by people."),
    ]])  # fmt: skip


def _people(known: Processing) -> Section:
    return Section(Text("Personnes et données", "Persons and data"), [[
        _line("Sont décrits : {n}, {m}.", "Described are: {n}, {m}.",
              n=_n(known.organisations, "organisation", "organisation"),
              m=_n(known.posts, "poste public", "public post", many=("postes publics", ""))),
        _line("Titulaires de mandats : {n}, par leur nom, leur poste et ses dates. Le nom n'est "
              "montré que pendant le mandat.",
              "Holders of mandates: {n}, by name, post and its dates. The name is shown only while "
              "the mandate lasts.", n=_n(known.persons, "personne", "person")),
        *_traders(known),
        _line("Jamais chargés : naissance, nationalité, adresse privée, téléphone, courriel, "
              "profession, sexe, nuance politique. Courriels et téléphones sont retirés des textes "
              "libres.",
              "Never loaded: birth, nationality, private address, telephone, e-mail, profession, "
              "sex, political shade. E-mail addresses and telephones are taken out of free texts."),
        _line("Dans des graphes restreints, qui ne sortent pas : {n}.",
              "In restricted graphs, which do not leave: {n}.",
              n=_n(known.restricted, "énoncé", "statement")),
    ]])  # fmt: skip


def _traders(known: Processing) -> list[Text]:
    """Tell of companies that are one person: their name and number are personal data."""
    if not known.traders:
        return []
    return [
        _line("Entrepreneurs individuels : {n} dont le nom ou la description le dit. Leur nom, "
              "leur numéro et leur commune sont des données personnelles. Un registre qui le dit "
              "d'eux ne les fait pas entrer.",
              "Sole traders: {n} whose name or description says so. Their name, number and "
              "commune are personal data. A register that says so of them does not let them in.",
              n=_n(known.traders, "entreprise", "company", many=("", "companies"))),
    ]  # fmt: skip


_HEADERS = (
    Text("Source", "Source"), Text("Éditeur", "Publisher"), Text("Licence", "Licence"),
    Text("Fichiers, jour, lignes", "Files, day, rows"),
    Text("Colonnes admises", "Columns that may pass"), Text("Écarté", "Dropped"),
)  # fmt: skip


def _sources(known: Processing) -> Section:
    rows = [
        (each.title, *_whose(known, each), _files(each), each.columns, each.never)
        for each in known.origins
    ]
    parts = [Table(_HEADERS, rows)] if rows else [_NOTHING]
    return Section(Text("Sources", "Sources"), [*parts, *_described(known)])


def _whose(known: Processing, each: Origin) -> tuple[Text, Text]:
    """Return the publisher and the licence of a source; of a workbook, those of what it cites."""
    if known.described and each.publisher is TO_FILL:
        return _BELOW, _BELOW
    return each.publisher, each.licence


_BELOW = Text("voir les sources citées", "see the sources cited")


def _described(known: Processing) -> list[Text | Table]:
    """Return what workbooks say of the sources of their rows."""
    told: list[Text | Table] = []
    if known.described:
        headers = (Text("Source citée dans un classeur", "Source that a workbook cites"),
                   *_HEADERS[1:3], same("Page"))  # fmt: skip
        rows = [
            (each.title, each.publisher or TO_FILL, each.licence or TO_FILL, each.page or "—")
            for each in known.described
        ]
        told.append(Table(headers, rows))
    if known.hinted:
        told.append(_line("Citées par quelques mots, sans éditeur ni licence : {n}.",
                          "Cited in a few words, without publisher or licence: {n}.",
                          n=_n(known.hinted, "source", "source")))  # fmt: skip
    return told


_NOTHING = Text("Rien n'est chargé.", "Nothing is loaded.")


def _files(each: Origin) -> Text:
    return _line("{files} ({days}) : {n}", "{files} ({days}): {n}", files=", ".join(each.files),
                 days=", ".join(each.loaded), n=each.rows)  # fmt: skip


def _origins(known: Processing) -> Section:
    rows = [(each.title, *_whose(known, each), each.page or "—") for each in known.origins]
    headers = (*_HEADERS[:3], same("Page"))
    parts = [Table(headers, rows), *_described(known)] if rows else [_NOTHING]
    return Section(Text("D'où viennent les données", "Where the data comes from"), parts)


def _recipients(known: Processing) -> Section:
    servers = same(", ".join(known.servers)) if known.servers else Text("aucun", "none")
    return Section(Text("Destinataires", "Recipients"), [[
        _line("En interne : {fill}", "Within the house: {fill}", fill=TO_FILL),
        _line("Édition publique (cartes, exports, site) : {fill}. Elle ne contient ni graphe "
              "restreint, ni acteur qui s'y est opposé.",
              "Public edition (maps, exports, site): {fill}. It holds no restricted graph and no "
              "actor that objected.", fill=TO_FILL),
        _line("Serveurs inscrits dans les réglages : {servers}. Lieu et hébergeur : {fill}",
              "Servers named in the settings: {servers}. Place and host: {fill}",
              servers=servers, fill=TO_FILL),
        _line("Transfert hors de l'Union européenne : {fill}",
              "Transfer outside the European Union: {fill}", fill=TO_FILL),
    ]])  # fmt: skip


def _retention(known: Processing) -> Section:
    return Section(Text("Durées de conservation", "Retention"), [[
        _line("Titulaire d'un mandat : {n} après sa fin (mandates_kept, alliances.toml), son nom "
              "quitte la base et toutes les réponses ; le poste reste. La copie gardée du fichier "
              "chargé (dossier sources, sur cet ordinateur) contient encore le nom, jusqu'à une "
              "édition plus récente qui ne l'a plus, ou jusqu'à « alliances forget ».",
              "Holder of a mandate: {n} after its end (mandates_kept, alliances.toml) the name "
              "leaves the store and all answers; the post stays. The copy kept of the file that "
              "was loaded (folder sources, on this computer) still holds the name, until a newer "
              "edition does not have it any more, or until 'alliances forget'.",
              n=_n(known.years, "an", "year")),
        _line("Noms qui ne sont plus que dans ces copies : {n}.",
              "Names that are in these copies alone: {n}.", n=known.past),
        _line("Organisations et alliances : {fill}", "Organisations and alliances: {fill}",
              fill=TO_FILL),
        _line("Une édition plus récente d'un fichier remplace la précédente.",
              "A newer edition of a file replaces the one before."),
    ]])  # fmt: skip


def _rights(known: Processing) -> Section:
    return Section(Text("Droits exercés", "Rights exercised"), [[
        _line("Effacements : {n} (alliances forget --list)", "Erasures: {n} (alliances forget "
              "--list)", n=known.forgotten),
        _line("Rectifications : {n} (alliances rectify)", "Rectifications: {n} (alliances rectify)",
              n=known.rectified),
        _line("Oppositions au public : {n} (alliances optout)",
              "Objections to what is public: {n} (alliances optout)", n=known.opted_out),
        _line("Accès : alliances query donnees-sur-un-acteur", "Access: alliances query "
              "donnees-sur-un-acteur"),
    ]])  # fmt: skip


def _security(known: Processing) -> Section:
    return Section(Text("Sécurité", "Security"), [[
        _line("Les données sont dans un dossier de cet ordinateur ; le site local n'est ouvert "
              "qu'à lui.",
              "The data is in a folder of this computer; the local site is open to it alone."),
        _line("Les identifiants de personnes ne disent rien d'elles. Ce qui est effacé ne laisse "
              "qu'une empreinte à clé.",
              "Identifiers of persons say nothing of them. What is erased leaves a keyed digest "
              "only."),
        _line("Chiffrement du disque, sauvegardes, droits d'accès : {fill}",
              "Encryption of the disk, backups, access rights: {fill}", fill=TO_FILL),
    ]])  # fmt: skip


def _ask() -> Section:
    return Section(Text("Vos droits", "Your rights"), [[
        _line("Accès, rectification, effacement, opposition, limitation. Où écrire : {fill}",
              "Access, rectification, erasure, objection, restriction. Where to write: {fill}",
              fill=TO_FILL),
        _line("Portabilité (RGPD, article 20) : pour ce que vous avez fourni vous-même, si la base "
              "légale est votre consentement ou un contrat.",
              "Portability (GDPR, article 20): for what you provided yourself, where the legal "
              "basis is your consent or a contract."),
        _line("Vous pouvez demander à n'être dans rien de public sans être effacé, ou à être "
              "effacé : un nouveau chargement des mêmes sources ne vous fera pas revenir.",
              "You may ask to be in nothing public without being erased, or to be erased: loading "
              "the same sources again will not bring you back."),
        _line("Vous pouvez introduire une réclamation auprès de la CNIL (www.cnil.fr).",
              "You may lodge a complaint with the CNIL (www.cnil.fr), the French authority."),
    ]])  # fmt: skip
