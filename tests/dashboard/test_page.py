"""The application without a browser: layout, callbacks, headers, outlines, start."""

import ast
import json
import re
from pathlib import Path

import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard import __main__ as command
from dashboard import ids, text
from dashboard.app import create_app
from dashboard.basemap import country_names
from dashboard.callbacks import facets
from dashboard.charts import drawn_charts
from dashboard.engine import Bounds
from dashboard.engine.rows import COLUMNS as ENGINE_COLUMNS
from dashboard.layout import page
from dashboard.layout.columns import COLUMNS, columns_menu, engine_name
from dashboard.layout.exports_menu import FORMATS
from dashboard.layout.help import help_dialog
from dashboard.layout.table import grid
from dashboard.settings import Settings, assets_folder
from refdata.paths import DataPaths
from tests.support.release_builder import build_data

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return build_data(tmp_path_factory.mktemp("page"), rows=600)


@pytest.fixture(scope="module")
def app(data):
    return create_app(data)


@pytest.fixture(scope="module")
def client(app):
    return app.server.test_client()


def fire(client, output, **inputs):
    """POST one callback as the browser does; return {component: {property: value}}."""
    described = client.get("/_dash-dependencies").get_json()
    found = next(d for d in described if d["output"] == output)
    name, prop = output.rsplit(".", 1)
    body = {
        "output": output,
        "outputs": {"id": name, "property": prop},
        "inputs": [i | {"value": inputs.get(i["id"])} for i in found["inputs"]],
        "state": [s | {"value": inputs.get(s["id"])} for s in found["state"]],
        "changedPropIds": [f"{i['id']}.{i['property']}" for i in found["inputs"]],
    }
    reply = client.post("/_dash-update-component", json=body)
    assert reply.status_code in (200, 204), reply.get_data(as_text=True)
    return reply.get_json() if reply.status_code == 200 else None


def view(client, state):
    return client.post("/vue", json=state).get_json()


def laid_out(component):
    """Return every id of a component and of what it holds."""
    return [one.id for one in component._traverse_ids()]


# ---- layout ---------------------------------------------------------------------------------


def test_every_id_is_laid_out_once(app):
    found = laid_out(app.layout())
    assert len(found) == len(set(found))
    enums = (ids.StoreIds, ids.ShellIds, ids.FilterIds, ids.FigureIds, ids.MapIds, ids.ChartIds)
    wanted = {str(i) for enum in (*enums, ids.TableIds, ids.SheetIds) for i in enum}
    wanted = wanted - {"export-"} | {f"export-{one.extension}" for one in FORMATS}
    assert wanted - set(found) == {ids.TableIds.GRID.value}  # joins the page when one scrolls to it
    assert {ids.table_of(chart) for chart in ids.ChartIds} <= set(found)


def test_scripts_address_only_ids_that_are_laid_out(app):
    found = {*laid_out(app.layout()), ids.TableIds.GRID.value}
    scripts = "\n".join(p.read_text(encoding="utf-8") for p in assets_folder().glob("cigogne-*.js"))
    named = set(re.findall(r'(?:byId|fill|tell)\("([\w-]+)"', scripts))
    assert named
    assert named <= found


def test_a_short_heading_has_its_whole_name_in_the_menu():
    with_names = {c.field: c.name for c in COLUMNS if c.name}
    assert with_names == {"code_departement": "Département"}
    menu = json.dumps(columns_menu().to_plotly_json(), cls=PlotlyJSONEncoder, ensure_ascii=False)
    assert '"Département"' in menu
    assert '"Dép."' not in menu
    columns = {c["field"]: c for c in grid().columnDefs}
    assert columns["code_departement"]["headerName"] == "Dép."
    assert columns["code_departement"]["maxWidth"] < 80
    assert columns["result_score"]["headerName"] == "Confiance"  # the sheet's word


def test_the_help_defines_words_as_the_key_figures_do():
    said = json.dumps(help_dialog().to_plotly_json(), cls=PlotlyJSONEncoder, ensure_ascii=False)
    for key in ("activites", "lieux_exercice", "absentes"):
        for part in text.KEY_FIGURES[key]:
            assert part in said


