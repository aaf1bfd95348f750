"""What the engine must answer, in plain pandas over the Parquet files: slow, and obvious."""

import unicodedata
from importlib.resources import files

import pandas as pd

from dashboard.engine.basket import BASKET
from dashboard.selection import TERRITORY, Dimension

COLUMN = {
    Dimension.PROFESSION: "code_profession",
    Dimension.SAVOIR_FAIRE: "code_savoir_faire",
    Dimension.MODE: "code_mode_exercice",
    Dimension.STRUCTURE: "structure",
    Dimension.SECTEUR: "code_secteur_activite",
    Dimension.DEPARTEMENT: "code_departement",
    Dimension.EPCI: "siren_epci",
    Dimension.COMMUNE: "code_commune",
    Dimension.NIVEAU: "result_type",
    Dimension.RAISON: "raison",
    Dimension.PERIMETRE: "perimetre",
}
GENERAL_PRACTICE = ["SM26", "SM53", "SM54"]
SEARCHED = [
    ["nom", "prenom", "numero_rpps", "identifiant_pp"],
    ["raison_sociale", "enseigne"],
    ["numero_voie", "indice_repetition", "libelle_type_voie", "libelle_voie"],
    ["nom_commune", "libelle_commune"],
]


def words(text):
    """Return the words of `text`, letter by letter."""
    text = unicodedata.normalize("NFKD", str(text)).lower()
    text = text.replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    kinds = [(c, unicodedata.category(c)) for c in text]
    return "".join(c if kind[0] in "LN" else " " for c, kind in kinds if kind != "Mn").split()


TITLES = "dr docteur docteure pr professeur professeure m mr mme mlle monsieur madame mademoiselle"


def asked(text):
    """Return the words of a question, how one addresses people left out when there are others."""
    held = words(text)
    others = [word for word in held if word not in TITLES.split()]
    return others if others else held


def spelled(name):
    """Return what a name is sorted by: none last, then without accents or case, then as it is."""
    known = isinstance(name, str)
    return (not known, " ".join(words(name)) if known else "", name if known else "")


def named(question, nom, prenom):
    """Return 0 when the words of a question say a family name, 1 a first name, 2 begin one, 3 none."""
    nom, prenom = spelled(nom)[1], spelled(prenom)[1]
    said = f" {' '.join(question)} "
    if nom and f" {nom} " in said:
        return 0
    if prenom and f" {prenom} " in said:
        return 1
    return 2 if any(nom.startswith(word) for word in question if len(word) > 2) else 3


