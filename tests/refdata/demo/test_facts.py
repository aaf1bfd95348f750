"""The committed facts: complete, consistent, small, with their provenance."""

import numpy as np
import pytest
from scipy.spatial import cKDTree

from refdata.demo.facts import DEPARTMENTS, FACTS, load_facts
from refdata.demo.plane import to_degrees, to_metres
from refdata.demo.scale import REGION, SMALL, TINY, inhabited


@pytest.fixture(scope="module")
def facts():
    return load_facts()


def test_the_region_is_whole(facts):
    assert len(facts.communes) == len(facts.by_code) == 5_115
    assert {c.departement for c in facts.communes} == set(DEPARTMENTS)
    assert 5_400_000 < facts.populations.sum() < 5_700_000
    assert all(c.codes_postaux and c.nom for c in facts.communes)


def test_former_communes_and_epcis_are_known(facts):
    assert {f.chef_lieu for f in facts.former} <= set(facts.by_code)
    assert {c.epci for c in facts.communes} <= {e.code for e in facts.epcis} | {""}


@pytest.mark.parametrize(
    ("code", "name", "lon", "lat"),
    [
        ("67482", "Strasbourg", 7.75, 48.58),
        ("51454", "Reims", 4.03, 49.26),
        ("57463", "Metz", 6.17, 49.12),
        ("68224", "Mulhouse", 7.34, 47.75),
        ("88160", "Épinal", 6.45, 48.17),
    ],
)
def test_large_towns_are_where_they_are(facts, code, name, lon, lat):
    commune = facts.by_code[code]
    assert commune.nom == name
    assert (commune.lon, commune.lat) == (
        pytest.approx(lon, abs=0.05),
        pytest.approx(lat, abs=0.05),
    )


def test_no_commune_lies_on_another(facts):
    metres = to_metres(facts.centres)
    assert cKDTree(metres).query(metres, k=2)[0][:, 1].min() > 250
    assert np.allclose(to_degrees(metres), facts.centres)


def test_neighbours_belong_together(facts):
    """Most communes have a nearest neighbour of their own department, many of their EPCI."""
    nearest = cKDTree(to_metres(facts.centres)).query(to_metres(facts.centres), k=2)[1][:, 1]
    pairs = [(c, facts.communes[n]) for c, n in zip(facts.communes, nearest, strict=True)]
    assert np.mean([a.departement == b.departement for a, b in pairs]) > 0.92
    assert np.mean([a.epci == b.epci for a, b in pairs]) > 0.75


def test_files_are_small_and_say_where_they_come_from():
    provenance = (FACTS / "PROVENANCE.md").read_text(encoding="utf-8")
    for path in FACTS.glob("*.csv"):
        assert path.stat().st_size < 500_000
        assert f"`{path.name}`" in provenance


def test_scales_choose_whole_neighbourhoods(facts):
    assert inhabited(facts, REGION) == facts.communes
    small = inhabited(facts, SMALL)
    assert {c.departement for c in small} == set(DEPARTMENTS)
    assert {c.departement for c in inhabited(facts, TINY)} == {"55", "67"}