def test_nothing_says_demonstration_on_real_data():
    manifest = {"identifiant": "x", "demonstration": False, "sources": {}}
    setup = {"racine": "/", "emprise": [4, 47, 8, 50], "textes": {}}
    assert "Données fictives" not in str(page(manifest, setup, None).to_plotly_json())


def test_only_the_map_module_knows_dash_leaflet():
    users = []
    for path in (ROOT / "dashboard").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
        names += [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
        users += [path.name for name in names if name.split(".")[0] == "dash_leaflet"]
    assert set(users) == {"map.py"}


def test_scripts_never_write_html():
    for path in assets_folder().glob("*.js"):
        script = path.read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", script
        )


def test_assets_name_no_other_origin():
    for path in filter(Path.is_file, assets_folder().iterdir()):
        addresses = re.findall(r"https?://[^\s\"')]+", path.read_text(encoding="utf-8"))
        assert set(addresses) <= {"http://www.w3.org/2000/svg"}, path.name


# ---- callbacks ------------------------------------------------------------------------------


def test_a_view_says_which_state_it_answers(client):
    window = {"bounds": [0, 40, 10, 55], "zoom": 8, "n": 3}
    answered = view(client, {"profession": ["10"], "id": 7, "fenetre": window})
    assert (answered["id"], answered["fenetre"], answered["edition"]) == (7, 3, "2026-09-24")
    assert answered["requete"] == "profession=10"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"q": "zzzz"}, "Aucune activité ne répond au texte «\u00a0zzzz\u00a0»."),
        ({"commune": ["00000"]}, "Aucune activité ne répond à ce filtre."),
        (
            {"commune": ["00000"], "departement": ["67"]},
            "Aucune activité ne répond à tous ces filtres à la fois.",
        ),
    ],
)
def test_what_finds_nothing_is_counted(client, state, said):
    assert view(client, state)["vide"]["phrase"] == said


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 5000])
def test_what_is_not_json_gives_the_whole_region(client, body):
    reply = client.post("/vue", data=body, content_type="application/json")
    assert (reply.status_code, reply.get_json()["total"]) == (200, 600)


@pytest.mark.parametrize(
    "state", [None, 7, [], "x", {"profession": {"a": 3}, "fenetre": "x", "id": []}]
)
def test_any_state_gives_the_whole_region(client, state):
    assert view(client, state)["total"] == 600


def test_moving_the_map_gives_clusters_of_the_same_state(client):
    state = {"departement": ["67"], "id": 4}
    whole = {"bounds": [-10, 40, 20, 60], "zoom": 9, "n": 12, "etat": state}
    moved = client.post("/grappes", json=whole).get_json()
    assert (moved["id"], moved["fenetre"]) == (4, 12)
    count = sum(f["properties"]["n"] for f in moved["grappes"]["features"])
    assert count == view(client, state)["localises"]["sur_carte"]


def rows(client, request, state=None):
    asked = request if isinstance(request, dict) else {"request": request}
    return client.post("/lignes", json=asked | {"etat": state}).get_json()


def test_rows_are_paged_sorted_and_filtered(client):
    sort = [{"colId": "nom", "sort": "desc"}]
    page = rows(client, {"startRow": 0, "endRow": 50, "sortModel": sort}, {"departement": ["67"]})
    assert page["total"] == view(client, {"departement": ["67"]})["total"]
    assert len(page["lignes"]) == 50
    assert {row["code_departement"] for row in page["lignes"]} == {"67"}
    ascending = rows(client, {"startRow": 0, "endRow": 1, "sortModel": []})["lignes"][0]
    assert page["lignes"][0]["nom"] > ascending["nom"]


def test_rows_hold_the_columns_asked_for_and_no_other(client):
    row = rows(client, {}, {"colonnes": ["niveau", "numero_rpps", "adresse_ip"]})["lignes"][0]
    assert set(row) == {"id", "niveau", "numero_rpps"}


@pytest.mark.parametrize("columns", [None, [], "nom", 3, [["nom"]], ["x"]])
def test_any_columns_give_those_of_a_first_visit(client, columns):
    row = rows(client, {}, {"colonnes": columns})["lignes"][0]
    assert set(row) == {"id", *(c.field for c in COLUMNS if c.at_first)}


