"""Every table that crosses a folder boundary, as a `TableContract` constant.

`docs/donnees.md` is generated from these (`cigogne` never writes it at run time).
"""

from refdata.tables.directory import (
    ACTIVITE,
    ACTIVITE_LUE,
    ANS_COLUMNS,
    DIPLOME,
    MESSAGERIE,
    PERSONNE,
    QUARANTAINE,
    SAVOIR_FAIRE,
)
from refdata.tables.geocoding import ADRESSE_CONNUE, DECISION, QUERY, RESULT, RESULT_COLUMNS
from refdata.tables.history import EFFECTIF_HISTORIQUE, MOUVEMENT_HISTORIQUE
from refdata.tables.places import (
    ADRESSE,
    ANCIENNE_COMMUNE,
    COMMUNE,
    DEPARTEMENT,
    EPCI,
    INDICATEUR,
    LIEU_DIT,
    TERRITOIRE,
)

CONTRACTS = (
    ADRESSE,
    LIEU_DIT,
    COMMUNE,
    ANCIENNE_COMMUNE,
    EPCI,
    DEPARTEMENT,
    TERRITOIRE,
    INDICATEUR,
    ACTIVITE_LUE,
    ACTIVITE,
    PERSONNE,
    DIPLOME,
    SAVOIR_FAIRE,
    MESSAGERIE,
    QUARANTAINE,
    QUERY,
    RESULT,
    ADRESSE_CONNUE,
    DECISION,
    EFFECTIF_HISTORIQUE,
    MOUVEMENT_HISTORIQUE,
)
"""Every contract, in the order of the documentation."""

__all__ = [
    "ACTIVITE",
    "ACTIVITE_LUE",
    "ADRESSE",
    "ADRESSE_CONNUE",
    "ANCIENNE_COMMUNE",
    "ANS_COLUMNS",
    "COMMUNE",
    "CONTRACTS",
    "DECISION",
    "DEPARTEMENT",
    "DIPLOME",
    "EFFECTIF_HISTORIQUE",
    "EPCI",
    "INDICATEUR",
    "LIEU_DIT",
    "MESSAGERIE",
    "MOUVEMENT_HISTORIQUE",
    "PERSONNE",
    "QUARANTAINE",
    "QUERY",
    "RESULT",
    "RESULT_COLUMNS",
    "SAVOIR_FAIRE",
    "TERRITOIRE",
]
