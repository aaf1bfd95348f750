"""The index of the release being served, through switches, from many threads."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.api.errors import IndexUnavailableError
from dashboard.api.lookups import Lookups
from dashboard.app import create_app
from geocoder import Asked
from tests.support.api_world import build_world, publish, write_index
from tests.support.geo_world import STREETS

OTHER = (*STREETS, ("68801_0020", "68801", "", "Allée Neuve des Essais", ["1", "2"]))
NEW = "allée neuve des essais valbruche"


@pytest.fixture
def data(tmp_path):
    return build_world(tmp_path)


def ids(client, query):
    reply = client.get("/api/search/", query_string={"q": query, "autocomplete": "0"})
    assert reply.status_code == 200, reply.text
    return [f["properties"]["id"] for f in reply.json["features"]]


def test_a_new_release_is_answered_from_its_own_index(data):
    client = create_app(data).server.test_client()
    assert "68801_0020" not in ids(client, NEW)
    publish(data, "2026-10-08", write_index(data, "2026-10-08", OTHER).name)
    assert ids(client, NEW)[0] == "68801_0020"


def test_no_request_fails_while_releases_are_switched(data):
    server = create_app(data).server
    publish(data, "2026-10-08", write_index(data, "2026-10-08", OTHER).name)
    names = ("2026-09-24", "2026-10-08")

    def requests(_):
        client = server.test_client()
        return [ids(client, "2 kirchgasse valbruche")[0] for _ in range(30)]

    def switches():
        from refdata.atomic import switch_link

        for turn in range(8):
            switch_link(data / "current", f"releases/{names[turn % 2]}")

    with ThreadPoolExecutor(5) as pool:
        switching = pool.submit(switches)
        found = {one for part in pool.map(requests, range(4)) for one in part}
        switching.result()
    assert found == {"67803_0020_00002"}


def test_an_index_that_is_removed_under_a_request_is_not_missed(data):
    manifest = {"index": write_index(data, "old").name}
    lookups = Lookups(data, lambda: manifest)
    former = lookups.current
    new = write_index(data, "new", OTHER).name

    def question(lookup):
        if lookup is former:
            manifest["index"] = new
            shutil.rmtree(former.geocoder.index.path)
            raise FileNotFoundError(new)
        return lookup.search(Asked(NEW))

    assert lookups.ask(question)[0].result.result_id == "68801_0020"


def test_an_index_that_cannot_be_opened_leaves_the_former_one(data):
    manifest = {"index": write_index(data, "old").name}
    lookups = Lookups(data, lambda: manifest)
    former = lookups.current
    manifest["index"] = "0123456789abcdef"
    assert lookups.current is former
    manifest["index"] = former.geocoder.fingerprint
    assert lookups.current is former


def test_a_release_without_an_index(data):
    for manifest in ({}, {"index": "0123456789abcdef"}):
        with pytest.raises(IndexUnavailableError):
            _ = Lookups(data, lambda held=manifest: held).current


def test_first_requests_together_open_one_index(data):
    manifest = {"index": write_index(data, "old").name}
    lookups = Lookups(data, lambda: manifest)
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: id(lookups.current), range(8)))) == 1


def test_threads_get_the_answers_that_one_alone_gets(data):
    lines = [
        "2 kirchgasse valbruche",
        "rue de l'égl",
        "12 rue de l'église 67810",
        "st od",
        "rue du gal lecl st oden",
        "impasse du moulin inconnu",
        "la haute born",
    ] * 4
    manifest = {"index": write_index(data, "old").name}

    def answers(lookups, line):
        return [f.result for f in lookups.current.search(Asked(line))]

    alone = Lookups(data, lambda: manifest)
    expected = [answers(alone, line) for line in lines]
    for _ in range(3):
        shared = Lookups(data, lambda: manifest)
        with ThreadPoolExecutor(6) as pool:
            assert list(pool.map(answers, [shared] * len(lines), lines)) == expected
