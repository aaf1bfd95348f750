"""Selections to try: real codes, unknown ones, and words of the release, accented or not."""

from hypothesis import strategies as st

from dashboard.selection import Dimension, Selection

CODES = {
    Dimension.PROFESSION: ["10", "60", "21", "84", "00"],
    Dimension.SAVOIR_FAIRE: ["SM54", "SM40", "medecine_generale", "aucun"],
    Dimension.MODE: ["L", "S", "B", "aucun", "mixte"],
    Dimension.STRUCTURE: ["cabinet", "pharmacie", "aucun"],
    Dimension.SECTEUR: ["SA01", "SA07", "aucun"],
    Dimension.DEPARTEMENT: ["67", "68", "88", "75"],
    Dimension.EPCI: ["200067001", "200068001", "200088002", "aucun"],
    Dimension.COMMUNE: ["67001", "67012", "68003", "88006", "aucun"],
    Dimension.NIVEAU: ["housenumber", "municipality", "aucun"],
    Dimension.RAISON: ["voie introuvable", "aucun"],
    Dimension.PERIMETRE: ["sans_role", "role"],
}
TEXTS = [
    "",
    "rue",
    "élie",
    "ELIE saint",
    "mart",
    "990000001",
    "oeuvrard",
    "12 lilas",
    "zz",
    "d'h",
    "=",
    "Dr Martin",
    "docteur",
    "M. Pr",
    "MARTIN élie",
    "d'h mart",
]


@st.composite
def selections(draw):
    """Return a selection of up to three clauses, often with a text."""
    chosen = draw(st.lists(st.sampled_from(list(Dimension)), max_size=3, unique=True))
    state = {
        d.value: draw(st.lists(st.sampled_from(CODES[d]), min_size=1, max_size=3, unique=True))
        for d in chosen
    }
    state["q"] = draw(st.sampled_from(TEXTS) | st.text(max_size=4))
    state["unite"] = draw(st.sampled_from(["professionnels", "activites"]))
    return Selection.from_json(state)
