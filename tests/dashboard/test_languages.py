"""The page in English and in German: every sentence, numbers, and who is answered in what."""

import json
import re

import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard import quality_text, text
from dashboard.app import create_app
from dashboard.directory import Directory
from dashboard.languages import ENGLISH, FRENCH, GERMAN, LANGUAGES, catalogue, language, tr, using
from dashboard.selection import Dimension
from tests.support.messages import sentences
from tests.support.release_builder import build_data, build_release

OTHERS = [ENGLISH, GERMAN]
FIELD = re.compile(r"\{\w+\}")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    return create_app(build_data(tmp_path_factory.mktemp("langues"), rows=300))


@pytest.fixture
def client(app):
    return app.server.test_client()


# ---- catalogues -------------------------------------------------------------------------------


@pytest.mark.parametrize("spoken", OTHERS, ids=lambda one: one.code)
def test_a_catalogue_says_all_that_the_code_says_and_nothing_else(spoken):
    held = set(catalogue(spoken.code))
    assert sorted(sentences() - held) == [], "to translate"
    assert sorted(held - sentences()) == [], "said nowhere any more"


@pytest.mark.parametrize("spoken", OTHERS, ids=lambda one: one.code)
def test_a_translation_keeps_the_fields_of_its_sentence(spoken):
    for french, said in catalogue(spoken.code).items():
        assert sorted(FIELD.findall(french)) == sorted(FIELD.findall(said)), french
        assert said.strip(), french


@pytest.mark.parametrize("spoken", OTHERS, ids=lambda one: one.code)
def test_french_spacing_stays_in_french(spoken):
    """A space before `:` `;` `?` `!` is French; quotation marks are of their language."""
    for said in catalogue(spoken.code).values():
        assert not re.search(r"[\u00a0\u202f ][:;?!]", said), said
        assert not set("«»") & set(said), said


# ---- numbers, dates, counts ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoken", "number", "percent", "day", "none", "one"),
    [
        (
            FRENCH,
            "−12\u202f345,6",
            "63,4\u202f%",
            "23/09/2026",
            "0\u00a0activité",
            "1\u00a0activité",
        ),
        (ENGLISH, "−12,345.6", "63.4%", "23/09/2026", "0\u00a0positions", "1\u00a0position"),
        (
            GERMAN,
            "−12.345,6",
            "63,4\u00a0%",
            "23.09.2026",
            "0\u00a0Tätigkeiten",
            "1\u00a0Tätigkeit",
        ),
    ],
    ids=lambda value: getattr(value, "code", None),
)
def test_numbers_as_each_language_writes_them(spoken, number, percent, day, none, one):
    with using(spoken):
        assert text.number(-12345.6, 1) == number
        assert text.percent(0.634, 1) == percent
        assert text.day("2026-09-23") == day
        assert text.counted(0, "activité") == none
        assert text.counted(1, "activité") == one


def test_a_language_ends_with_its_block():
    with using(GERMAN):
        assert tr("Filtres") == "Filter"
    assert tr("Filtres") == "Filtres"


# ---- who is answered in what --------------------------------------------------------------------


def spoken_by(client, address="/", **headers):
    reply = client.get(address, headers=headers)
    return re.search(r'<html lang="(\w+)">', reply.get_data(as_text=True))[1]


def test_the_address_chooses_and_is_remembered(client):
    assert spoken_by(client) == "fr"
    assert spoken_by(client, "/?langue=de&profession=10") == "de"
    assert spoken_by(client) == "de"
    assert spoken_by(client, "/?langue=fr") == "fr"
    assert spoken_by(client) == "fr"


@pytest.mark.parametrize("code", ["", "it", "DE", "../de", "de,en", "é"])
def test_an_unknown_language_is_french(client, code):
    assert spoken_by(client, f"/?langue={code}") == "fr"
    spoken_by(client, "/?langue=de")
    assert spoken_by(client, f"/?langue={code}") == "fr", "whatever was chosen last"


