"""The engine against its slow twin, over random selections."""

import itertools
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.directory import ADDRESS, MIXED
from dashboard.engine.sheets import registered_address
from dashboard.engine.types import PRECISION
from dashboard.selection import Dimension, Selection
from tests.dashboard.strategies import selections

lenient = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def lines(engine, row_ids):
    """Return the source lines of row ids, sorted."""
    return sorted(engine.directory.activities["ligne_source"].to_numpy()[row_ids].tolist())


@lenient
@given(selection=selections(), ignoring=st.sampled_from([None, *Dimension]))
def test_masks_keep_the_same_rows(engine, oracle, selection, ignoring):
    kept = engine.mask(selection, ignoring).nonzero()[0]
    expected = oracle.keeps(selection, [ignoring] if ignoring else [])
    assert lines(engine, kept) == expected.ligne_source.tolist()


@pytest.mark.slow
@lenient
@given(selection=selections())
def test_facets_ignore_their_own_clause(engine, oracle, selection):
    for dimension, values in engine.facets(selection, limit=1000).items():
        assert {v.code: v.count for v in values if v.count} == oracle.facet(selection, dimension)
        chosen = {*selection.values(dimension)} - {"medecine_generale"}
        assert {v.code for v in values if v.selected} == chosen
        counts = [v.count for v in values]
        assert counts == sorted(counts, reverse=True)


@lenient
@given(selection=selections(), limit=st.integers(1, 5))
def test_a_short_facet_holds_the_most_frequent_and_the_chosen(engine, selection, limit):
    full, short = engine.facets(selection, limit=1000), engine.facets(selection, limit=limit)
    for dimension in Dimension:
        expected = full[dimension][:limit]
        expected += [v for v in full[dimension][limit:] if v.selected]
        assert [v for v in short[dimension] if v.count] == [v for v in expected if v.count]
        chosen = {*selection.values(dimension)} - {"medecine_generale"}
        assert {v.code for v in short[dimension] if v.selected} == chosen


@lenient
@given(selection=selections())
def test_general_practice_is_counted_beside_the_specialities(engine, oracle, selection):
    (group,) = engine.groups(selection, Dimension.SAVOIR_FAIRE) or [None]
    rows = oracle.keeps(selection, [Dimension.SAVOIR_FAIRE])
    expected = oracle.count(rows[oracle.general[rows.index]], selection.unit)
    chosen = "medecine_generale" in selection.values(Dimension.SAVOIR_FAIRE)
    assert (group.count if group else 0) == expected
    assert (group.selected if group else False) == chosen


def assert_figures(found, expected):
    for name, value in expected.items():
        held = getattr(found, name)
        if isinstance(value, float):
            assert math.isclose(held, value), name
        else:
            assert held == value, name


@pytest.mark.slow
@lenient
@given(selection=selections())
def test_key_figures_and_their_comparisons(engine, oracle, selection):
    found = engine.key_figures(selection)
    assert_figures(found, oracle.figures(selection))
    elsewhere = selection.without(Dimension.DEPARTEMENT, Dimension.EPCI, Dimension.COMMUNE)
    assert_figures(found.region, oracle.figures(elsewhere))
    around = sorted(set(oracle.territory(selection).code_departement))
    assert list(found.departements) == around
    if elsewhere.clauses == selection.clauses or not around:
        assert found.departement is None
    else:
        scope = elsewhere.set(Dimension.DEPARTEMENT, around)
        assert_figures(found.departement, oracle.figures(scope))


@pytest.mark.slow
@lenient
@given(selection=selections(), level=st.sampled_from(["departement", "epci", "commune"]))
def test_territories_move_sideways(engine, oracle, selection, level):
    found = engine.territories(selection, level)
    expected = oracle.territories(selection, level)
    assert {t.code: (t.count, t.population) for t in found} == expected
    for area in found:
        assert (area.densite is None) == (not area.population)


