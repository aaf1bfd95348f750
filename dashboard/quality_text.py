"""The prose of « Qualité et sources »: levels, reasons, accounting, licence, questions."""

from __future__ import annotations

from dashboard.languages import Paragraphs, Sentences

LEVEL_MEANINGS: Sentences[str] = Sentences(
    {
        "housenumber": "Le numéro et la voie ont été trouvés dans la Base Adresse Nationale.",
        "interpolation": "La voie est trouvée, pas le numéro\u00a0: la position est estimée entre "
        "ses voisins.",
        "street": "La voie est trouvée, sans numéro\u00a0: le point est au milieu de la voie.",
        "locality": "Le lieu-dit, le quartier ou la zone est trouvé.",
        "municipality": "Seule la commune est sûre\u00a0: le point est à son centre, et non à une "
        "adresse.",
        "aucun": "Ni adresse, ni commune sûre\u00a0: l’activité est comptée, mais n’est pas sur "
        "la carte.",
    }
)

REASONS: Sentences[tuple[str, str]] = Sentences(
    {
        "adresse absente": (
            (
                "Le répertoire ne donne aucune voie pour ce lieu d’exercice\u00a0: une commune "
                "seule, une boîte postale ou un cedex."
            ),
            (
                "Le professionnel peut faire compléter son adresse auprès de son ordre, ou de "
                "l’ARS pour les professions sans ordre\u202f; elle arrive ici à l’édition "
                "suivante."
            ),
        ),
        "voie introuvable": (
            (
                "Une voie est enregistrée, mais la Base Adresse Nationale n’en a pas d’assez "
                "ressemblante dans la commune\u00a0: voie nouvelle, ancien nom, abréviation ou "
                "erreur de saisie."
            ),
            (
                "La commune peut ajouter la voie à sa base adresse locale\u202f; l’administrateur "
                "peut placer le point à la main."
            ),
        ),
        "commune absente": (
            (
                "Le nom de la commune manque ou n’est pas reconnu\u00a0: à défaut, la position est "
                "celle d’une commune du code postal."
            ),
            "L’adresse enregistrée est à corriger à la source, auprès de l’ordre ou de l’ARS.",
        ),
    }
)
"""Reason → what it means, what can be done."""

SOURCES: Sentences[tuple[str, str]] = Sentences(
    {
        "annuaire": (
            "Annuaire santé (RPPS), extraction en libre accès",
            "Agence du numérique en santé",
        ),
        "adresses": ("Base Adresse Nationale", "État, IGN et communes, par adresse.data.gouv.fr"),
        "lieux_dits": (
            "Lieux-dits de la Base Adresse Nationale",
            "État, IGN et communes, par adresse.data.gouv.fr",
        ),
        "communes": (
            "Communes, intercommunalités, populations",
            "Insee et IGN, par geo.api.gouv.fr",
        ),
    }
)
"""Source in the manifest → its name, its producer."""

ACCOUNTS: Paragraphs[tuple[str, str]] = Paragraphs(
    (
        ("hors_region", "Hors de la région"),
        ("etranger", "À l’étranger"),
        ("sans_lieu", "Sans lieu d’exercice connu"),
        ("doublons_exacts", "Doublons exacts"),
        ("quarantaine", "Illisibles, mises en quarantaine"),
        ("activites", "Activités publiées ici"),
    )
)
"""What each line read became, under the manifest's names; they add up to `lignes_lues`."""

CONFIDENCE = (
    "La confiance, de 0 à 100\u202f%, est la probabilité estimée que la position trouvée soit la "
    "bonne à son niveau de précision. «\u00a0À la rue, 95\u202f%\u00a0» veut dire que la rue est "
    "sûre, et non le numéro. Une adresse décidée par une personne vaut 100\u202f%."
)

