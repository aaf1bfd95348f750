"""The contract of the routes, asked as clients ask: no browser, the whole application."""

import json
import re
import socket
import threading
from pathlib import Path

import pytest
from geopy.geocoders import BANFrance
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.serving import make_server

from dashboard.api import routes
from dashboard.app import create_app
from dashboard.settings import Settings
from tests.support.api_world import build_world

DESCRIPTION = json.loads(
    (Path(routes.__file__).parent / "openapi.json").read_text(encoding="utf-8")
)


def ask(client, path, **query):
    response = client.get(f"/api/{path}", query_string=query)
    assert response.status_code == 200, response.text
    return response.json["features"]


def labels(features):
    return [f["properties"]["label"] for f in features]


@pytest.mark.parametrize("path", ["search", "search/"])
def test_a_door_with_and_without_a_slash(client, path):
    (door, *_) = ask(client, path, q="3 bis rue de l'église 67810 saint-oden")
    assert door["properties"]["id"] == "67801_0010_00003_bis"
    assert door["properties"]["type"] == "housenumber"
    assert door["geometry"]["coordinates"] == [7.5006, 48.50005]


def test_a_number_between_two_others(client):
    (first, *_) = ask(client, "search", q="6 rue du général leclerc saint-oden", limit=1)
    assert first["properties"]["type"] == "housenumber"
    (first, *_) = ask(client, "search", q="11 rue de l'église saint-oden", limit=1)
    assert first["properties"]["type"] == "interpolation"
    assert first["properties"]["id"] == "67801_0010"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "2 rue de l'église", "citycode": "67802"}, "67802_0010_00002"),
        ({"q": "2 rue de l'église", "postcode": "67810", "citycode": "67801"}, "67801_0010_00002"),
        ({"q": "12 rue de l'église saint-oden", "type": "street"}, "67801_0010"),
        ({"q": "12 rue de l'église saint-oden", "type": "municipality"}, "67801"),
        ({"q": "la haute borne", "type": "locality"}, "67802_b010"),
        ({"q": "oberwiller", "postcode": "67840"}, "67804"),
        ({"q": "1 rue de l'église", "lon": "7.6", "lat": "48.5"}, "67802_0010_00001"),
        ({"q": "1 rue de l'église", "lon": "7.4", "lat": "48.7"}, "67804_0010_00001"),
        ({"q": "rue du général leclerc saint-oden", "autocomplete": "0"}, "67801_0020"),
    ],
)
def test_filters_and_the_nearest(client, query, expected):
    assert ask(client, "search", **query)[0]["properties"]["id"] == expected


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"q": "rue de l'église", "citycode": "67804"}, lambda p: p["citycode"] == "67804"),
        ({"q": "rue de l'église", "postcode": "67810"}, lambda p: p["postcode"] == "67810"),
        ({"q": "rue de l'église", "type": "street"}, lambda p: p["type"] == "street"),
        ({"q": "valbruche", "type": "municipality"}, lambda p: p["type"] == "municipality"),
        (
            {"q": "2 rue de l'église", "type": "housenumber"},
            lambda p: p["type"] in ("housenumber", "interpolation"),
        ),
    ],
)
def test_a_filter_is_a_wall(client, query, kept):
    found = ask(client, "search", limit=100, **query)
    assert found
    assert all(kept(f["properties"]) for f in found)


def test_an_unknown_code_finds_nothing(client):
    assert ask(client, "search", q="rue de l'église", citycode="75056") == []


def test_the_answer_says_what_was_asked(client):
    answer = client.get("/api/search/?q=rue de l'église&postcode=67810&limit=2").json
    assert (answer["query"], answer["limit"]) == ("rue de l'église", 2)
    assert answer["filters"] == {"postcode": "67810"}
    assert len(answer["features"]) <= 2
    scores = [f["properties"]["score"] for f in answer["features"]]
    assert scores == sorted(scores, reverse=True)


def test_a_point(client):
    (door,) = ask(client, "reverse/", lon="7.501", lat="48.50006")
    assert door["properties"]["id"] == "67801_0010_00005"
    assert door["properties"]["distance"] == 1
    several = ask(client, "reverse", lon="7.501", lat="48.50006", limit=4)
    distances = [f["properties"]["distance"] for f in several]
    assert len(several) == 4
    assert distances == sorted(distances)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("housenumber", "67801_0010_00005"),
        ("street", "67801_0010"),
        ("municipality", "67801"),
    ],
)
def test_a_point_by_level(client, kind, expected):
    (found,) = ask(client, "reverse", lon="7.501", lat="48.50006", type=kind)
    assert found["properties"]["id"] == expected


def test_a_point_far_from_all(client):
    assert ask(client, "reverse", lon="-30", lat="10") == []