@pytest.mark.slow
@lenient
@given(
    selection=selections(),
    level=st.sampled_from(["departement", "epci", "commune"]),
    share=st.sampled_from(["part_liberal", "part_localisee"]),
)
def test_shares_of_territories_are_those_of_the_key_figures(
    engine, oracle, selection, level, share
):
    found = {t.code: (t.part, t.base) for t in engine.territories(selection, level, share)}
    expected = oracle.shares(selection, level, share)
    assert found.keys() == expected.keys()
    for code, (part, base) in expected.items():
        assert found[code] == (pytest.approx(part), base)


@lenient
@given(selection=selections())
def test_every_view_counts_the_same_activities(engine, selection):
    view = engine.view(selection.counting("activites"), zoom=9, rows=5)
    total = view.page.total
    assert total == view.key_figures.activites == len(engine.row_ids(selection))
    located = total - view.key_figures.sans_position
    assert sum(cluster.count for cluster in view.clusters) == located
    for dimension in Dimension:
        if not selection.values(dimension):
            values = [v for v in view.facets[dimension] if v.code != MIXED]  # counted twice
            assert sum(v.count for v in values) == total


@lenient
@given(st.data())
def test_pages_add_up_to_the_selection(engine, data):
    selection = data.draw(selections())
    columns = st.sampled_from(["nom", "code_postal", "result_score", "raison_sociale", "?"])
    sort = data.draw(st.lists(st.tuples(columns, st.sampled_from(["asc", "desc"])), max_size=2))
    total = engine.rows(selection, 0, 0).total
    pages = [engine.rows(selection, start, start + 200, sort) for start in range(0, total, 200)]
    rows = [row for page in pages for row in page.rows]
    assert [row["ligne"] for row in rows] == engine.row_ids(selection, sort).tolist()
    assert len({row["ligne"] for row in rows}) == total
    if sort and sort[0][0] != "?":
        column, direction = sort[0]
        values = [row[column] for row in rows]
        known = [v for v in values if v is not None]
        assert values == known + [None] * (len(values) - len(known))  # nulls last, both ways
        if column in ("code_postal", "result_score"):
            assert known == sorted(known, reverse=direction == "desc")


@lenient
@given(selection=selections())
def test_whom_a_text_names_come_first(engine, oracle, selection):
    listed = engine.directory.activities["ligne_source"].to_numpy()[engine.row_ids(selection)]
    keys = oracle.order(selection)
    assert sorted(listed.tolist()) == sorted(keys)
    found = [keys[line] for line in listed.tolist()]
    assert found == sorted(found)


@pytest.mark.parametrize("sort", [[("nom", "asc")], [("code_postal", "desc"), ("nom", "asc")]])
def test_a_column_that_is_sorted_is_in_its_own_order(engine, sort):
    named = Selection().search("martin")
    kept = engine.mask(named)
    assert 0 < kept.sum() < len(kept)
    expected = [row for row in engine.row_ids(Selection(), sort).tolist() if kept[row]]
    assert engine.row_ids(named, sort).tolist() == expected


@lenient
@given(selection=selections())
def test_an_area_is_cut_where_it_has_communes_outside(engine, oracle, selection):
    inside = oracle.territory(selection.without(Dimension.EPCI, Dimension.COMMUNE))
    for area in engine.territories(selection, "epci"):
        own = (inside.siren_epci == area.code).sum()
        assert area.is_cut == (own < (oracle.communes.siren_epci == area.code).sum())


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_levels_sort_by_how_precise_they_are(engine, direction):
    order = engine.row_ids(Selection(), [("result_type", direction)])
    levels = engine.directory.activities["result_type"].take(order).to_pylist()
    runs = [level for level, _ in itertools.groupby(levels)]
    known = [level for level in runs if level is not None]
    assert known == list(PRECISION if direction == "asc" else reversed(PRECISION))
    assert runs == [*known, None]