class Oracle:
    """A release as data frames."""

    def __init__(self, release):
        table = pd.read_parquet(release / "activites.parquet")
        self.rows = table.sort_values("ligne_source").reset_index(drop=True)
        kinds = pd.read_csv(files("refdata.ans") / "types_structure.csv", index_col="secteur").type
        sectors = self.rows.code_secteur_activite
        self.rows["structure"] = sectors.map(kinds).where(sectors.notna(), "aucun")
        modes = self.rows.groupby("identifiant_pp").code_mode_exercice.agg(set)
        mixed = modes[modes.map(lambda held: {"L", "S"} <= held)].index
        self.mixed = self.rows.identifiant_pp.isin(mixed)
        self.rows["raison"] = self.rows.raison_non_localise
        roles = self.rows.code_profession == "99"
        self.rows["perimetre"] = roles.map({True: "role", False: "sans_role"})
        for column in COLUMN.values():
            self.rows[column] = self.rows[column].fillna("aucun")
        skills = self.rows.code_savoir_faire
        self.general = skills.isin(GENERAL_PRACTICE) & (self.rows.code_profession == "10")
        self.communes = pd.read_parquet(release / "communes.parquet")
        self.words = [
            {
                w
                for fields in SEARCHED
                for f in fields
                if isinstance(row[f], str)
                for w in words(row[f])
            }
            for row in self.rows.to_dict("records")
        ]

    def keeps(self, selection, ignoring=()):
        """Return which rows `selection` keeps, some dimensions ignored."""
        found = pd.Series(True, index=self.rows.index)
        for dimension, codes in selection.clauses:
            if dimension not in ignoring:
                found &= self.holds(dimension, codes)
        for word in asked(selection.text):
            found &= pd.Series([any(w.startswith(word) for w in held) for held in self.words])
        return self.rows[found]

    def order(self, selection):
        """Return {line: key} of the rows that `selection` keeps: the table is in the order of keys.

        Whom the text names come first; two rows of one name may come in any order.
        """
        question = list(dict.fromkeys(asked(selection.text)))
        rows = self.keeps(selection)
        people = zip(rows.ligne_source, rows.nom, rows.prenom, strict=True)
        return {line: (named(question, *who), *map(spelled, who)) for line, *who in people}

    def holds(self, dimension, codes):
        """Return which rows hold one of the codes, or are of general practice when it is asked."""
        found = self.rows[COLUMN[dimension]].isin(codes)
        if dimension is Dimension.MODE and "mixte" in codes:
            found |= self.mixed
        return found | self.general if "medecine_generale" in codes else found

    def count(self, rows, unit):
        """Return the persons or the rows of `rows`."""
        return rows.identifiant_pp.nunique() if unit == "professionnels" else len(rows)

    def facet(self, selection, dimension):
        """Return {code: count} of one facet, zeros left out."""
        rows = self.keeps(selection, [dimension])
        groups = rows.groupby(COLUMN[dimension])
        counts = {code: self.count(group, selection.unit) for code, group in groups}
        mixed = rows[self.mixed[rows.index]]
        if dimension is Dimension.MODE and len(mixed):
            counts["mixte"] = self.count(mixed, selection.unit)
        return counts

    def territory(self, selection):
        """Return the communes that the territory of `selection` holds."""
        communes = self.communes
        for dimension in TERRITORY:
            if codes := selection.values(dimension):
                communes = communes[communes[COLUMN[dimension]].isin(codes)]
        return communes

    def population(self, communes):
        """Return the inhabitants of `communes`, None when none is known."""
        known = communes.population.dropna()
        return int(known.sum()) if len(known) else None

    def figures(self, selection):
        """Return the key figures of one scope, by name."""
        rows = self.keeps(selection)
        people = rows.identifiant_pp.nunique()
        population = self.population(self.territory(selection))
        liberal = rows[rows.code_mode_exercice == "L"].identifiant_pp.nunique()
        coarse = rows.result_type.isin(["municipality", "aucun"])
        return {
            "professionnels": people,
            "activites": len(rows),
            "lieux_exercice": rows.identifiant_lieu.nunique(),
            "population": population,
            "densite": people * 10_000 / population if population else None,
            "part_liberal": liberal / people if people else None,
            "part_localisee": (~coarse).sum() / len(rows) if len(rows) else None,
            "au_centre_commune": int((rows.result_type == "municipality").sum()),
            "sans_position": int((rows.result_type == "aucun").sum()),
            "raisons": rows.raison_non_localise.value_counts().to_dict(),
            "professions_absentes": self.absent(selection),
        }

    def absent(self, selection):
        """Return the labels of the basket that nobody holds in the territory."""
        others = [d for d in Dimension if d not in TERRITORY]
        rows = self.keeps(selection.search(""), others)
        found = []
        for item in BASKET:
            held = rows[rows.code_profession == item.profession]
            if item.specialities:
                held = held[held.code_savoir_faire.isin(item.specialities)]
            if held.empty:
                found.append(item.label)
        return tuple(found)

    def shares(self, selection, level, share):
        """Return {code: (share, what it is a share of)} of the areas of `level`."""
        dimension = Dimension(level)
        kept = selection.without(*TERRITORY[TERRITORY.index(dimension) :])
        rows, found = self.keeps(kept), {}
        for code in self.territory(kept)[COLUMN[dimension]].dropna().unique():
            held = rows[rows[COLUMN[dimension]] == code]
            if share == "part_liberal":
                part = held[held.code_mode_exercice == "L"].identifiant_pp.nunique()
                whole = held.identifiant_pp.nunique()
            else:
                part = int((~held.result_type.isin(["municipality", "aucun"])).sum())
                whole = len(held)
            found[code] = (part / whole if whole else None, whole)
        return found

    def territories(self, selection, level):
        """Return {code: (count, population)} of the areas of `level`."""
        dimension = Dimension(level)
        kept = selection.without(*TERRITORY[TERRITORY.index(dimension) :])
        rows = self.keeps(kept)
        found = {}
        for code, communes in self.territory(kept).groupby(COLUMN[dimension]):
            held = rows[rows[COLUMN[dimension]] == code]
            found[code] = (self.count(held, selection.unit), self.population(communes))
        return found