LICENCE: Paragraphs[str] = Paragraphs(
    (
        (
            "Les données de l’Annuaire santé sont réutilisées sous Licence Ouverte 2.0 "
            "(Etalab)\u00a0: leur réutilisation est libre, y compris commerciale, à condition "
            "d’en citer la source et la date."
        ),
        (
            "Mention à reprendre\u00a0: «\u00a0Source\u00a0: RPPS, Agence du numérique en santé, "
            "données du {date}\u00a0»."
        ),
        (
            "Qui réutilise ces données devient responsable de leur traitement au sens du RGPD. Il "
            "doit en particulier retirer les personnes qui sortent de l’extraction\u00a0: chaque "
            "édition remplace entièrement la précédente."
        ),
        "Les exports portent la licence, les millésimes et les filtres.",
    )
)

FAQ: Paragraphs[tuple[str, str]] = Paragraphs(
    (
        (
            "Pourquoi ne trouve-t-on pas un professionnel\u202f?",
            (
                "L’extraction en libre accès ne contient pas les professionnels sans activité en "
                "cours, les remplaçants exclusifs, ni ceux qui se sont opposés à la diffusion. Un "
                "professionnel sans lieu d’exercice connu, ou dont le lieu est hors de la région, "
                "n’est pas publié ici."
            ),
        ),
        (
            "Pourquoi un nombre diffère-t-il de la somme des points de la carte\u202f?",
            (
                "La carte montre des activités qui ont une position\u202f; les chiffres clés "
                "comptent des personnes, des activités ou des lieux. La ligne sous la carte dit "
                "combien d’activités n’y sont pas, et cette page dit pourquoi."
            ),
        ),
        (
            "Pourquoi la somme des départements dépasse-t-elle le total de la région\u202f?",
            (
                "Une personne qui exerce dans deux départements compte une fois dans chacun, et "
                "une seule fois dans la région. Il en va de même pour les professions et les "
                "modes d’exercice."
            ),
        ),
        (
            "Pourquoi une même personne a-t-elle plusieurs lignes\u202f?",
            (
                "Une ligne est une activité\u00a0: une personne, une fonction, un lieu. Un second "
                "site, un second rôle ou une seconde profession donnent une autre ligne. Sa fiche "
                "les réunit toutes."
            ),
        ),
        (
            "Pourquoi un effectif a-t-il augmenté sans que personne n’arrive\u202f?",
            (
                "Le répertoire ADELI a été fermé et ses professions sont entrées au RPPS entre "
                "2023 et 2024 (orthophonistes, psychologues, opticiens…). Une comparaison entre "
                "deux dates doit en tenir compte."
            ),
        ),
        (
            "Les infirmiers sont-ils tous là\u202f?",
            (
                "Non\u00a0: un infirmier qui n’est pas inscrit à l’ordre n’est pas dans "
                "l’extraction. Les effectifs d’infirmiers et ceux des kinésithérapeutes salariés "
                "sont donc des minimums."
            ),
        ),
        (
            "Qui sont les acteurs connus par un seul rôle (code 99)\u202f?",
            (
                "Des assistants, des secrétaires ou des préparateurs que le répertoire connaît "
                "par leur rôle, sans profession de santé. Ils comptent dans les totaux\u202f; un "
                "interrupteur des filtres les en retire."
            ),
        ),
        (
            "Qu’est-ce que la médecine générale ici\u202f?",
            (
                "Les médecins dont la qualification est l’une des trois de médecine générale "
                "(SM26, SM53, SM54). Elle se choisit dans le filtre des spécialités."
            ),
        ),
        (
            "La densité mesure-t-elle l’accès aux soins\u202f?",
            (
                "Non\u00a0: le temps de travail, l’âge de la patientèle et les territoires "
                "voisins n’y sont pas. Elle rapporte des personnes enregistrées à la population "
                "municipale."
            ),
        ),
        (
            "Comment corriger une fiche\u202f?",
            (
                "Le nom, la profession et l’adresse viennent du RPPS\u00a0: le professionnel les "
                "fait corriger par son ordre, ou par l’ARS. La position sur la carte est calculée "
                "ici\u00a0: l’administrateur peut la faire revoir."
            ),
        ),
    )
)
"""Question, answer."""
