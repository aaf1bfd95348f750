"""The quality view against plain pandas, and what it says of the release."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings

from dashboard import quality_text, text
from dashboard.app import create_app
from dashboard.callbacks.detail import quality_of
from dashboard.engine.quality import LEVELS
from dashboard.selection import Dimension, Selection
from dashboard.settings import Settings
from tests.dashboard.oracle import COLUMN
from tests.dashboard.strategies import selections
from tests.support.release_builder import build_data

lenient = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def tally(rows, dimension):
    """Return {code: (activities, at the centre, nowhere)}."""
    return {
        code: (
            len(held),
            int((held.result_type == "municipality").sum()),
            int((held.result_type == "aucun").sum()),
        )
        for code, held in rows.groupby(COLUMN[dimension])
    }


@lenient
@given(selection=selections())
def test_a_report_counts_as_pandas_does(engine, oracle, selection):
    report = engine.quality(selection)
    rows = oracle.keeps(selection)
    assert report.activites == len(rows)
    assert report.decidees == int(rows.result_decision.notna().sum())
    assert [level for level, _ in report.niveaux] == list(LEVELS)
    assert dict(report.niveaux) == {v: int((rows.result_type == v).sum()) for v in LEVELS}
    reasons = rows.raison_non_localise.value_counts().to_dict()
    assert list(report.raisons) == sorted(reasons.items(), key=lambda x: (-x[1], x[0]))
    for dimension, lines in (
        (Dimension.EPCI, report.epci),
        (Dimension.PROFESSION, report.professions),
    ):
        found = {line.code: (line.activites, line.au_centre, line.sans_position) for line in lines}
        assert found == tally(rows, dimension)
        assert [line.reste for line in lines] == sorted(
            (line.reste for line in lines), reverse=True
        )


def test_the_report_agrees_with_the_key_figures(engine):
    for query in ("", "departement=67", "profession=10&perimetre=sans_role"):
        selection = Selection.from_query(query)
        report, figures = engine.quality(selection), engine.key_figures(selection)
        levels = dict(report.niveaux)
        assert levels["municipality"] == figures.au_centre_commune
        assert levels["aucun"] == figures.sans_position
        assert list(report.raisons) == list(figures.raisons.items())


# ---- what is shown ----------------------------------------------------------------------------


def shown(engine, state=None, **given):
    contact = given.pop("contact", None)
    view = quality_of(engine, {"etat": state, **given}, Settings(contact=contact))
    return json.dumps(view, default=lambda c: c.to_plotly_json(), ensure_ascii=False)


def test_the_view_says_which_filters_it_follows(engine):
    assert "Toute la région, sans filtre." in shown(engine)
    said = shown(engine, {"profession": ["10"], "perimetre": ["sans_role"], "q": "rue"})
    assert "Médecin" in said
    assert text.SCOPES["sans_role"] in said
    assert "«\u00a0rue\u00a0»" in said


def test_the_links_export_the_rows_that_are_counted(engine, release, tmp_path):
    client = create_app(build_data(tmp_path, rows=600)).server.test_client()
    for state in ({}, {"departement": ["67"]}, {"niveau": ["municipality", "street"]}):
        selection = Selection.from_json(state)
        levels = dict(engine.quality(selection).niveaux)
        links = re.findall(r'"/export\.csv\?([^"]+)"', shown(engine, state))
        counts = [int(engine.mask(Selection.from_query(link)).sum()) for link in links]
        expected = [count for _, count in engine.quality(selection).raisons]
        assert counts == [levels["municipality"] + levels["aucun"], *expected]
        assert client.get(f"/export.csv?{links[0]}").status_code == 200


def test_nothing_not_located_has_no_link(engine):
    assert "/export.csv" not in shown(engine, {"niveau": ["housenumber"]})
    assert "Aucune activité dans cette sélection." in shown(engine, {"profession": ["00"]})


def test_a_table_that_scrolls_says_how_many_lines_it_has(engine):
    report, said = engine.quality(Selection()), shown(engine)
    assert f'"Par intercommunalité ({len(report.epci)})"' in said
    assert f'"Par profession ({len(report.professions)})"' in said


def test_a_visitor_is_told_no_command_of_the_administrator(engine):
    assert "cigogne addresses" not in shown(engine)


def test_the_lines_read_add_up(engine):
    said = shown(engine)
    assert "toutes expliquées" in said
    assert "Non expliquées" not in said
    manifest = engine.directory.manifest
    counts = manifest["comptes"]
    parts = sum(counts[key] for key, _ in quality_text.ACCOUNTS)
    assert parts == counts["lignes_lues"]


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ("annuaire@exemple.fr", '"mailto:annuaire@exemple.fr"'),
        ("https://intranet/aide", '"href": "https://intranet/aide"'),
        ("Service des données, poste 12", "Service des données, poste 12"),
        ("javascript:alert(1)", '"children": "javascript:alert(1)"'),
    ],
)
def test_the_contact_of_the_deployment_is_shown(engine, contact, expected):
    said = shown(engine, contact=contact)
    assert expected in said
    assert '"href": "javascript' not in said
    assert '"Contact"' not in shown(engine)


def test_every_reason_of_a_release_is_explained():
    assert set(quality_text.REASONS) == {"adresse absente", "voie introuvable", "commune absente"}
    assert set(quality_text.LEVEL_MEANINGS) == set(LEVELS) == set(text.LEVELS)


def test_the_prose_is_typeset():
    every = [
        *quality_text.LEVEL_MEANINGS.values(),
        *(part for pair in quality_text.REASONS.values() for part in pair),
        *(part for pair in quality_text.FAQ for part in pair),
        *quality_text.LICENCE,
        quality_text.CONFIDENCE,
    ]
    signs = (" :", " ;", " ?", " !", " »", "« ", " %", "'")
    assert [one for one in every for sign in signs if sign in one] == []
    assert 8 <= len(quality_text.FAQ) <= 10
