"""Figures are valid Plotly, and name colours only by tokens the theme defines."""

import re
from pathlib import Path

import plotly.graph_objects as go
import pytest

from dashboard.figures import Bar, Dot, bars, dots
from dashboard.figures.style import told_apart
from dashboard.settings import assets_folder

BARS = [Bar("10", "Médecin", 12, "12", True), Bar("60", "<b>Infirmier</b>", 7, "7", False)]
DOTS = [
    Dot("1", "CC <i>A</i>", 12_000, 24.1, False),
    Dot("2", "CC B", 900, 0.0, True),
]
FIGURES = {
    "bars": bars(BARS),
    "bars beside": bars([*BARS, Bar("", "Région", 9, "9", False, beside=True)]),
    "no bar": bars([]),
    "dots": dots(DOTS, mark=20.0, mark_label="Région 20,0"),
    "no dot": dots([]),
}


def strings(value):
    """Return every string of a nested figure."""
    if isinstance(value, dict):
        return [s for item in value.values() for s in strings(item)]
    if isinstance(value, list):
        return [s for item in value for s in strings(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_figure_is_plotly_once_coloured(figure):
    def coloured(value):
        if isinstance(value, dict):
            return {key: coloured(item) for key, item in value.items()}
        if isinstance(value, list):
            return [coloured(item) for item in value]
        return "#123456" if isinstance(value, str) and value.startswith("@") else value

    go.Figure(coloured(figure))  # raises on an unknown property or a wrong value


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_tokens_are_defined_by_the_theme(figure):
    css = Path(assets_folder() / "00-tokens.css").read_text(encoding="utf-8")
    defined = set(re.findall(r"--([\w-]+):", css))
    used = {s[1:] for s in strings(figure) if s.startswith("@")}
    assert used
    assert used <= defined


@pytest.mark.parametrize(
    ("labels", "written"),
    [
        (["Médecin", "Infirmier"], ["Médecin", "Infirmier"]),
        (["Manipulateur en électroradiologie"], ["Manipulateur en électrora…"]),
        (
            ["Établissement pour personnes âgées", "Établissement pour personnes handicapées"],
            ["Établissement…âgées", "Établissement…handicapées"],
        ),
    ],
)
def test_no_two_labels_of_a_chart_read_alike(labels, written):
    found = told_apart(labels, 26)
    assert len(set(found)) == len(labels)
    assert max(map(len, found)) <= 26
    assert found == written


def test_labels_from_the_data_are_escaped():
    shown = strings(bars(BARS)) + strings(dots(DOTS))
    assert not [s for s in shown if "<b>Infirmier" in s or "<i>A" in s]


def test_the_unchosen_are_pale():
    assert bars(BARS)["data"][0]["marker"]["color"] == ["@accent", "@accent-muted"]


def test_no_row_draws_nothing():
    assert bars([])["data"] == dots([])["data"] == []


def test_a_bar_to_compare_with_filters_nothing():
    trace = FIGURES["bars beside"]["data"][0]
    assert trace["customdata"][-1] == ""
