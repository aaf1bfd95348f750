"""Contracts of the directory: activities, persons, diplomas, skills of the ANS extraction."""

from __future__ import annotations

import pyarrow as pa

from refdata.contract import Column, TableContract
from refdata.tables.geocoding import RESULT

S, I64 = pa.string(), pa.int64()

ANS_COLUMNS: tuple[tuple[str, str], ...] = (
    ("type_identifiant", "Type d'identifiant PP"),
    ("numero_rpps", "Identifiant PP"),
    ("identifiant_pp", "Identification nationale PP"),
    ("code_civilite_exercice", "Code civilité d'exercice"),
    ("libelle_civilite_exercice", "Libellé civilité d'exercice"),
    ("code_civilite", "Code civilité"),
    ("libelle_civilite", "Libellé civilité"),
    ("nom", "Nom d'exercice"),
    ("prenom", "Prénom d'exercice"),
    ("code_profession", "Code profession"),
    ("libelle_profession", "Libellé profession"),
    ("code_categorie_professionnelle", "Code catégorie professionnelle"),
    ("libelle_categorie_professionnelle", "Libellé catégorie professionnelle"),
    ("code_type_savoir_faire", "Code type savoir-faire"),
    ("libelle_type_savoir_faire", "Libellé type savoir-faire"),
    ("code_savoir_faire", "Code savoir-faire"),
    ("libelle_savoir_faire", "Libellé savoir-faire"),
    ("code_mode_exercice", "Code mode exercice"),
    ("libelle_mode_exercice", "Libellé mode exercice"),
    ("siret", "Numéro SIRET site"),
    ("siren", "Numéro SIREN site"),
    ("finess_site", "Numéro FINESS site"),
    ("finess_juridique", "Numéro FINESS établissement juridique"),
    ("identifiant_structure", "Identifiant technique de la structure"),
    ("raison_sociale", "Raison sociale site"),
    ("enseigne", "Enseigne commerciale site"),
    ("complement_destinataire", "Complément destinataire (coord. structure)"),
    ("complement_geographique", "Complément point géographique (coord. structure)"),
    ("numero_voie", "Numéro Voie (coord. structure)"),
    ("indice_repetition", "Indice répétition voie (coord. structure)"),
    ("code_type_voie", "Code type de voie (coord. structure)"),
    ("libelle_type_voie", "Libellé type de voie (coord. structure)"),
    ("libelle_voie", "Libellé Voie (coord. structure)"),
    ("mention_distribution", "Mention distribution (coord. structure)"),
    ("bureau_cedex", "Bureau cedex (coord. structure)"),
    ("code_postal", "Code postal (coord. structure)"),
    ("code_commune_declare", "Code commune (coord. structure)"),
    ("libelle_commune", "Libellé commune (coord. structure)"),
    ("code_pays", "Code pays (coord. structure)"),
    ("libelle_pays", "Libellé pays (coord. structure)"),
    ("telephone", "Téléphone (coord. structure)"),
    ("telephone_2", "Téléphone 2 (coord. structure)"),
    ("telecopie", "Télécopie (coord. structure)"),
    ("email", "Adresse e-mail (coord. structure)"),
    ("code_departement_declare", "Code Département (structure)"),
    ("libelle_departement_declare", "Libellé Département (structure)"),
    ("ancien_identifiant_structure", "Ancien identifiant de la structure"),
    ("autorite_enregistrement", "Autorité d'enregistrement"),
    ("code_secteur_activite", "Code secteur d'activité"),
    ("libelle_secteur_activite", "Libellé secteur d'activité"),
    ("code_section_pharmacien", "Code section tableau pharmaciens"),
    ("libelle_section_pharmacien", "Libellé section tableau pharmaciens"),
    ("code_role", "Code rôle"),
    ("libelle_role", "Libellé rôle"),
    ("code_genre_activite", "Code genre activité"),
    ("libelle_genre_activite", "Libellé genre activité"),
)
"""Our column name and the official header of the 56 columns of Personne_activite, in file order.

The last four are absent from extractions of before 2023, which have 52 columns.
"""

_AS_REGISTERED = tuple(
    Column(name, S, f"« {header} », as registered; null when empty") for name, header in ANS_COLUMNS
)

_ACTIVITY_HEAD = (
    Column(
        "ligne_source",
        I64,
        "line in Personne_activite, the header being line 1; of the first of its duplicates",
        nullable=False,
    ),
)

_ACTIVITY_PLACE = (
    Column(
        "rattachement",
        S,
        "what placed the line in the region: `commune`, `code_postal`, `bureau_cedex`",
        nullable=False,
    ),
    Column("code_departement", S, "department by that rule", nullable=False),
    Column(
        "identifiant_lieu",
        S,
        "site of practice: `identifiant_structure`, else a hash of the structure's fields",
        nullable=False,
    ),
)

ACTIVITE_LUE = TableContract(
    "activite_lue",
    1,
    "One distinct activity line of the region, as read from the extraction, before geocoding.",
    _ACTIVITY_HEAD + _AS_REGISTERED + _ACTIVITY_PLACE,
    key=("ligne_source",),
    sort_by=("ligne_source",),
)

