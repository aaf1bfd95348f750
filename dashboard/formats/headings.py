"""What the columns of a workbook are called by those who read it; scripts read CSV or Parquet."""

from __future__ import annotations

from collections.abc import Mapping

HEADINGS: Mapping[str, str] = {
    "ligne_source": "Ligne de l’extraction",
    "identifiant_pp": "Identifiant",
    "numero_rpps": "N° RPPS",
    "libelle_civilite": "Civilité",
    "nom": "Nom",
    "prenom": "Prénom",
    "libelle_profession": "Profession",
    "libelle_savoir_faire": "Spécialité",
    "libelle_mode_exercice": "Mode d’exercice",
    "libelle_secteur_activite": "Secteur d’activité",
    "raison_sociale": "Structure",
    "enseigne": "Enseigne",
    "adresse_enregistree": "Adresse enregistrée",
    "code_postal": "Code postal",
    "libelle_commune": "Commune enregistrée",
    "code_commune": "Code commune",
    "nom_commune": "Commune",
    "code_departement": "Département",
    "nom_epci": "Intercommunalité (EPCI)",
    "telephone": "Téléphone",
    "email": "Adresse électronique",
    "longitude": "Longitude",
    "latitude": "Latitude",
    "result_type": "Précision",
    "result_score": "Confiance",
    "result_label": "Adresse trouvée",
    "raison_non_localise": "Raison de non-localisation",
}
"""Heading of each column of `rows.SHEET_COLUMNS`, in French whoever asks."""

ABOUT: Mapping[str, str] = {
    "edition": "Édition",
    "cree_le": "Créée le",
    "millesimes": "Millésimes",
    "filtres": "Filtres",
    "adresse": "Adresse de la vue",
    "page": "Page",
    "lignes": "Lignes",
    "licence": "Licence",
    "source": "Source",
    "avertissement": "Avertissement",
}
"""What `provenance.Provenance.as_pairs` is called there."""
