"""One state, one answer: every part of the page says the same thing."""

import orjson
import pytest

from dashboard import answer as answer_module
from dashboard import text
from dashboard.answer import FACET_VALUES, answer, tables
from dashboard.choropleth import SMALL, MapOptions
from dashboard.contours import Contours
from dashboard.engine import Bounds
from dashboard.ids import ChartIds, MapIds, table_of
from dashboard.selection import Dimension, Selection

WORLD = Bounds(-180, -85, 180, 85)
STATES = [
    {},
    {"profession": ["10"]},
    {"profession": ["10", "60"], "departement": ["67"], "unite": "activites"},
    {"commune": ["67001"], "mesure": "effectif", "echelle": "commune"},
    {"epci": ["200067001"], "mesure": "aucune"},
    {"q": "martin"},
    {"mode": ["mixte"], "mesure": "part_liberal", "echelle": "departement"},
    {"structure": ["cabinet"], "mesure": "part_localisee", "echelle": "commune"},
]


@pytest.fixture(scope="module")
def contours(release):
    return Contours.load(release)


@pytest.fixture
def ask(engine, contours):
    return lambda state: answer(engine, contours, state, WORLD, 8)


@pytest.mark.parametrize("state", STATES, ids=str)
def test_parts_agree(ask, engine, state):
    view = ask(state)
    found = engine.mask(Selection.from_json(state)).sum()
    assert view["total"] == found
    on_map = sum(f["properties"]["n"] for f in view["grappes"]["features"])
    assert on_map == view["localises"]["sur_carte"]
    assert view["requete"] == Selection.from_json(state).to_query()
    assert (view["vide"] is None) == bool(found)


@pytest.mark.parametrize("state", STATES, ids=str)
def test_answer_is_json_and_small(ask, state):
    assert len(orjson.dumps(ask(state))) < 60_000


@pytest.mark.parametrize("state", [None, 3, "x", [], {"profession": {"a": 1}, "q": 7, "unite": []}])
def test_anything_is_the_neutral_view(ask, state):
    assert ask(state) == ask({})


def test_choropleth_follows_the_outlines(ask, contours, engine):
    view = ask({"echelle": "commune", "mesure": "effectif"})
    values = dict(zip(contours.codes("commune"), view["aplat"]["valeurs"], strict=True))
    for territory in engine.territories(Selection(), "commune"):
        assert values[territory.code] == territory.count


def test_areas_outside_the_territory_are_told_apart(ask, contours):
    view = ask({"departement": ["67"], "echelle": "commune"})
    values = dict(zip(contours.codes("commune"), view["aplat"]["effectifs"], strict=True))
    assert {v == -1.0 for code, v in values.items() if code.startswith("68")} == {True}
    assert {v == -1.0 for code, v in values.items() if code.startswith("67")} == {False}


def test_no_colour_no_choropleth(ask):
    assert ask({"mesure": "aucune"})["aplat"] is None


def test_chips_and_trail_name_what_is_chosen(ask):
    view = ask(
        {"profession": ["10"], "departement": ["67", "68"], "commune": ["67001"], "q": "ill"}
    )
    assert [chip["dimension"] for chip in view["jetons"]] == [
        "profession",
        "departement",
        "departement",
        "commune",
        "q",
    ]
    assert [step["libelle"] for step in view["fil"]][:2] == [
        "Toute la région",
        "2\u00a0départements",
    ]
    assert view["fil"][1]["efface"] == ["epci", "commune"]


def test_an_unknown_code_stays_removable(ask):
    view = ask({"profession": ["999"]})
    assert view["jetons"][0]["libelle"] == "999"
    assert view["vide"]["voies"][0][0] == "profession"


def test_facets_are_short_but_keep_the_chosen(ask):
    view = ask({"commune": ["67001", "88012"]})
    assert len(view["facettes"]["commune"]) <= FACET_VALUES + 2
    assert {v[0] for v in view["facettes"]["commune"] if v[3]} == {"67001", "88012"}


def test_levels_are_said_in_french(ask):
    assert ask({})["facettes"]["niveau"][0][1] == "À la porte"


def test_beside_a_commune_stand_department_and_region(ask):
    beside = ask({"commune": ["67001"]})["chiffres"]["professionnels"]["reperes"]
    assert [scope for scope, *_ in beside] == ["Dép.", "Région"]
    assert ask({})["chiffres"]["professionnels"]["reperes"] == []


def test_every_chart_has_figure_title_and_table(ask):
    answered = ask({"ouverts": [table_of(chart) for chart in ChartIds]})
    for name, chart in answered["graphes"].items():
        assert chart["titre"]
        assert chart["figure"]["data"]
        table = answered["tableaux"][table_of(name)]
        widths = {len(row) for row in table["lignes"]}
        assert widths == {len(table["colonnes"])}


@pytest.mark.parametrize("measure", ["densite", "effectif", "part_liberal", "part_localisee"])
def test_the_map_in_rows_is_what_it_colours_and_leads_to_sheets(ask, engine, measure):
    state = {"mesure": measure, "echelle": "epci", "ouverts": [MapIds.TABLE.value]}
    table = ask(state)["tableaux"][MapIds.TABLE.value]
    assert table == tables(engine, state)[MapIds.TABLE.value]
    share = MapOptions.from_json(state).share
    held = engine.territories(Selection(), "epci", share)
    expected = [
        [
            [t.label, None, f"epci:{t.code}"],
            [text.number(t.count), t.count],
            [text.number(t.population), t.population],
            [text.number(t.densite, 1), pytest.approx(t.densite, abs=1e-4)],
            *([[text.percent(t.part), t.part]] if share else []),
        ]
        for t in sorted(held, key=lambda t: (-t.count, t.label))
    ]
    assert table["lignes"] == expected
    assert len(table["colonnes"]) == len(expected[0])
    assert table["note"] == ""