ACTIVITE = TableContract(
    "activite",
    2,
    "One distinct activity line of the region, located. GeoParquet: `geometry` is a WKB point, WGS84.",
    _ACTIVITY_HEAD
    + _AS_REGISTERED
    + _ACTIVITY_PLACE
    + (
        Column(
            "code_commune",
            S,
            "current COG code of the place of practice; null when it cannot be told",
        ),
        Column("nom_commune", S, "its name; null when it cannot be told"),
        Column("siren_epci", S, "EPCI of that commune; null when it has none or cannot be told"),
    )
    + tuple(c for c in RESULT.columns)
    + (
        Column(
            "result_decision",
            S,
            "what a person decided of this address: `acceptee` (the geocoder's answer), `deplacee` "
            "(a point put by hand), `autre_adresse` (another BAN id): the score is then 1; or "
            "`pas_une_adresse`: the commune answers; null when the result is the geocoder's",
        ),
        Column(
            "raison_non_localise",
            S,
            "why the activity is not placed at its address (`result_type` null or `municipality`): "
            "`adresse absente`, `commune absente`, `voie introuvable`; null when it is",
        ),
        Column("geometry", pa.binary(), "WKB point lon/lat; null when there is no position"),
    ),
    key=("ligne_source",),
    sort_by=("ligne_source",),
)

PERSONNE = TableContract(
    "personne",
    1,
    "One person with at least one activity in the region.",
    (
        Column("identifiant_pp", S, "Identification nationale PP", nullable=False),
        Column("numero_rpps", S, "Identifiant PP"),
        Column("libelle_civilite_exercice", S, "`Docteur`, `Professeur`…; null when empty"),
        Column("libelle_civilite", S, "`Madame`, `Monsieur`; null when empty"),
        Column("nom", S, "Nom d'exercice; null when empty"),
        Column("prenom", S, "Prénom d'exercice; null when empty"),
        Column(
            "codes_professions", pa.list_(S), "distinct profession codes, sorted", nullable=False
        ),
        Column("activites", pa.int32(), "activities in the region", nullable=False),
        Column("lieux_exercice", pa.int32(), "distinct sites in the region", nullable=False),
    ),
    key=("identifiant_pp",),
    sort_by=("identifiant_pp",),
)

DIPLOME = TableContract(
    "diplome",
    1,
    "One line of Dipl_AutExerc of a person of the region: a diploma or an authorisation to practise.",
    (
        Column("identifiant_pp", S, "Identification nationale PP", nullable=False),
        Column("code_type_diplome", S, "null when empty"),
        Column("libelle_type_diplome", S, "null when empty"),
        Column("code_diplome", S, "null when empty"),
        Column("libelle_diplome", S, "null when empty"),
        Column("code_type_autorisation", S, "null when empty"),
        Column("libelle_type_autorisation", S, "null when empty"),
        Column("code_discipline_autorisation", S, "null when empty"),
        Column("libelle_discipline_autorisation", S, "null when empty"),
    ),
    key=(),
    sort_by=("identifiant_pp", "code_type_diplome", "code_diplome", "code_type_autorisation"),
)

SAVOIR_FAIRE = TableContract(
    "savoir_faire",
    1,
    "One line of SavoirFaire of a person of the region: a speciality or a skill.",
    (
        Column("identifiant_pp", S, "Identification nationale PP", nullable=False),
        Column("code_profession", S, "null when empty"),
        Column("libelle_profession", S, "null when empty"),
        Column("code_categorie_professionnelle", S, "null when empty"),
        Column("libelle_categorie_professionnelle", S, "null when empty"),
        Column("code_type_savoir_faire", S, "null when empty"),
        Column("libelle_type_savoir_faire", S, "null when empty"),
        Column("code_savoir_faire", S, "null when empty"),
        Column("libelle_savoir_faire", S, "null when empty"),
    ),
    key=(),
    sort_by=("identifiant_pp", "code_profession", "code_savoir_faire"),
)

MESSAGERIE = TableContract(
    "messagerie",
    1,
    "One MSSanté mailbox of a person of the region, from the optional extraction "
    "`Correspondance_MSSante`; empty when that file is not given.",
    (
        Column("identifiant_pp", S, "Identification nationale PP", nullable=False),
        Column("type_bal", S, "`PER`: of the person; `ORG`: of an organisation; null when empty"),
        Column("adresse_bal", S, "address of the mailbox", nullable=False),
        Column(
            "dematerialisation",
            S,
            "whether documents without paper are accepted, as registered; null when empty",
        ),
        Column("code_savoir_faire", S, "skill the mailbox is for; null when empty"),
        Column("libelle_savoir_faire", S, "its label; null when empty"),
        Column("type_identifiant_structure", S, "as registered; null when empty"),
        Column("identifiant_structure", S, "structure of the mailbox; null when it has none"),
        Column("service_rattachement", S, "department of that structure; null when empty"),
        Column("raison_sociale", S, "name of that structure; null when empty"),
        Column("enseigne", S, "its trade name; null when empty"),
        Column("code_postal", S, "its postcode; null when empty"),
        Column("ligne_acheminement", S, "last line of its address; null when empty"),
        Column("departement", S, "its department, as registered; null when empty"),
    ),
    key=(),
    sort_by=("identifiant_pp", "type_bal", "adresse_bal", "identifiant_structure"),
)

QUARANTAINE = TableContract(
    "quarantaine",
    1,
    "One refused line of an extraction file.",
    (
        Column("fichier", S, "name of the file", nullable=False),
        Column("ligne", I64, "line number, the header being line 1", nullable=False),
        Column("raison", S, "why it was refused, in French", nullable=False),
        Column(
            "contenu",
            S,
            "the line, undecodable bytes replaced, cut at 2,000 characters",
            nullable=False,
        ),
    ),
    key=("fichier", "ligne"),
    sort_by=("fichier", "ligne"),
)
