"""Generated BAN rows: ids, numbers, sides, positions."""

from collections import Counter, defaultdict

import numpy as np
import pytest
from shapely import Point
from shapely.geometry import shape

from refdata.demo.projection import lambert93


def test_ids_are_unique_and_made_of_their_parts(tiny):
    ids = [row["id"] for row in tiny.addresses]
    assert len(set(ids)) == len(ids)
    for row in tiny.addresses:
        suffix = f"_{row['rep']}" if row["rep"] else ""
        assert row["id"] == f"{row['id_fantoir']}_{int(row['numero']):05d}{suffix}"
        assert row["id_fantoir"].startswith(f"{row['code_insee']}_")


def test_a_way_has_one_name_and_one_postcode(tiny):
    facts = defaultdict(set)
    for row in tiny.addresses:
        facts[row["id_fantoir"]].add((row["nom_voie"], row["code_postal"], row["nom_commune"]))
    assert {len(values) for values in facts.values()} == {1}


def test_names_are_clean(tiny):
    for row in tiny.addresses:
        assert row["nom_voie"] == " ".join(row["nom_voie"].split()) != ""
        assert len(row["nom_afnor"]) <= 32


def test_communes_codes_and_postcodes_are_true(tiny):
    known = {f["properties"]["code"]: f["properties"] for f in tiny.communes}
    for row in tiny.addresses + tiny.localities:
        commune = known[row["code_insee"]]
        assert row["nom_commune"] == commune["nom"]
        assert row["code_postal"] in commune["codesPostaux"]


def test_doors_and_lieux_dits_lie_in_their_commune(tiny):
    outlines = {f["properties"]["code"]: shape(f["geometry"]) for f in tiny.communes}
    # Outlines are rounded to 4 decimals, some ten metres.
    for row in tiny.addresses + tiny.localities:
        point = Point(float(row["lon"]), float(row["lat"]))
        assert outlines[row["code_insee"]].distance(point) < 2e-4


def test_lambert_93_goes_with_longitude_and_latitude(tiny):
    lon, lat = (np.array([float(r[c]) for r in tiny.addresses]) for c in ("lon", "lat"))
    x, y = lambert93(lon, lat)
    assert np.abs(x - [float(r["x"]) for r in tiny.addresses]).max() < 0.01
    assert np.abs(y - [float(r["y"]) for r in tiny.addresses]).max() < 0.01


@pytest.mark.parametrize(
    ("lon", "lat", "x", "y"),
    [
        (3.0, 46.5, 700_000.00, 6_600_000.00),  # the projection's own origin
        (4.763126, 49.774653, 827_076.17, 6_965_388.77),  # Aiglemont, as BANO gives it
        (5.144154, 48.113404, 859_548.32, 6_781_392.17),  # Chaumont, as BANO gives it
    ],
)
def test_lambert_93_at_known_points(lon, lat, x, y):
    found = lambert93(np.array([lon]), np.array([lat]))
    assert float(found[0][0]) == pytest.approx(x, abs=0.01)
    assert float(found[1][0]) == pytest.approx(y, abs=0.01)


def _streets(world):
    streets = defaultdict(list)
    for row in world.addresses:
        number = int(row["numero"])
        if 0 < number < 5_000 and not row["rep"]:
            position = (float(row["lon"]) * 73_500, float(row["lat"]) * 111_200)
            streets[row["id_fantoir"]].append((number, position))
    return [sorted(doors) for doors in streets.values() if len(doors) > 12]


def test_odd_and_even_numbers_face_each_other(tiny):
    """Neighbours on a side are nearer to one line than the other side is."""
    right = total = 0
    for doors in _streets(tiny):
        odd = np.array([p for n, p in doors if n % 2])
        even = np.array([p for n, p in doors if n % 2 == 0])
        if len(odd) < 3 or len(even) < 3:
            continue
        way = odd[-1] - odd[0]
        across = np.array([-way[1], way[0]]) / np.hypot(*way)
        right += np.median(odd @ across) > np.median(even @ across) + 5
        total += 1
    assert total > 20
    assert right / total > 0.85


def test_numbers_grow_along_the_street(tiny):
    for doors in _streets(tiny):
        numbers = np.array([n for n, _ in doors], float)
        points = np.array([p for _, p in doors])
        way = points[-1] - points[0]
        if np.hypot(*way) > 100:
            assert np.corrcoef(numbers, points @ way)[0, 1] > 0.97


@pytest.mark.slow
def test_suffixes_pseudo_numbers_and_zeros_are_there_and_rare(small):
    rows = len(small.addresses)
    suffixes = Counter(row["rep"] for row in small.addresses)
    assert {"bis", "ter", "a", "b"} <= set(suffixes)
    assert 0.03 < 1 - suffixes[""] / rows < 0.08
    numbers = [int(row["numero"]) for row in small.addresses]
    assert 0 < sum(n >= 9_001 for n in numbers) / rows < 0.002
    assert 0 < sum(5_000 <= n < 9_000 for n in numbers) / rows < 0.002
    assert 0 < numbers.count(0) / rows < 0.002


@pytest.mark.slow
def test_names_are_regional_and_shared(small):
    names = defaultdict(set)
    for row in small.addresses:
        names[row["nom_voie"]].add(row["code_insee"][:2])
    assert names["Rue des Mirabelliers"] <= {"54", "55", "57", "88"}
    assert names["Rue du Herrenberg"] <= {"67", "68"}
    assert names["Kirchgasse"] <= {"57", "67", "68"}
    assert names["Rue Dom Pérignon"] <= {"08", "10", "51", "52"}
    assert len(names["Rue de la Mairie"]) == 10
    assert sum("Saint" in name for name in names) > 50


@pytest.mark.slow
def test_large_communes_have_more_streets_and_dense_centres(small):
    population = {f["properties"]["code"]: f["properties"]["population"] for f in small.communes}
    streets = defaultdict(set)
    for row in small.addresses:
        streets[row["code_insee"]].add(row["id_fantoir"])
    codes = sorted(streets, key=lambda code: population[code])
    sizes = [len(streets[code]) for code in codes]
    assert sum(sizes[-30:]) > 10 * sum(sizes[:30])
    assert len(streets["67482"]) == max(sizes)