def test_every_column_of_the_table_is_one_of_the_engine():
    assert {engine_name(c.field) for c in COLUMNS} <= set(ENGINE_COLUMNS)


@pytest.mark.parametrize(
    "request_",
    [None, {}, {"startRow": -5, "endRow": 9}, {"startRow": 0, "endRow": 10**9}, {"sortModel": 3}],
)
def test_any_request_gives_at_most_two_hundred_rows(client, request_):
    assert 0 < len(rows(client, request_)["lignes"]) <= 200


def test_a_facet_is_searched_without_accents(client):
    values = searched(client, "commune", "VOEUIL", {"departement": ["67"]})["valeurs"]
    assert values
    assert all("Vœuil" in label and code.startswith("67") for code, label, _, _ in values)


def searched(client, dimension, text, state=None):
    """Return what the search box of a facet answers."""
    [found] = wished(client, [{"dimension": dimension, "texte": text}], state)
    return found


def wished(client, wishes, state=None):
    """Return what is answered to wishes for facets, as the page asks for them."""
    asked = {"facette-demandee": {"demandes": wishes, "n": 7, "etat": state or {}}}
    answer = fire(client, "facette-recue.data", **asked)["response"]["facette-recue"]["data"]
    assert answer["n"] == 7
    return answer["facettes"]


def test_facets_searched_and_unfolded_are_answered_together(client):
    wishes = [
        {"dimension": "profession", "complet": True},
        {"dimension": "commune", "texte": "VOEUIL"},
    ]
    both = wished(client, wishes, {"departement": ["67"]})
    assert [found["dimension"] for found in both] == ["profession", "commune"]
    assert both == [
        one for wish in wishes for one in wished(client, [wish], {"departement": ["67"]})
    ]


@pytest.mark.parametrize(
    ("dimension", "text", "other", "label"),
    [
        ("profession", "cardiologue", "savoir_faire", "Cardiologie et maladies vasculaires"),
        ("savoir_faire", "infirmière", "profession", "Infirmier"),
        ("savoir_faire", "kiné", "profession", "Masseur-Kinésithérapeute"),
    ],
)
def test_what_is_in_another_filter_is_said_with_its_count(client, dimension, text, other, label):
    state = {"departement": ["67"], "q": "martin"}
    found = searched(client, dimension, text, state)
    assert found["valeurs"] == []
    assert found["ailleurs"]["dimension"] == other
    [value] = found["ailleurs"]["valeurs"]
    assert value[1] == label
    assert value in searched(client, other, "", state)["valeurs"]
    assert searched(client, other, text, state) == {
        "dimension": other,
        "valeurs": [value],
        "ailleurs": None,
    }
    chosen = searched(client, dimension, text, state | {other: [value[0]]})
    assert chosen["ailleurs"]["valeurs"] == [[*value[:3], 1]]  # not filtered by itself


def test_another_filter_is_named_only_for_what_is_found_there(client):
    assert searched(client, "profession", "zzz")["ailleurs"] is None
    assert searched(client, "commune", "cardiologue")["ailleurs"] is None
    found = searched(client, "profession", "cardiologue", {"profession": ["60"]})
    assert [value[0] for value in found["valeurs"]] == ["60"]  # what is chosen stays
    assert found["ailleurs"] is None  # no nurse is a cardiologist


def test_another_filter_names_its_first_values_only(client, monkeypatch):
    everything = searched(client, "profession", "généraliste")["ailleurs"]["valeurs"]
    monkeypatch.setattr(facets, "VALUES_ELSEWHERE", 2)
    assert len(everything) > 2
    assert searched(client, "profession", "généraliste")["ailleurs"]["valeurs"] == everything[:2]


def test_an_unknown_facet_gives_nothing(client):
    assert wished(client, [{"dimension": "__class__"}, None, 3]) == []
    assert wished(client, "x") == []


def territories(client, wish):
    found = fire(client, "territoire-recu.data", **{"territoire-demande": wish})
    return found["response"]["territoire-recu"]["data"]