def test_names_sort_as_in_french(engine):
    names = [row["nom"] for row in engine.rows(Selection(), 0, 200).rows]
    names += [row["nom"] for row in engine.rows(Selection(), 200, 400).rows]
    accented = [name for name in names if name.startswith(("D'H", "ÉBÉ", "LE G"))]
    order = [name[:3] for name in accented]
    assert order == sorted(order, key=["D'H", "ÉBÉ", "LE "].index)


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("ebeniste", "nom", "ÉBÉNISTE"),
        ("Œuvrard", "nom", "ŒUVRARD"),
        ("OEUVR", "nom", "ŒUVRARD"),
        ("haussy d", "nom", "D'HAUSSY"),
        ("voeuil pres", "nom_commune", "Vœuil-lès-Prés"),
        ("99000000042", "numero_rpps", "99000000042"),
        ("899000000042", "identifiant_pp", "899000000042"),
        ("centre hosp", "raison_sociale", "CENTRE HOSPITALIER"),
        ("église", "adresse_enregistree", "l'Église"),
    ],
)
def test_the_text_finds(engine, text, field, expected):
    page = engine.rows(Selection().search(text), 0, 200)
    assert page.total
    assert any(expected in str(row[field]) for row in page.rows)


@pytest.mark.parametrize("said", ["Dr Martin", "Martin (docteur)", "MADAME Martin", "M. Martin"])
def test_a_civility_excludes_nobody(engine, said):
    bare, asked = Selection().search("Martin"), Selection().search(said)
    assert engine.total(bare)
    assert engine.row_ids(asked).tolist() == engine.row_ids(bare).tolist()


def test_signs_alone_filter_nothing(engine):
    assert engine.rows(Selection().search("--"), 0, 1).total == engine.directory.rows


def test_pages_and_ids_are_bounded(engine):
    assert len(engine.rows(Selection(), 0, 10**9).rows) == 200
    assert engine.rows(Selection(), -5, -1).rows == []
    assert engine.rows(Selection(), 10**9, 10**9 + 5).rows == []
    assert engine.at([-1, 10**12, "0", None]) == []
    assert engine.at([3])[0]["ligne"] == 3


@pytest.mark.parametrize(
    "sort", [[3], ["nom"], [("nom",)], [("nom", "up")], [{}], [["nom", "asc"]]]
)
def test_a_hostile_sort_is_the_order_of_names(engine, sort):
    expected = engine.rows(Selection(), 0, 20).rows
    assert engine.rows(Selection(), 0, 20, sort).rows == expected


def test_a_person_has_every_activity_diploma_and_skill(engine, oracle):
    doctors = oracle.rows[oracle.rows.code_savoir_faire != "aucun"]
    identifier = doctors.identifiant_pp.value_counts().index[0]
    sheet = engine.person(identifier)
    expected = oracle.rows[oracle.rows.identifiant_pp == identifier].ligne_source.tolist()
    assert sorted(a.fields["ligne_source"] for a in sheet.activities) == expected
    assert sheet.identity["nom"] == sheet.activities[0].fields["nom"]
    assert {s["identifiant_pp"] for s in sheet.skills} == {identifier}
    assert {d["identifiant_pp"] for d in sheet.diplomas} <= {identifier}
    assert "None" not in sheet.activities[0].registered_address


@pytest.mark.parametrize("identifier", ["", "0", None, 3, ["899000000001"]])
def test_nobody_has_no_sheet(engine, identifier):
    assert engine.person(identifier) is None


@pytest.mark.parametrize(
    ("cedex", "expected"),
    [("67380 LINGOLSHEIM", "4 RUE X 67380 LINGOLSHEIM"), (None, "4 RUE X 67380 Lingolsheim")],
)
def test_the_registered_address_says_its_town_once(cedex, expected):
    fields = {
        "complement_geographique": None,
        "mention_distribution": None,
        ADDRESS: "4 RUE X",
        "bureau_cedex": cedex,
        "code_postal": "67380",
        "libelle_commune": "Lingolsheim",
    }
    assert registered_address(fields) == expected
