"""The fit: its likelihood and gradient, what it learns from choices, the curve of the score."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from bench.confronted import Asked
from bench.fit import Choices, choices, cost, fitted, in_code, joined, parameters, weight_lines
from bench.fit_curve import KNOTS, fitted_curve, gaps
from bench.noise.generate import Generator
from geocoder import Geocoder, build_index
from geocoder.match import fuzzy
from geocoder.score import RAW, SEEN
from jobs.evaluation.gold import Answer, Case

NAMES = parameters()


@pytest.fixture(scope="module")
def geocoder(held, tmp_path_factory) -> Geocoder:
    return Geocoder.open(build_index(held.sources, tmp_path_factory.mktemp("index")))


@pytest.fixture(autouse=True)
def _floor(monkeypatch):
    monkeypatch.setattr(fuzzy, "FLOOR", fuzzy.FLOOR)  # the fit lowers it; each test has its own


def _drawn(queries: int) -> Choices:
    """Queries of two fuzzy candidates: the right one, where there is one, has its letters alike."""
    rng = np.random.default_rng(7)
    features = np.zeros((2 * queries, len(NAMES)))
    features[:, NAMES.index("fuzzy")] = 1.0
    alike = rng.random(queries) < 0.7
    glued = np.column_stack([np.where(alike, 0.9, 0.5), np.full(queries, 0.4)])
    features[:, NAMES.index("glued")] = (glued + rng.normal(0, 0.05, glued.shape)).ravel()
    start = np.arange(0, 2 * queries, 2)
    return Choices(features, start, np.where(alike, start, -1))


def test_every_weight_stands_in_the_code():
    assert set(NAMES) == set(in_code())


def test_the_gradient_is_that_of_the_cost():
    given = _drawn(20)
    weights = np.linspace(-1, 1, len(NAMES))

    value, slope = cost(weights, given)

    assert value > 0
    assert slope == pytest.approx(approx_fprime(weights, lambda w: cost(w, given)[0]), abs=1e-4)


def test_what_tells_the_right_one_gets_weight_and_hand_set_values_stay():
    given = _drawn(300)

    found = fitted(given)

    assert found["glued"] > 4
    assert found["fuzzy"] < -2
    assert found["exact NO_TYPE"] == pytest.approx(4.4)  # nothing was said of it
    assert cost(np.array(list(found.values())), given)[0] < cost(np.zeros(len(NAMES)), given)[0]
    assert len(weight_lines(found, given)) == 1 + len(NAMES)


def test_the_geocoder_proposes_the_right_street_of_nearly_every_query(held, reference, geocoder):
    generator = Generator(reference, "3", "train", held.gone(["67", "68"]))
    first = choices(geocoder, generator.classes(8), "3")
    both = joined([first, first])

    assert (first.right >= 0).mean() > 0.8
    assert (first.right < 0).any()
    assert len(both.start) == 2 * len(first.start)
    assert both.right[-1] in (-1, first.right[-1] + len(first.features))


def _answered(score: float, *, right: bool) -> Asked:
    answer = Answer("street", "67001_0001" if right else "67001_0002", "67001", 7.0, 48.0, score)
    case = Case("", ("clean",), "street", "", "67001_0001", "67001", 7.0, 48.0, answer)
    return Asked({"class": "clean", "presentation": "columns"}, case, "")


def test_the_curve_follows_many_answers_and_leaves_few_alone():
    at = float(np.interp(0.7, RAW, SEEN))
    many = [_answered(at, right=i % 10 > 0) for i in range(2000)]
    few = many[:2]

    told, untold = dict(fitted_curve(many, [])), dict(fitted_curve(few, []))

    assert told[0.7] == pytest.approx(0.9, abs=0.01)
    assert untold[0.7] == pytest.approx(0.7, abs=0.02)
    assert sorted(told.values()) == list(told.values())
    assert tuple(told) == KNOTS


def test_a_gap_is_said_for_each_tenth():
    said = gaps([(0.0, 0.0), (1.0, 1.0)], np.array([0.55, 0.95]), np.array([1.0, 1.0]))

    assert [line.split() for line in said] == [
        ["0.5", "1", "0.550", "1.000", "-0.450"],
        ["0.9", "1", "0.950", "1.000", "-0.050"],
    ]


def test_hidden_negatives_do_not_bend_the_curve():
    hidden = [
        replace(_answered(0.7, right=False), row={"class": "near_held_out", "presentation": "line"})
    ] * 500

    assert fitted_curve(hidden, []) == fitted_curve([], [])