def test_a_territory_is_found_and_says_what_it_chooses(client):
    found = territories(client, {"texte": "67001", "n": 4})
    assert (found["n"], found["lieux"][0]["niveau"]) == (4, "commune")
    assert found["lieux"][0]["choix"]["commune"] == ["67001"]
    assert found["lieux"][0]["detail"].startswith("Commune · ")


@pytest.mark.parametrize("wish", [None, 3, {}, {"texte": None, "etat": "x"}, {"texte": ["a"]}])
def test_any_wish_for_a_territory_is_answered(client, wish):
    assert len(territories(client, wish)["lieux"]) <= 60


def sheet(client, request):
    reply = fire(client, "fiche-contenu.children", **{"fiche-demandee": request})
    return json.dumps(reply["response"]["fiche-contenu"]["children"], ensure_ascii=False)


def test_a_person_has_a_sheet_with_both_addresses(client):
    row = rows(client, {"startRow": 0, "endRow": 1})["lignes"][0]
    shown = sheet(client, {"fiche": "personne:" + row["id"].split("|")[0]})
    assert row["nom"] in shown
    assert "Adresse enregistrée" in shown
    assert "Adresse trouvée" in shown


def test_a_place_lists_its_people(client):
    whole = {"bounds": [-10, 40, 20, 60], "zoom": 18, "n": 1, "etat": {}}
    moved = client.post("/grappes", json=whole).get_json()
    marks = [feature["properties"] for feature in moved["grappes"]["features"]]
    stack = max((mark for mark in marks if mark.get("r")), key=lambda mark: mark["n"])
    assert sheet(client, {"lignes": stack["r"]}).count('\\"personne:') == stack["n"] > 1


@pytest.mark.parametrize(
    "request_",
    [None, {"fiche": "personne:nobody"}, {"fiche": ["x"]}, {"lignes": ["x", -1]}, {"lignes": 3}],
)
def test_nobody_is_said(client, request_):
    assert "introuvable" in sheet(client, request_)


def test_a_failure_is_told_to_the_page(client, monkeypatch, caplog):
    def broken(*_):
        problem = "broken on purpose"
        raise ValueError(problem)

    monkeypatch.setattr("dashboard.engine.core.Engine.places_inside", broken)
    reply = fire(client, "territoire-recu.data", **{"territoire-demande": {}})
    assert "panne" in reply["sideUpdate"]
    assert "broken on purpose" in caplog.text


# ---- serving --------------------------------------------------------------------------------


def test_headers_are_strict(client):
    policy = client.get("/").headers["Content-Security-Policy"]
    scripts = next(rule for rule in policy.split("; ") if rule.startswith("script-src"))
    assert "unsafe" not in scripts
    assert "http" not in policy
    with client.get("/assets/10-layout.css") as style:
        assert style.headers["X-Content-Type-Options"] == "nosniff"


def test_a_tile_server_is_the_only_origin_allowed(data):
    settings = Settings(tile_url="https://{s}.tuiles.intranet/{z}/{x}/{y}.png")
    policy = (
        create_app(data, settings).server.test_client().get("/").headers["Content-Security-Policy"]
    )
    assert re.findall(r"https?://[^\s;]+", policy) == ["https://*.tuiles.intranet"]


def test_a_wms_server_is_drawn_and_allowed(data):
    settings = Settings(wms_url="http://sig.intranet/wms?map=fond", wms_layers="plan,noms")
    app = create_app(data, settings)
    policy = app.server.test_client().get("/").headers["Content-Security-Policy"]
    assert re.findall(r"https?://[^\s;]+", policy) == ["http://sig.intranet"]
    drawn = json.dumps(app.layout().to_plotly_json(), cls=PlotlyJSONEncoder)
    assert '"layers": "plan,noms"' in drawn
    assert "TileLayer" not in json.dumps(
        create_app(data).layout().to_plotly_json(), cls=PlotlyJSONEncoder
    )


def test_the_document_is_french_and_under_its_root(data):
    document = create_app(data, Settings(root="/cigogne/")).server.test_client().get("/").text
    assert '<html lang="fr">' in document
    assert 'href="/cigogne/assets/favicon.svg"' in document
    sources = re.findall(r'<script[^>]* src="([^"]*)"', document)
    assert sources
    assert all(source.startswith("/cigogne/") for source in sources)