def test_the_errors_of_the_national_service(client):
    for path in ("search/?q=a", "search", "search/?q=abc&lat=48", "reverse/?lon=7"):
        response = client.get(f"/api/{path}")
        assert response.status_code == 400
        assert response.json["message"] == "Failed parsing query"
        assert response.json["detail"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    q=st.one_of(
        st.text(max_size=30),
        st.lists(
            st.sampled_from(
                ["rue", "de", "l'", "église", "12", "bis", "67810", "valbr", "st", ",", "la", "é"]
            ),
            max_size=6,
        ).map(" ".join),
    ),
    more=st.dictionaries(
        st.sampled_from(["limit", "type", "postcode", "citycode", "lat", "lon", "autocomplete"]),
        st.one_of(
            st.sampled_from(["0", "1", "5", "67810", "67801", "street", "48.5", "7.5", "locality"]),
            st.text(max_size=5),
        ),
    ),
)
def test_no_query_is_a_failure(client, q, more):
    for path in ("search/", "reverse/"):
        response = client.get(f"/api/{path}", query_string={"q": q, **more})
        assert response.status_code in (200, 400)
        for one in response.json.get("features", ()):
            assert 0 <= one["properties"]["score"] <= 1


def test_other_origins_may_read_what_a_get_answers(client, world):
    assert client.get("/api/search/?q=valbruche").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.post("/api/search/csv/").headers
    assert "Access-Control-Allow-Origin" not in client.get("/").headers
    closed = create_app(world, Settings(cross_origin=False)).server.test_client()
    reply = closed.get("/api/search/?q=valbruche")
    assert reply.status_code == 200
    assert "Access-Control-Allow-Origin" not in reply.headers


def test_no_cookie_and_the_headers_of_the_page(client):
    reply = client.get("/api/search/?q=valbruche")
    assert "Set-Cookie" not in reply.headers
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    page = client.get("/api/")  # a document: JSON needs no policy
    assert (
        page.headers["Content-Security-Policy"]
        == client.get("/").headers["Content-Security-Policy"]
    )


def test_an_unknown_address_is_not_the_page(client):
    for reply in (client.get("/api/serach/?q=x"), client.post("/api/search/")):
        assert reply.status_code == 404
        assert reply.json["code"] == 404


@pytest.mark.parametrize("path", ["/api", "/api/"])
def test_the_documentation_asks_nothing_of_others(client, path):
    page = client.get(path).text
    assert '<html lang="fr">' in page
    assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", page)
    assert "<script" not in page
    assert "{api}" not in page


def test_the_documentation_below_an_address(world):
    client = create_app(world, Settings(root="/cigogne/")).server.test_client()
    assert 'href="/cigogne/api/openapi.json"' in client.get("/api/").text


def test_the_description_agrees_with_the_routes(server, client):
    assert client.get("/api/openapi.json").json == DESCRIPTION
    described = {
        (path, method.upper()) for path, item in DESCRIPTION["paths"].items() for method in item
    }
    served = {
        (rule.rule.removeprefix("/api"), method)
        for rule in server.url_map.iter_rules()
        if rule.rule.startswith("/api/") and "<" not in rule.rule
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert described == served


def test_every_member_of_an_answer_is_described(client):
    described = DESCRIPTION["components"]["schemas"]["Reponse"]["properties"]["properties"]
    for query in ("q=rue de l'église kirrbach", "q=valbruche", "q=la haute borne&lat=48&lon=7"):
        for one in client.get(f"/api/search/?{query}").json["features"]:
            assert one["properties"].keys() <= described["properties"].keys()
            assert set(described["required"]) <= one["properties"].keys()


def test_every_parameter_described_is_read():
    described = {
        parameter["name"]
        for path in ("/search/", "/reverse/")
        for parameter in DESCRIPTION["paths"][path]["get"]["parameters"]
    }
    read = (Path(routes.__file__).parent / "parameters.py").read_text(encoding="utf-8")
    assert all(f'"{name}"' in read for name in described)


def test_the_page_does_not_open_the_index(tmp_path):
    server = create_app(build_world(tmp_path / "lazy")).server
    (index,) = (tmp_path / "lazy" / "index").iterdir()
    index.rename(index.with_name("gone"))
    client = server.test_client()
    assert client.get("/").status_code == 200
    refused = client.get("/api/search/?q=valbruche")
    assert (refused.status_code, refused.json["code"]) == (503, 503)
    assert "cigogne index" in refused.json["message"]
    index.with_name("gone").rename(index)
    assert client.get("/api/search/?q=valbruche").status_code == 200


@pytest.fixture(scope="module")
def address(server):
    """Return host and port of the application served for real, by threads."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    live = make_server("127.0.0.1", port, server, threaded=True)
    thread = threading.Thread(target=live.serve_forever)
    thread.start()
    yield f"127.0.0.1:{port}"
    live.shutdown()
    thread.join()


def test_geopy(address):
    """What its users change is the domain."""
    ban = BANFrance(domain=f"{address}/api", scheme="http", timeout=20)
    found = ban.geocode("3 bis rue de l'église 67810 Saint-Oden")
    assert found.address == "3 bis Rue de l'Église 67810 Saint-Oden"
    assert (found.longitude, found.latitude) == (7.5006, 48.50005)
    assert len(ban.geocode("rue de l'église", exactly_one=False, limit=3)) == 3
    back = ban.reverse((48.50005, 7.501))
    assert back.raw["properties"]["id"] == "67801_0010_00005"
    assert ban.reverse((10, -30)) is None
