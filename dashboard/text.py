"""What the page says, in French (`dashboard.languages` translates), and how it writes numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from dashboard.languages import Paragraphs, Sentences, language, tr

NARROW = "\u202f"
"""Narrow no-break space: between thousands, before `%`, `;`, `!`, `?`."""
NBSP = "\u00a0"
"""No-break space: before `:` and inside `« »`, between a number and its noun."""
MISSING = "–"
"""What stands for a number that cannot be told."""

DIMENSIONS: Sentences[str] = Sentences(
    {
        "profession": "Profession",
        "savoir_faire": "Spécialité",
        "mode": "Mode d’exercice",
        "structure": "Type de structure",
        "secteur": "Secteur d’activité",
        "departement": "Département",
        "epci": "Intercommunalité (EPCI)",
        "commune": "Commune",
        "niveau": "Précision de la position",
        "raison": "Raison de non-localisation",
        "perimetre": "Périmètre",
    }
)

DIMENSION_SHORT: Sentences[str] = Sentences(
    {
        **DIMENSIONS,
        "epci": "EPCI",
        "niveau": "Précision",
        "mode": "Mode",
        "secteur": "Secteur",
        "structure": "Structure",
        "raison": "Raison",
    }
)

SCOPES: Sentences[str] = Sentences(
    {
        "sans_role": "sans les acteurs connus par un seul rôle (code 99)",
        "role": "acteurs connus par un seul rôle (code 99)",
    }
)
"""Values of the dimension `perimetre`."""
GENERAL_PRACTICE = "Médecine générale (les 3 qualifications)"
LOCATED = "Localisée (à la rue ou mieux)"
"""Value of `raison` of the activities that need none."""

LEVELS: Sentences[str] = Sentences(
    {
        "housenumber": "À la porte",
        "interpolation": "Numéro estimé",
        "street": "À la rue",
        "locality": "Au lieu-dit",
        "municipality": "Centre de la commune",
        "aucun": "Sans position",
    }
)

DECISIONS: Sentences[str] = Sentences(
    {
        "acceptee": "vérifiée par une personne",
        "deplacee": "point placé par une personne",
        "autre_adresse": "adresse choisie par une personne",
        "pas_une_adresse": "jugée inexploitable par une personne",
    }
)
"""`result_decision`: what a person decided of an address."""

LEVEL_NAMES: Sentences[str] = Sentences(
    {
        "departement": "Département",
        "epci": "Intercommunalité",
        "commune": "Commune",
    }
)

UNITS: Sentences[str] = Sentences({"professionnels": "professionnels", "activites": "activités"})

MEASURES: Sentences[str] = Sentences(
    {
        "densite": "Densité",
        "effectif": "Effectif",
        "part_liberal": "Part en libéral",
        "part_localisee": "Part localisée",
        "aucune": "Aucune",
    }
)

NO_DATA: Sentences[str] = Sentences(
    {
        "densite": "population inconnue",
        "effectif": "aucune donnée",
        "part_liberal": "aucun professionnel",
        "part_localisee": "aucune activité",
    }
)
"""What « no data » is, by measure of the map."""

TERRITORY_NOUNS: Sentences[tuple[str, str]] = Sentences(
    {
        "departement": ("département", "départements"),
        "epci": ("EPCI", "EPCI"),
        "commune": ("commune", "communes"),
    }
)

SMALL_NUMBERS: Sentences[str] = Sentences(
    {
        "activites": (
            "Petits effectifs\u00a0: {territoires} de moins de {nombre}\u00a0activités, valeur à "
            "lire avec prudence."
        ),
        "professionnels": (
            "Petits effectifs\u00a0: {territoires} de moins de {nombre}\u00a0professionnels, "
            "valeur à lire avec prudence."
        ),
    }
)
"""What is said of rates that rest on few activities, or on few persons."""

PER_INHABITANTS = "pour 10\u202f000 hab."
"""What a density is in: persons or activities, by inhabitants."""

SCALES: Sentences[str] = Sentences(
    {"departement": "Départements", "epci": "EPCI", "commune": "Communes"}
)

KEY_FIGURES: Sentences[tuple[str, str]] = Sentences(
    {
        "professionnels": (
            "Professionnels",
            (
                "Personnes distinctes ayant au moins une activité dans la sélection. Une personne "
                "qui exerce en deux endroits compte une fois."
            ),
        ),
        "densite": (
            "Densité",
            (
                "Professionnels de la sélection pour 10\u202f000 habitants du territoire choisi "
                "(population municipale). Ce n’est pas une mesure d’accès aux soins\u00a0: le "
                "temps de travail n’est pas connu."
            ),
        ),
        "part_liberal": (
            "Part en libéral",
            (
                "Part des professionnels ayant au moins une activité libérale dans la sélection. "
                "Qui exerce aussi en salarié y compte."
            ),
        ),
        "activites": (
            "Activités",
            (
                "Lignes d’exercice de l’annuaire\u00a0: une personne, une fonction, un lieu. Une "
                "personne peut en avoir plusieurs. Les doublons exacts sont retirés."
            ),
        ),
        "lieux_exercice": (
            "Lieux d’exercice",
            "Structures ou cabinets distincts où s’exerce au moins une activité de la sélection.",
        ),
        "part_localisee": (
            "Part localisée",
            (
                "Part des activités placées à la rue, au lieu-dit, au numéro ou plus précisément. "
                "Les autres sont au centre de leur commune, ou sans position."
            ),
        ),
        "absentes": (
            "Professions absentes",
            (
                "Professions de soins de proximité sans aucun professionnel dans le territoire "
                "choisi, quels que soient les filtres de profession."
            ),
        ),
    }
)

HELP: Paragraphs[str] = Paragraphs(
    (
        (
            "Cette page compte et situe les professionnels de santé de la région, d’après "
            "l’Annuaire santé à la date écrite en haut."
        ),
        (
            "Chaque filtre, chaque barre et chaque territoire de la carte se clique\u00a0: tous "
            "les nombres de la page suivent. Les filtres se retirent un par un au-dessus des "
            "chiffres clés."
        ),
        (
            "Un rond de la carte se divise quand on le clique\u202f; de près, chaque forme dit si "
            "l’adresse a été trouvée à la porte, à la rue ou seulement dans la commune."
        ),
        (
            "Une ligne de la liste ouvre la fiche du professionnel\u00a0: l’adresse enregistrée, "
            "celle qui a été trouvée, et pourquoi."
        ),
        (
            "L’adresse de la page garde les filtres\u00a0: copiez-la pour retrouver ou partager "
            "une vue, ou exportez exactement ce que vous voyez."
        ),
    )
)
"""The page in a few sentences."""

HELP_WORDS = ("activites", "lieux_exercice", "absentes")
"""Key figures whose definitions the help gives as well."""

KEYS: Paragraphs[tuple[str, str]] = Paragraphs(
    (
        ("Tab", "aller d’un élément au suivant, Maj\u00a0+\u00a0Tab revenir"),
        ("Entrée ou Espace", "choisir une valeur, ouvrir une ligne de la liste"),
        ("Flèches", "se déplacer dans la liste, ou sur la carte quand elle a le focus"),
        ("+ et −", "agrandir ou réduire la carte"),
        ("Échap", "fermer une fiche, cette aide ou les filtres"),
    )
)
"""Keys, and what they do."""

PAGE: Sentences[str] = Sentences(
    {
        "titre": "Cigogne",
        "sous_titre": "Annuaire régional de santé",
        "description": (
            "Professionnels de santé de la région\u00a0: où ils exercent, combien ils sont, et "
            "avec quelle certitude on le sait."
        ),
        "aller_contenu": "Aller au contenu",
        "javascript": (
            "Cette page a besoin de JavaScript\u00a0: activez-le dans votre navigateur, ou "
            "demandez un export à votre administrateur."
        ),
        "demonstration": "Données fictives",
        "demonstration_suite": (
            "Personnes, rues et cabinets inventés pour la démonstration\u00a0; les communes et "
            "leurs populations sont réelles, leurs limites approchées."
        ),
        "filtres": "Filtres",
        "fermer_filtres": "Voir les résultats",
        "recherche": "Nom, structure, rue ou RPPS",
        "recherche_exemple": "martin, clinique, 810…",
        "territoire": "Territoire",
        "territoire_exemple": "Nom ou code\u00a0: Colmar, 67…",
        "territoire_aucun": "Aucun territoire de ce nom ici",
        "territoires_trouves": "territoires proposés",
        "tout_effacer": "Tout effacer",
        "chercher_dans": "Chercher",
        "afficher_plus": "Afficher plus",
        "afficher_moins": "Afficher moins",
        "sans_choix": "Aucune valeur",
        "region_entiere": "Toute la région",
        "compter": "Compter",
        "carte": "Carte",
        "carte_aide": (
            "Carte des lieux d’exercice. Les mêmes nombres sont dans le tableau des territoires, "
            "sous la carte."
        ),
        "fond": "Couleur",
        "par": "par",
        "territoires_classe": "Territoires dans cette classe",
        "zoom_avant": "Agrandir",
        "zoom_arriere": "Réduire",
        "mark_cluster": "activités regroupées",
        "mark_stack": "activités à une même adresse",
        "sans_couleur": "De près, les surfaces n’ont pas de couleur.",
        "rouvrir_fiche": "Rouvrir la fiche",
        "recentrer": "Recentrer la carte",
        "cadrer": "Cadrer la sélection",
        "plein_ecran": "Plein écran",
        "image_carte": "Enregistrer l’image de la carte (PNG)",
        "fond_source": "Fond Natural Earth",
        "pourquoi": "Pourquoi\u202f?",
        "voir_chiffres": "Voir les chiffres",
        "definition": "Que compte ce nombre\u202f?",
        "graphe_professions": "Professions",
        "graphe_specialites": "Spécialités",
        "image_graphe": "Enregistrer le graphique en",
        "graphe_vide": "Rien à dessiner pour cette sélection.",
        "graphe_modes": "Mode d’exercice",
        "graphe_structures": "Types de structure",
        "graphe_territoires": "Territoires",
        "graphe_densite": "Densité et population",
        "tableau": "Liste des activités",
        "colonnes": "Colonnes",
        "colonnes_choix": "Colonnes de la liste",
        "colonnes_aide": (
            "Votre choix est gardé dans ce navigateur\u202f; un en-tête se glisse pour changer "
            "l’ordre. Les exports gardent leurs propres colonnes."
        ),
        "colonnes_origine": "Colonnes d’origine",
        "exporter": "Exporter",
        "exporter_aide": (
            "Exactement ce qui est filtré, avec les filtres, les millésimes et la licence dans le "
            "fichier. Ces adresses peuvent être appelées par un script. Les tailles sont estimées."
        ),
        "fermer": "Fermer",
        "fiche": "Fiche",
        "partager": "Copier le lien de cette vue",
        "partage_fait": "Lien copié",
        "theme": "Clair ou sombre",
        "aide": "Aide",
        "imprimer": "Imprimer cette vue",
        "imprime_le": "Imprimé le",
        "lignes_imprimees": ", lignes {premiere} à {derniere} ci-dessous",
        "nouvelle_edition": "Une nouvelle édition des données est disponible.",
        "recharger": "Recharger",
        "erreur": (
            "Le serveur n’a pas répondu. Vérifiez le réseau, puis réessayez\u00a0; si cela dure, "
            "prévenez l’administrateur."
        ),
        "erreur_carte": "Les contours de la carte n’ont pas pu être chargés\u00a0: rechargez la "
        "page.",
        "reessayer": "Réessayer",
        "chargement": "Chargement…",
        "sources": "Sources",
        "sources_liste": (
            "Annuaire santé, extraction en libre accès (Agence du numérique en santé)\u202f; Base "
            "Adresse Nationale\u202f; Code officiel géographique (Insee), par "
            "geo.api.gouv.fr\u202f; contours des pays\u00a0: Natural Earth (domaine public)."
        ),
        "licence": "Licence Ouverte 2.0",
        "qualite": "Qualité et sources",
        "liste_non_localises": "Télécharger ces activités\u00a0:",
        "copier_lien": "Copier le lien",
        "voir_carte": "Voir sur la carte",
        "sans_nom": "Lieu d’exercice sans nom",
        "filtrer_territoire": "Filtrer sur ce territoire",
        "voir_fiche": "Fiche",
        "fiche_sans_filtre": (
            "Tous les professionnels enregistrés dans ce territoire, quels que soient les filtres "
            "de la page."
        ),
        "trop_de_lignes": "trop de lignes pour Excel",
        "deux_points": "\u00a0: ",
        "langue": "Langue",
        "retirer_filtre": "Retirer le filtre",
        "departement_court": "Dép.",
        "departement_autour": "Département autour",
        "region_court": "Région",
        "part_departement": "soit {ecart} du total\u00a0: département",
        "part_region": "soit {ecart} du total\u00a0: région",
        "ecart_departement": "écart\u00a0: {ecart} (département)",
        "ecart_region": "écart\u00a0: {ecart} (région)",
        "une_activite": "activité",
        "des_activites": "activités",
        "et_plus": "et plus",
        "kilo": "ko",
        "mega": "Mo",
        "sans_role_aide": (
            "Assistants, secrétaires, préparateurs… que l’annuaire connaît par un rôle, sans "
            "profession de santé (profession 99)."
        ),
    }
)


def number(value: float | None, decimals: int = 0) -> str:
    """Return `value` as the language writes it: `12 345,6`, `12,345.6`; `–` for None.

    What is more than nothing but would be written 0 is `< 0,1`.
    """
    if value is None:
        return MISSING
    if value > 0 and float(f"{value:.{decimals}f}") == 0:
        return f"<\u00a0{number(10.0**-decimals, decimals)}"
    spoken = language()
    written = f"{value:,.{decimals}f}"
    if spoken.decimal != ".":  # the other way round for a moment
        written = written.replace(",", "\0").replace(".", spoken.decimal)
        written = written.replace("\0", spoken.thousands)
    return written.replace("-", "−")


def percent(share: float | None, decimals: int = 0) -> str:
    """Return a share between 0 and 1 as `63 %`; `–` for None."""
    return MISSING if share is None else f"{number(100 * share, decimals)}{language().percent}"


def joined(parts: Iterable[object]) -> str:
    """Return what is known of `parts` as `Libéral · Cabinet`; a dot never ends a line."""
    return f" ·{NBSP}".join(str(part) for part in parts if part)


def phone(registered: str) -> str:
    """Return a French number of ten digits as it is read, `02 61 91 57 11`; any other as it is."""
    digits = re.sub(r"[\s.-]", "", registered)
    if not re.fullmatch(r"0\d{9}", digits):
        return registered
    return NBSP.join(re.findall(r"\d\d", digits))


def postal(address: str) -> str:
    """Return an address of one line in two: postcode and town are the second."""
    return re.sub(r"^(.*\S) (\d{5} )", r"\1\n\2", address)


def named(name: str, value: str) -> str:
    """Return `name : value`, with the colon of the language."""
    return f"{name}{PAGE['deux_points']}{value}"


def first_upper(words: str) -> str:
    """Return `words` with its first letter in upper case, the others as they are."""
    return words[:1].upper() + words[1:]


def counted(value: int, noun: str, plural: str | None = None) -> str:
    """Return `1 activité`, `12 345 activités`, nouns given in French."""
    chosen = noun if language().is_single(value) else plural or noun + "s"
    return f"{number(value)}{NBSP}{tr(chosen)}"


def day(value: str | None) -> str:
    """Return an ISO date or 12-digit timestamp as `23/09/2026`; what is neither is kept."""
    if not value:
        return MISSING
    if value.isdigit() and len(value) == 12:
        return datetime.strptime(value, "%Y%m%d%H%M").strftime(language().day)
    try:
        return date.fromisoformat(value[:10]).strftime(language().day)
    except ValueError:
        return value