def test_outlines_are_sent_packed_and_kept(client):
    plain = client.get("/geo/epci.geojson", headers={"Accept-Encoding": "identity"})
    packed = client.get("/geo/epci.geojson", headers={"Accept-Encoding": "br"})
    assert plain.get_json()["type"] == "FeatureCollection"
    assert packed.headers["Content-Encoding"] == "br"
    assert len(packed.data) < len(plain.data)
    assert "immutable" in packed.headers["Cache-Control"]


def test_every_commune_can_be_named_the_largest_first(client, engine):
    reply = client.get("/geo/noms.json")
    people = dict(
        zip(*(engine.directory.communes[c].to_pylist() for c in ("nom", "population")), strict=True)
    )
    names = [name for name, _, _ in reply.get_json()]
    assert sorted(names) == sorted(people)
    known = [people[name] for name in names if people[name] is not None]
    assert known == sorted(known, reverse=True)
    assert "immutable" in reply.headers["Cache-Control"]


def test_countries_are_served_whatever_the_release(client):
    drawn = client.get("/geo/pays.geojson").get_json()["features"]
    assert {"France", "Allemagne"} <= {f["properties"]["nom"] for f in drawn}


def test_neighbours_are_named_where_they_show(client):
    found = {name: (lon, lat) for name, lon, lat in country_names(Bounds(3.4, 47.4, 8.2, 50.2))}
    assert set(found) == {"Allemagne", "Belgique", "Luxembourg", "Suisse"}
    assert all(3 < lon < 8.6 and 47 < lat < 50.6 for lon, lat in found.values())
    assert country_names(Bounds(1.0, 46.0, 2.0, 47.0)) == []


@pytest.mark.parametrize("layer", ["region", "..%2f..%2fmanifest", "communes"])
def test_no_other_layer_is_served(client, layer):
    reply = client.get(f"/geo/{layer}.geojson")
    assert reply.status_code == 404 or reply.mimetype == "text/html"  # Dash answers with its page


def test_health_says_alive(client):
    assert client.get("/health").status_code == 200


def test_a_new_release_is_served_without_restart(tmp_path):
    data = build_data(tmp_path, identifier="un", rows=200)
    client = create_app(data).server.test_client()
    assert view(client, {})["edition"] == "un"
    build_data(data, identifier="deux", rows=250)
    assert DataPaths(data).current.resolve().name == "deux"
    answered = view(client, {})
    assert (answered["edition"], answered["total"]) == ("deux", 250)


def test_a_list_the_browser_holds_is_only_named(client, monkeypatch):
    monkeypatch.setattr("dashboard.held.LONG", 1)  # the test's region has short lists only
    drawn = view(client, {})["graphes"]["graphe-densite"]["figure"]["data"][0]
    names = {k: v["tenu"] for k, v in drawn.items() if isinstance(v, dict) and "tenu" in v}
    assert names
    for key, name in names.items():
        assert drawn[key]["valeur"]
        again = view(client, {"profession": ["10"], "tient": [name, 7]})
        assert again["graphes"]["graphe-densite"]["figure"]["data"][0][key] == {"tenu": name}


def test_tables_are_sent_when_they_are_unfolded(client):
    assert view(client, {})["tableaux"] == {}
    names = ["territoires-tableau", "graphe-modes-tableau"]
    shown = view(client, {"ouverts": [*names, "graphe-rien-tableau", 3]})["tableaux"]
    assert sorted(shown) == sorted(names)
    asked = {"id": 5, "ouverts": names, "departement": ["67"]}
    found = fire(client, "tableaux-recus.data", **{"tableaux-demandes": asked})
    data = found["response"]["tableaux-recus"]["data"]
    assert data["id"] == 5
    assert data["tableaux"] == view(client, asked)["tableaux"] != shown


def test_no_release_is_one_sentence(tmp_path, capsys):
    assert command.main(["--data", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "cigogne update" in said


def test_charts_are_those_laid_out(engine):
    from dashboard.selection import Selection

    facets, figures = engine.facets(Selection()), engine.key_figures(Selection())
    assert set(drawn_charts(engine, Selection(), facets, figures)) == set(ids.ChartIds)
