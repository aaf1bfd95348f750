"""Grounds: the same query on the same grounds has the same answer, whatever changed elsewhere."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geocoder import Geocoder, IndexSources, LineQuery, PlaceQuery, build_index
from geocoder.identified import by_id
from geocoder.results import number_id
from refdata.tables import ADRESSE, ANCIENNE_COMMUNE, COMMUNE
from tests.support.geo_world import write_tables

QUERIES = [
    # street, number, postcode, city, citycode, cedex, complement
    ("rue de l'eglise", "5", "67810", "Saint-Oden", "67801", "", ""),
    ("RUE DE L EGLISE", "2", "67810", "VALBRUCHE LES BRANDES", "", "", ""),
    ("RUE PRINCIPALE", "2", "67820", "VALBRUCHE", "67803", "", ""),
    ("RUE DES VERGERS", "2", "68810", "Valbruche", "68801", "", ""),
    ("RUE DES VERGERS", "2", "", "Valbruche", "", "", ""),
    ("RUE DU HERRENBERG", "30", "67830", "OBERVILER", "", "", ""),
    ("rue de l'eglise", "30", "67830", "KIRRBACH", "67805", "", ""),
    ("", "", "", "", "68801", "", ""),
    ("KIRCHGASSE", "1", "67820", "", "", "", ""),
    ("KIRCHGASSE", "1", "99999", "NULLE PART", "", "", ""),
    ("RUE ANTOINE DE SAINT EXUPERY", "6", "", "", "", "", ""),
    ("RUE PRINCIPALE", "1", "", "", "", "67820 VALBRUCHE CEDEX", ""),
    ("", "3", "", "", "", "", "SAINT ODEN"),
    ("", "", "", "", "", "", ""),
]
NAMES = ("street", "number", "postcode", "city", "citycode", "cedex", "complement")
TABLE = pa.table({n: [q[i] for q in QUERIES] for i, n in enumerate(NAMES)})
COUNTER = itertools.count()


def edit(path: Path, contract, change, folder: Path) -> Path:
    """A copy of a table, its rows changed."""
    rows = [new for row in contract.read(path).to_pylist() if (new := change(dict(row)))]
    target = folder / path.name
    contract.write(pa.Table.from_pylist(rows, schema=contract.schema), target)
    return target


def renamed_street(row):
    return row | {"nom_voie": row["nom_voie"].replace("Vergers", "Jardins")}


def moved(row):
    return row | {"lon": row["lon"] + 0.001}


def other_postcode(row):
    return row | ({"code_postal": "68820"} if row["code_insee"] == "68801" else {})


def postal_town(row):
    return row | {"libelle_acheminement": "OBERWILLER"}


def in_other(row):
    return row if row["numero"] < 4 else None


BAN = (renamed_street, moved, other_postcode, postal_town, in_other)


def renamed_commune(row):
    return row | {"nom": row["nom"].replace("Oberwiller", "Unterwiller")}


def new_postcodes(row):
    return row | ({"codes_postaux": ["67820", "67821"]} if row["code_commune"] == "67803" else {})


def moved_centre(row):
    return row | ({"lon": 7.31} if row["code_commune"] == "68801" else {})


def homonym(row):
    return row | ({"nom": "Valbruche"} if row["code_commune"] == "67804" else {})


def more_people(row):
    return row | {"population": row["population"] + 1}


COG = (renamed_commune, new_postcodes, moved_centre, homonym, more_people)


def former_elsewhere(row):
    return row | {"code_commune": "67803"}


CHANGES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["67", "68"]), st.sampled_from(BAN)),
        st.tuples(st.just("communes"), st.sampled_from(COG)),
        st.tuples(st.just("anciennes"), st.just(former_elsewhere)),
        st.tuples(st.just("without"), st.sampled_from(["67", "68"])),
    ),
    min_size=1,
    max_size=3,
)


@pytest.fixture(scope="module")
def sources(tmp_path_factory) -> IndexSources:
    return write_tables(tmp_path_factory.mktemp("grounds"))


@pytest.fixture(scope="module")
def before(sources, tmp_path_factory) -> Geocoder:
    return Geocoder.open(build_index(sources, tmp_path_factory.mktemp("index")))


def changed(sources: IndexSources, changes, folder: Path) -> IndexSources:
    """The tables after some changes, one after the other."""
    for at, (what, change) in enumerate(changes):
        into = folder / str(at)
        into.mkdir(parents=True)
        if what == "without" and sources.adresses.keys() != {change}:
            kept = {d: p for d, p in sources.adresses.items() if d != change}
            lieux = {d: p for d, p in sources.lieux_dits.items() if d != change}
            sources = replace(sources, adresses=kept, lieux_dits=lieux)
        elif what == "communes":
            sources = replace(sources, communes=edit(sources.communes, COMMUNE, change, into))
        elif what == "anciennes":
            path = edit(sources.anciennes_communes, ANCIENNE_COMMUNE, change, into)
            sources = replace(sources, anciennes_communes=path)
        elif what in sources.adresses:
            path = edit(sources.adresses[what], ADRESSE, change, into)
            sources = replace(sources, adresses=sources.adresses | {what: path})
    return sources


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_same_grounds_same_answer(changes, sources, before, tmp_path_factory) -> None:
    folder = tmp_path_factory.getbasetemp() / f"grounds-{next(COUNTER)}"
    after = Geocoder.open(build_index(changed(sources, changes, folder), folder))
    old, new = (g.grounds(TABLE).to_pylist() for g in (before, after))
    answers = [g.geocode_table(TABLE).to_pylist() for g in (before, after)]
    for query, one, other, first, second in zip(QUERIES, old, new, *answers, strict=True):
        assert one != other or first == second, (query, changes)


def kept(before: Geocoder, after: Geocoder) -> set[tuple[str, ...]]:
    """The queries whose grounds have not changed."""
    pairs = zip(QUERIES, *(g.grounds(TABLE).to_pylist() for g in (before, after)), strict=True)
    return {query for query, one, other in pairs if one == other}


def test_another_department_changes_only_what_may_lie_there(sources, before, tmp_path) -> None:
    """`Valbruche` without a code may be either; a query without a commune may be anywhere."""
    after = changed(sources, [("68", renamed_street)], tmp_path)
    found = kept(before, Geocoder.open(build_index(after, tmp_path)))
    assert set(QUERIES) - found == {q for q in QUERIES if "68" in q[4][:2]} | {
        q for q in QUERIES if q[3] == "Valbruche" or not any(q[3:6]) or q[3] == "NULLE PART"
    }


def test_people_count_for_nothing(sources, before, tmp_path) -> None:
    after = changed(sources, [("communes", more_people)], tmp_path)
    found = kept(before, Geocoder.open(build_index(after, tmp_path)))
    assert {q for q in QUERIES if q[4] and q[3]} <= found


def test_other_postcodes_of_a_commune_are_another_ground(sources, before, tmp_path) -> None:
    """Nothing that is said of the commune changes: only how surely it is meant."""

    def without_second(row):
        return row | ({"codes_postaux": ["67830"]} if row["code_commune"] == "67804" else {})

    after = Geocoder.open(
        build_index(changed(sources, [("communes", without_second)], tmp_path), tmp_path)
    )
    asked = pa.table({"postcode": ["67840", "67830"], "city": ["Oberwiller", "Oberwiller"]})
    first, second = (g.geocode_table(asked)["result_score"].to_pylist() for g in (before, after))
    assert (first[0] != second[0], first[1] == second[1]) == (True, True)
    one, other = (g.grounds(asked).to_pylist() for g in (before, after))
    assert (one[0] != other[0], one[1] == other[1]) == (True, True)


def test_another_code_of_a_former_commune_is_another_ground(sources, before, tmp_path) -> None:
    """The commune is as sure as before; streets of another former commune are less so."""

    def renumbered(row):
        return row | {"code_ancien": "67806"}

    after = Geocoder.open(
        build_index(changed(sources, [("anciennes", renumbered)], tmp_path), tmp_path)
    )
    asked = pa.table({"street": ["rue de l'eglise"], "city": ["Oberwiller"], "citycode": ["67806"]})
    assert before.grounds(asked) != after.grounds(asked)


def test_other_rules_are_another_ground(before) -> None:
    index = replace(before.index, manifest=replace(before.index.manifest, rules="other"))
    both = (g.grounds(TABLE).to_pylist() for g in (before, Geocoder(index)))
    assert not set.intersection(*map(set, both))


def test_another_program_is_another_ground(before) -> None:
    one, other = before.grounds(TABLE, "a").to_pylist(), before.grounds(TABLE, "b").to_pylist()
    assert not set(one) & set(other)
    assert {len(digest) for digest in one} == {32}


def test_a_free_line_rests_on_everything(before) -> None:
    given_ = pa.table({"address": ["12 rue haute"], "city": ["Saint-Oden"]})
    nowhere = pa.table({"city": ["NULLE PART"]})
    assert before.grounds(given_).to_pylist() == before.grounds(nowhere).to_pylist()
    assert before.grounds(pa.table({"city": pa.array([], pa.string())})).to_pylist() == []


@pytest.mark.parametrize(
    ("identifier", "kind", "label"),
    [
        ("67801_0010_00003_bis", "housenumber", "3 bis Rue de l'Église 67810 Saint-Oden"),
        ("67801_0010", "street", "Rue de l'Église 67810 Saint-Oden"),
        ("67802_b010", "locality", "La Haute Borne 67810 Valbruche-lès-Brandes"),
        ("68801", "municipality", "Valbruche"),
    ],
)
def test_a_place_by_its_id(before, identifier: str, kind: str, label: str) -> None:
    found = before.by_id(identifier)
    assert (found.result_id, found.result_type, found.result_label) == (identifier, kind, label)
    assert found.result_score == 1.0
    assert found.longitude is not None


@pytest.mark.parametrize(
    "identifier",
    ["67801_0010_00999", "67801_9999", "67801_9999_00001", "88001_0010", "67999", "", "_", "x_y_z"],
)
def test_no_place_of_that_id(before, identifier: str) -> None:
    assert before.by_id(identifier) is None


@pytest.mark.parametrize(
    ("identifier", "department"),
    [("2a004_0010", "2A"), ("97105_0010", "971"), ("67801_0010_00003_bis", "67")],
)
def test_an_id_is_looked_for_in_its_department(identifier: str, department: str) -> None:
    asked: list[str] = []
    index = SimpleNamespace(shards=SimpleNamespace(get=asked.append))
    assert by_id(index, None, identifier) is None
    assert asked == [department]


def test_every_number_is_found_by_its_id(before) -> None:
    for shard in before.index.shards.values():
        for row in range(len(shard.number_code)):
            identifier = number_id(shard, shard.street_of(row), row)
            found = before.by_id(identifier)
            assert (found.result_id, found.longitude) == (
                identifier,
                shard.number_lonlat[row, 0] / 1e6,
            )


def test_every_answer_is_found_again_by_its_id(before) -> None:
    for row in before.geocode_table(TABLE).to_pylist():
        if row["result_type"] in ("housenumber", "municipality"):
            found = before.by_id(row["result_id"])
            assert (found.longitude, found.latitude) == (row["longitude"], row["latitude"])


def test_the_runner_up_is_another_place(before) -> None:
    place = PlaceQuery("67810", "Saint-Oden", "67801")
    line = LineQuery("5", "", "", "rue de l'eglise")
    found, answer = before.runner_up(place, line), before.locate(place, line)
    assert (answer.result_id, found.result_id) == ("67801_0010_00005", "67801")
    assert before.runner_up(place, LineQuery("8", "", "", "xylophone")) is None
    both = PlaceQuery("67810")
    found, answer = before.runner_up(both, line), before.locate(both, line)
    assert (answer.result_id, found.result_id) == ("67801_0010_00005", "67802_0010")
    assert found.result_score <= answer.result_score
    far = before.runner_up(PlaceQuery(city="Valbruche"), LineQuery("2", "", "", "rue des vergers"))
    assert far.result_id == "67803" or far.result_city == "Valbruche"
