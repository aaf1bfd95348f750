"""General practice as a value, and the switch that leaves out who is known by a role only."""

from dashboard import text
from dashboard.answer import answer
from dashboard.contours import Contours
from dashboard.engine import Bounds
from dashboard.formats.provenance import describe
from dashboard.selection import Dimension, Selection

WORLD = Bounds(-180, -85, 180, 85)


def shown(engine, release, state):
    return answer(engine, Contours.load(release), state, WORLD, 8)


def test_the_switch_leaves_out_roles_and_says_so(engine, release):
    everyone = shown(engine, release, {})
    without = shown(engine, release, {"perimetre": ["sans_role"]})
    roles = shown(engine, release, {"perimetre": ["role"]})
    assert roles["total"] > 0
    assert everyone["total"] == without["total"] + roles["total"]
    assert "99" in {row[0] for row in everyone["facettes"]["profession"]}
    assert "99" not in {row[0] for row in without["facettes"]["profession"]}
    assert [chip["libelle"] for chip in without["jetons"]] == [text.SCOPES["sans_role"]]


def test_general_practice_is_the_first_speciality_and_its_chip_is_named(engine, release):
    view = shown(engine, release, {"savoir_faire": ["medecine_generale"]})
    first = view["facettes"]["savoir_faire"][0]
    assert first[:2] == ["medecine_generale", text.GENERAL_PRACTICE]
    assert first[3] == 1
    assert view["jetons"][0]["libelle"] == text.GENERAL_PRACTICE
    assert "medecine_generale" not in {row[0] for row in view["facettes"]["savoir_faire"][1:]}


def test_general_practice_adds_to_the_specialities_chosen(engine):
    both = Selection().set(Dimension.SAVOIR_FAIRE, ["medecine_generale", "SM40"])
    counts = [
        int(engine.mask(Selection().set(Dimension.SAVOIR_FAIRE, [code])).sum())
        for code in ("medecine_generale", "SM40")
    ]
    assert int(engine.mask(both).sum()) == sum(counts)


def test_an_export_names_the_group_and_the_scope(engine):
    selection = Selection.from_query("savoir_faire=medecine_generale&perimetre=sans_role")
    said = describe(engine, selection, 0).filters
    assert text.GENERAL_PRACTICE in said
    assert text.SCOPES["sans_role"] in said
