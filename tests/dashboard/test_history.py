"""Evolution of the key figures, from the history that the update writes."""

import shutil

import pytest

from dashboard.answer import answer
from dashboard.contours import Contours
from dashboard.directory import Directory
from dashboard.engine import Bounds, Engine
from dashboard.history import ALL, Cell, History, cell_of
from dashboard.keyfigures import key_figures, past_of
from dashboard.selection import Selection
from jobs.pipeline import history as pipeline
from refdata.paths import DataPaths
from refdata.tables import ACTIVITE
from tests.support.release_builder import build_release

WORLD = Bounds(-180, -85, 180, 85)


def restamped(folder, vintage):
    """Give the release in `folder` another vintage."""
    path = folder / "manifest.json"
    told = path.read_text(encoding="utf-8").replace('"2026-09-23"', f'"{vintage}"')
    path.write_text(told, encoding="utf-8")


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    """Return a data directory of two releases, the first with a hundred lines less."""
    found = DataPaths(tmp_path_factory.mktemp("histoire"))
    found.releases.mkdir()
    late = build_release(found.release("b"), rows=600)
    early = found.release("a")
    shutil.copytree(late, early)
    rows = ACTIVITE.read(late / "activites.parquet")
    ACTIVITE.write(rows.slice(0, 500), early / "activites.parquet")
    restamped(early, "2026-08-24")
    for name in ("a", "b"):
        manifest = found.release(name) / "manifest.json"
        told = manifest.read_text(encoding="utf-8").replace(
            "2026-09-24T06", f"2026-09-2{ord(name) - 93}T06"
        )
        manifest.write_text(
            told.replace('"identifiant": "b"', f'"identifiant": "{name}"'), encoding="utf-8"
        )
        pipeline.record(found, name)
    return found


@pytest.fixture(scope="module")
def late(paths):
    return Engine(Directory.load(paths.release("b")))


@pytest.mark.parametrize(
    ("state", "cell"),
    [
        ({}, Cell("region", "44")),
        ({"profession": ["10"]}, Cell("region", "44", "10")),
        ({"departement": ["67"], "mode": ["L"]}, Cell("departement", "67", ALL, "L")),
        ({"departement": ["67"], "epci": ["200067001"]}, Cell("epci", "200067001")),
        ({"commune": ["67001"]}, None),
        ({"q": "martin"}, None),
        ({"profession": ["10", "60"]}, None),
        ({"structure": ["cabinet"]}, None),
    ],
)
def test_what_the_history_holds(state, cell):
    assert cell_of(Selection.from_json(state), "44") == cell


def test_several_regions_have_no_history_together():
    assert cell_of(Selection(), None) is None


@pytest.mark.parametrize(
    "state",
    [{}, {"profession": ["10"]}, {"departement": ["67"]}, {"epci": ["200068001"], "mode": ["L"]}],
    ids=str,
)
def test_a_past_is_the_figures_of_each_release(paths, late, state):
    selection = Selection.from_json(state)
    early = Engine(Directory.load(paths.release("a")))
    past = past_of(late, selection, late.key_figures(selection), History(paths.history))
    for engine, point in zip((early, late), past.points, strict=True):
        figures = engine.key_figures(selection)
        assert point.professionnels == figures.professionnels
        assert point.activites == figures.activites
        assert point.localisees / point.activites == pytest.approx(figures.part_localisee)
        if figures.part_liberal is not None:
            assert point.liberaux / point.professionnels == pytest.approx(figures.part_liberal)
    assert [point.vintage for point in past.points] == ["2026-08-24", "2026-09-23"]


def test_who_came_and_left_is_said(paths, late):
    figures = late.key_figures(Selection())
    past = past_of(late, Selection(), figures, History(paths.history))
    came = past.points[1].professionnels - past.points[0].professionnels
    assert past.moves.arrived - past.moves.left == came > 0
    told = key_figures(figures, Selection(), past)["professionnels"]
    assert told["mouvements"].endswith("depuis le\u00a024/08/2026")
    assert told["evolution"] == [p.professionnels for p in past.points]
    assert "2\u00a0éditions" in told["evolution_dite"]


def test_nothing_is_said_without_two_releases_or_agreement(paths, late, tmp_path):
    figures = late.key_figures(Selection())
    name = "effectifs-b.parquet"
    shutil.copy(paths.history / name, tmp_path / name)
    assert past_of(late, Selection(), figures, History(tmp_path)) is None
    other = late.key_figures(Selection.from_json({"profession": ["10"]}))
    assert past_of(late, Selection(), other, History(paths.history)) is None
    assert past_of(late, Selection(), figures, None) is None


def test_the_first_release_has_no_past(paths):
    assert History(paths.history).of(Cell("region", "44"), "a") is None


def test_the_answer_carries_the_evolution(paths, late):
    contours = Contours.load(paths.release("b"))
    view = answer(late, contours, {}, WORLD, 8, History(paths.history))
    assert len(view["chiffres"]["part_liberal"]["evolution"]) == 2
    assert "evolution" not in view["chiffres"]["densite"]
    assert "evolution" not in answer(late, contours, {}, WORLD, 8)["chiffres"]["activites"]


def test_gaps_are_said(late):
    selection = Selection.from_json({"departement": ["67"]})
    figures = late.key_figures(selection)
    told = key_figures(figures, selection)
    (scope, _, part), (_, around, gap) = (
        told["professionnels"]["reperes"][0],
        told["densite"]["reperes"][0],
    )
    assert (scope, part[-1]) == ("Région", "%")

    def read(number: str) -> float:
        return float(number.replace("\u202f", "").replace(",", ".").replace("−", "-"))

    # between the numbers that are shown: 50,9 beside 25,6 is +25,3
    own, region = figures.densite, figures.region.densite
    assert (read(told["densite"]["valeur"]), read(around)) == (round(own, 1), round(region, 1))
    assert read(gap) == round(round(own, 1) - round(region, 1), 1)
    assert gap[0] == ("+" if own > region else "−")