def test_a_long_table_says_how_many_it_leaves_out(ask, engine, monkeypatch):
    monkeypatch.setattr(answer_module, "MAP_ROWS", 3)
    state = {"echelle": "commune", "ouverts": [MapIds.TABLE.value]}
    table = ask(state)["tableaux"][MapIds.TABLE.value]
    communes = len(engine.territories(Selection(), "commune"))
    assert len(table["lignes"]) == 3
    assert table["note"].startswith(f"Les 3 premiers territoires sur {communes}")


def test_a_long_ranking_shows_both_ends_and_what_is_chosen(ask, engine, monkeypatch):
    monkeypatch.setattr("dashboard.charts.TOP", 2)
    around = engine.territories(Selection.from_query("departement=67"), "epci")
    ranked = sorted((t for t in around if t.count), key=lambda t: (-t.densite, t.label))
    assert len(ranked) > 2
    middle = ranked[1]
    shown = chart(ask, {"departement": ["67"], "epci": []}, "territoires")
    drawn = [code for code in shown["figure"]["data"][0]["customdata"] if code]
    assert drawn == [ranked[0].code, ranked[-1].code]
    assert f"les 1 plus fortes et les 1 plus faibles de {len(ranked)}" in shown["titre"]
    monkeypatch.setattr("dashboard.charts.compared", lambda *_: ("epci", ranked))
    chosen = chart(ask, {"departement": ["67"], "epci": [middle.code]}, "territoires")
    drawn = [code for code in chosen["figure"]["data"][0]["customdata"] if code]
    assert drawn == [ranked[0].code, middle.code, ranked[-1].code]


def test_specialities_of_general_practice_are_the_chosen_ones(ask, engine):
    (group,) = engine.directory.groups[Dimension.SAVOIR_FAIRE]
    shown = chart(ask, {"savoir_faire": [group.code]}, "specialites")["figure"]["data"][0]
    dark = {
        code
        for code, colour in zip(shown["y"], shown["marker"]["color"], strict=True)
        if colour == "@accent"
    }
    assert dark
    assert dark == set(shown["y"]) & set(group.members)
    assert dark != set(shown["y"])


def test_rates_that_rest_on_few_are_told(ask):
    assert ask({"mesure": "effectif"})["aplat"]["note"] == ""
    view = ask({"echelle": "commune", "mesure": "densite", "profession": ["10"]})
    few = sum(0 < count < SMALL for count in view["aplat"]["effectifs"])
    assert few > 0
    assert f" {few}\u00a0commune" in view["aplat"]["note"]


def test_the_empty_result_says_what_each_filter_costs(ask, engine):
    view = ask({"departement": ["67"], "q": "zzzz"})
    assert [way[:2] for way in view["vide"]["voies"]] == [["q", "Texte"]]
    assert view["vide"]["conseil"].endswith("Retirer un filtre\u00a0:")
    assert "0\u00a0professionnel" in view["annonce"]


@pytest.mark.parametrize(
    ("state", "is_the_text"),
    [
        ({"q": "ophtalmologue"}, True),
        ({"q": "zzzz", "departement": ["67"]}, True),
        ({"q": "Dr Zzzz", "profession": ["999"]}, True),
        ({"q": "martin", "profession": ["999"]}, False),
        ({"profession": ["999"]}, False),
    ],
)
def test_a_text_found_nowhere_says_where_it_is_looked_for(ask, state, is_the_text):
    empty = ask(state)["vide"]
    assert ("choisissez-la dans les filtres" in empty["conseil"]) == is_the_text
    assert (f"«\u00a0{state.get('q')}\u00a0»" in empty["phrase"]) == is_the_text


def chart(ask, state, name):
    return ask(state)["graphes"][f"graphe-{name}"]


def test_specialities_leave_out_who_has_none_and_say_how_many(ask):
    shown = chart(ask, {}, "specialites")
    assert "aucun" not in shown["figure"]["data"][0]["y"]
    assert "sans spécialité enregistrée" in shown["titre"]
    assert shown["dimension"] == "savoir_faire"


@pytest.mark.parametrize("unit", ["professionnels", "activites"])
def test_shares_of_modes_are_of_everybody(ask, engine, unit):
    state = {"profession": ["10"], "mode": ["L"], "unite": unit}
    shown = chart(ask, state, "modes")["figure"]["data"][0]
    everybody = engine.total(Selection.from_json(state | {"mode": []}))
    for count, written in zip(shown["x"], shown["text"], strict=True):
        assert written.endswith(f"{round(100 * count / everybody)}\u202f%")
    assert "mixte" in shown["y"]


def test_one_value_is_a_sentence(ask):
    view = ask({"perimetre": ["role"]})
    [(_, label, count, _)] = view["facettes"]["profession"]
    shown = view["graphes"]["graphe-professions"]
    assert len(shown["figure"]["data"][0]["y"]) == 1
    assert shown["seul"] == f"{label}\u00a0: {count}"
    assert chart(ask, {}, "professions")["seul"] == ""