def test_two_tabs_of_one_browser_speak_two_languages(client):
    """The cookie is the last one's: what a page asks for itself is answered as the page's address says."""
    spoken_by(client, "/?langue=en")
    spoken_by(client, "/?langue=de")
    for code, word in (("en", "positions"), ("de", "Tätigkeiten"), ("fr", "activités")):
        page = {"Referer": f"http://localhost/?langue={code}&profession=10"}
        assert word in client.post("/vue", json={}, headers=page).get_json()["compte"]
    french = {"Referer": "http://localhost/?profession=10"}
    assert "activités" in client.post("/vue", json={}, headers=french).get_json()["compte"]
    assert {"Cookie", "Referer"} <= set(client.get("/_dash-layout").vary)


def test_a_request_leaves_no_language_behind(client):
    client.post("/vue", json={}, headers={"Referer": "http://localhost/?langue=de"})
    assert language() is FRENCH


def test_a_release_loaded_by_a_german_request_keeps_french_labels(tmp_path):
    with using(GERMAN):
        directory = Directory.load(build_release(tmp_path / "release", rows=60))
    labels = directory.labels(Dimension.PERIMETRE)
    assert set(labels.values()) == set(text.SCOPES.french.values())


def test_two_visitors_do_not_share_a_language(app):
    one, other = app.server.test_client(), app.server.test_client()
    spoken_by(one, "/?langue=de")
    for _ in range(3):
        assert "Tätigkeiten" in one.post("/vue", json={}).get_json()["annonce"]
        assert "activités" in other.post("/vue", json={}).get_json()["annonce"]


def test_files_and_programs_are_answered_in_french(client):
    spoken_by(client, "/?langue=de")
    assert "Profession : Médecin (10)" in client.get("/export.csv?profession=10").get_data(
        as_text=True
    )
    assert client.get("/api/").get_data(as_text=True).count('lang="fr"') == 1


# ---- nothing is left in French ------------------------------------------------------------------

SHEETS = (
    {"vue": "qualite"},
    {"fiche": "commune:67001"},
    {"fiche": "departement:67"},
    {"fiche": "nobody"},
)

STATES = (
    {},
    {"q": "zzzz"},
    {"profession": ["10"], "departement": ["67"], "mesure": "effectif"},
)


def said_by(client, code):
    """Return every string that the page shows in a language: layout, views, sheets."""
    page = {"Referer": f"http://localhost/?langue={code}"}
    answers = [client.get("/_dash-layout", headers=page).get_json()]
    answers += [client.post("/vue", json=s, headers=page).get_json() for s in STATES]
    for request in SHEETS:
        body = {
            "output": "fiche-contenu.children",
            "outputs": {"id": "fiche-contenu", "property": "children"},
            "inputs": [{"id": "fiche-demandee", "property": "data", "value": request}],
            "changedPropIds": ["fiche-demandee.data"],
        }
        answers.append(client.post("/_dash-update-component", json=body, headers=page).get_json())
    return set(strings(json.loads(json.dumps(answers, cls=PlotlyJSONEncoder))))


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


@pytest.mark.parametrize("spoken", OTHERS, ids=lambda one: one.code)
def test_no_sentence_is_left_in_french(client, spoken):
    said = said_by(client, spoken.code)
    other = {
        f for f, translation in catalogue(spoken.code).items() if translation != f and " " in f
    }
    assert said & other <= set(quality_text.REASONS.french), "reasons are codes as well"
    halves = ("activités", "professionnels", "commune", "Médecin spécialiste")
    prose = [
        s for s in said if len(s.split()) > 4 and re.search(r"\b(les|des|une|dans|sont|est)\b", s)
    ]
    assert [s for s in prose if any(h in s for h in halves)] == []


def test_the_three_languages_name_themselves(client):
    for code in LANGUAGES:
        assert {"Français", "English", "Deutsch"} <= said_by(client, code)
