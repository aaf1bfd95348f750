"""What a shard and the gazetteer hold, against slow and obvious readings of the same tables."""

import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geocoder.index import Shard
from geocoder.index.coded import coded, pairs
from geocoder.index.container import Container, smallest, write_container
from geocoder.index.keys import Layer, in_commune, name_keys, stored_keys, string_key
from geocoder.index.ngrams import FEATURES, count_matrix, hashed_ngrams, weighted
from geocoder.index.shard import REP_BITS
from geocoder.index.shard_build import build_shard
from geocoder.index.shard_names import normal_name
from geocoder.normalize import StreetName, commune_key, fold_words, street_name
from geocoder.normalize.hashing import powers, text_hash, text_hashes
from geocoder.normalize.words import Names
from refdata.tables import ADRESSE, COMMUNE, LIEU_DIT
from tests.support.geo_world import address_rows

NAMES = st.lists(st.text("ABTHSLMREU019 '-", min_size=0, max_size=25), max_size=12)


def _table(contract, rows):
    columns = {c.name: pa.array([r.get(c.name) for r in rows], c.type) for c in contract.columns}
    return contract.check(pa.table(columns).sort_by("id"))


def _shard(tmp_path, rows, places=()):
    path = tmp_path / "shard.arrow"
    build_shard(_table(ADRESSE, rows), _table(LIEU_DIT, places), path, "print")
    return Shard(path, None, "print")


def _far_rows():
    """A street 40 km long, addresses without postcode or position, an id twice, an odd id."""
    rows = address_rows()
    generator = random.Random(7)
    for number in range(1, 60):
        rows.append(
            {
                **rows[0],
                "id": f"67801_0900_{number:05d}",
                "id_voie": "67801_0900",
                "nom_voie": "Route Longue",
                "numero": number,
                "rep": None,
                "code_postal": generator.choice([None, "67810", "67899"]),
                "lon": 7.5 + generator.uniform(-0.3, 0.3),
                "lat": None if number == 5 else 48.5 + generator.uniform(-0.3, 0.3),
            }
        )
    rows.append({**rows[-1], "nom_voie": "Repeated"})
    rows.append({**rows[-1], "id": "67801_odd", "numero": 99, "rep": "Bis"})
    return rows


def _obvious(rows):
    """BAN id → (lon, lat in millionths, number, repetition, postcode), first row of each id."""
    out = {}
    for row in sorted(rows, key=lambda r: r["id"]):
        if row["lon"] is not None and row["lat"] is not None:
            point = (round(row["lon"] * 1e6), round(row["lat"] * 1e6))
            rep = (row["rep"] or "").lower()
            out.setdefault(row["id"], (point, row["numero"], rep, row["code_postal"] or ""))
    return out


def _identifier(shard, street, row, value, rep):
    made = f"{shard.streets['id'][street].as_py()}_{value:05d}" + (f"_{rep}" if rep else "")
    return shard.number_exceptions.get(row, made)


def _written(shard):
    found = {}
    for street in range(shard.streets.num_rows):
        for row in range(shard.number_ptr[street], shard.number_ptr[street + 1]):
            value = int(shard.number_code[row]) >> REP_BITS
            rep = shard.meta["reps"][int(shard.number_code[row]) & ((1 << REP_BITS) - 1)]
            postcode = shard.meta["postcodes"][shard.number_postcode[row]]
            point = tuple(shard.number_lonlat[row].tolist())
            found[_identifier(shard, street, row, value, rep)] = (point, value, rep, postcode)
    return found


def test_every_number_is_read_as_it_was_written(tmp_path):
    rows = _far_rows()

    shard = _shard(tmp_path, rows)

    assert _written(shard) == _obvious(rows)
    assert shard.file.array("far").size
    assert shard.file.array("other_postcode").size
    assert list(shard.number_exceptions.values()) == ["67801_odd"]


def test_points_and_postcodes_of_a_few_numbers_are_those_of_all(tmp_path):
    shard = _shard(tmp_path, _far_rows())
    streets = np.repeat(np.arange(shard.streets.num_rows), np.diff(shard.number_ptr))
    rows = np.random.default_rng(3).permutation(len(streets))

    assert np.array_equal(shard.number_points(rows, streets[rows]), shard.number_lonlat[rows])
    assert np.array_equal(shard.number_postcodes(rows, streets[rows]), shard.number_postcode[rows])


def test_numbers_are_sorted_inside_their_street(tmp_path):
    shard = _shard(tmp_path, _far_rows())

    for street in range(shard.streets.num_rows):
        codes = shard.number_code[shard.number_ptr[street] : shard.number_ptr[street + 1]]
        assert (np.diff(codes.astype(np.int64)) > 0).all()


def test_a_street_lies_at_the_address_nearest_to_the_mean_of_all(tmp_path):
    rows = _far_rows()
    shard = _shard(tmp_path, rows)
    street = shard.streets["id"].to_pylist().index("67801_0900")
    points = np.array([p for i, (p, *_) in _obvious(rows).items() if i.startswith("67801_0900")])
    gap = points - points.mean(axis=0)
    metres = np.hypot(gap[:, 0] * np.cos(np.radians(points[:, 1] / 1e6)), gap[:, 1])

    assert shard.street_lonlat[street].tolist() == points[metres.argmin()].tolist()


def test_a_lieu_dit_has_its_own_point_unless_it_has_numbers(tmp_path):
    place = {"nom_lieu_dit": "La Borne", "code_insee": "67801", "nom_commune": "Saint-Oden"}
    places = [
        {**place, "id": "67801_b001", "lon": 7.7, "lat": 48.7, "code_postal": "67810"},
        {**place, "id": "67801_b002", "lon": None, "lat": None},
        {**place, "id": "67801_0010", "lon": 1.0, "lat": 1.0},
    ]
    shard = _shard(tmp_path, address_rows(), places)
    identifiers = shard.streets["id"].to_pylist()
    borne, church = identifiers.index("67801_b001"), identifiers.index("67801_0010")

    assert "67801_b002" not in identifiers
    assert shard.street_lonlat[borne].tolist() == [7_700_000, 48_700_000]
    assert shard.street_kind[[borne, church]].tolist() == [1, 0]
    assert shard.street_lonlat[church].tolist() != [1_000_000, 1_000_000]
    assert shard.number_ptr[borne] == shard.number_ptr[borne + 1]
    assert shard.streets["postcode"][borne].as_py() == "67810"


def test_an_empty_department_is_a_shard_that_finds_nothing(tmp_path):
    shard = _shard(tmp_path, [])

    first, stop = shard.find(np.array([1, 2], np.uint64))

    assert first.tolist() == stop.tolist() == [0, 0]
    assert shard.bare_names(np.zeros(0, np.int64)) == []
    assert shard.number_lonlat.shape == (0, 2)


def test_words_ngrams_and_names_are_those_of_the_variants(tmp_path):
    shard = _shard(tmp_path, _far_rows())
    found = shard.bare_names(np.arange(len(shard.variant_form)))
    content = shard.known.content.take(shard.variant_form.astype(np.int64))
    words = [
        [shard.known.words.texts[w] for w in row]
        for row in np.split(content.word, content.ptr[1:-1])
    ]
    names = [StreetName("", tuple(row)) for row in words]
    bare = [n.bare for n in names]
    counts = count_matrix(bare)
    expected = weighted(counts, shard.ngram_idf)

    assert [b for b in found if b != "GRANDE RUE"] == list(filter(None, bare))
    stood = dict(zip(shard.known.words.texts, shard.word_counts.tolist(), strict=True))
    assert stood == {w: sum(w in n.content for n in names) for w in stood}
    assert {w for n in names for w in n.content} <= stood.keys()
    assert abs(shard.ngrams - expected).max() < 1e-6
    present = np.bincount(counts.indices, minlength=FEATURES)
    idf = np.log((1 + len(names)) / (1 + present)) + 1
    assert np.allclose(shard.ngram_idf, idf)


@given(NAMES)
def test_names_of_a_shard_are_read_as_queries_are(texts):
    found = [normal_name(" ".join(fold_words(t))) for t in texts]

    assert found == [street_name(t) for t in texts]


def test_a_street_is_found_by_each_way_its_names_are_glued(tmp_path):
    """Another street's writing of the same words is not its own."""
    row = address_rows()[0]
    named = {
        "67801_1": ("Rue du Gal Gros", "RUE DU GENERAL GROS"),
        "67801_2": ("Rue St Paul", None),
    }
    named["67801_3"] = ("Rue Saint Paul", None)
    rows = [
        {**row, "id": f"{way}_00001", "id_voie": way, "nom_voie": name, "nom_afnor": afnor}
        for way, (name, afnor) in named.items()
    ]
    shard = _shard(tmp_path, rows)

    def found(text):
        name = street_name(text)
        key = np.array([string_key(name, Layer.GLUED)], np.uint64)
        (first,), (stop,) = shard.find(in_commune(key, np.zeros(1, np.int32)))
        streets = shard.variant_street[shard.key_variant[first:stop]]
        return sorted(shard.streets["id"][int(s)].as_py() for s in streets)

    assert found("Rue DUGALGROS") == found("Rue DUGENERALGROS") == ["67801_1"]
    assert found("Rue STPAUL") == ["67801_2"]
    assert found("Rue SAINTPAUL") == ["67801_2", "67801_3"]


@given(NAMES)
def test_ngrams_on_arrays_are_those_of_scikit_learn(texts):
    texts = [street_name(t).bare for t in texts]
    expected = count_matrix(texts) if texts else None

    found = hashed_ngrams(texts)

    if expected is None:
        assert not len(found.buckets)
        return
    expected.sort_indices()
    assert found.sizes.tolist() == np.diff(expected.indptr).tolist()
    assert found.buckets.tolist() == expected.indices.tolist()
    assert found.counts.tolist() == expected.data.tolist()


@given(NAMES)
def test_keys_made_of_words_are_those_of_the_written_form(texts):
    names = [street_name(t) for t in texts]

    for layer in Layer:
        assert name_keys(Names.of(names), layer).tolist() == [string_key(n, layer) for n in names]


@given(st.lists(st.text("ABCTH 12", max_size=40), max_size=8))
def test_the_hash_of_two_texts_is_put_together_from_theirs(texts):
    hashes, lengths = text_hashes(texts)

    assert hashes.tolist() == [text_hash(t) for t in texts]
    behind = powers(40)
    for a, ha in zip(texts, hashes, strict=True):
        for b, hb, size in zip(texts, hashes, lengths, strict=True):
            together = np.array([ha]) * behind[[size]] + np.array([hb])
            assert together.tolist() == [text_hash(a + b)]


@given(NAMES)
def test_a_name_is_filed_under_the_keys_it_is_looked_up_by(texts):
    names = [street_name(t) for t in texts]

    for name, found in zip(names, stored_keys(Names.of(names)).T.tolist(), strict=True):
        wanted = [string_key(name, layer) for layer in Layer]
        if "TH" not in name.glued:
            wanted[Layer.TH_LOST] = 0
        if len(name.full.split()) < 2:
            wanted[Layer.SORTED] = 0
        assert found == wanted


@given(st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4))))
def test_pairs_are_counted_as_a_dictionary_would(rows):
    left, right = (np.array([r[at] for r in rows], np.int64) for at in (0, 1))
    counts = {}
    for row in sorted(rows):
        if min(row) >= 0:
            counts[row] = counts.get(row, 0) + 1

    found = pairs(left, right)

    listed = zip(found.left.tolist(), found.right.tolist(), strict=True)
    assert dict(zip(listed, found.count.tolist(), strict=True)) == counts
    assert list(zip(found.left.tolist(), found.right.tolist(), strict=True)) == list(counts)


@given(st.lists(st.one_of(st.none(), st.sampled_from("abc")), min_size=1), st.booleans())
def test_coded_texts_are_the_texts(texts, encoded):
    array = pa.array([*texts, "unused"], pa.string())
    array = (array.dictionary_encode() if encoded else array)[:-1]

    found = coded(array)

    assert found.take(np.arange(len(texts))).to_pylist() == texts
    assert sorted(found.values.to_pylist()) == sorted(set(texts) - {None})


@pytest.mark.parametrize("top", [0, 255, 256, 65_535, 65_536, 2**32])
def test_arrays_come_back_in_the_narrowest_type_that_holds_them(tmp_path, top):
    write_container(tmp_path / "f", {"a": smallest([0, top]), "b": pa.array(["x", None])}, {"k": 1})

    file = Container(tmp_path / "f", None)

    assert file.array("a").tolist() == [0, top]
    assert file.array("a").dtype == np.min_scalar_type(top)
    assert file.column("b").to_pylist() == ["x", None]
    assert file.meta == {"k": 1}


def test_the_gazetteer_finds_what_a_dictionary_would(geocoder, sources):
    gazetteer = geocoder.index.gazetteer
    communes = COMMUNE.read(sources.communes).to_pylist()
    by_name, by_postcode = {}, {}
    for row, commune in enumerate(sorted(communes, key=lambda c: c["code_commune"])):
        by_name.setdefault(commune_key(commune["nom"]), []).append(row)
        for postcode in commune["codes_postaux"]:
            by_postcode.setdefault(postcode, []).append(row)

    for key, rows in by_name.items():
        assert sorted(n.commune for n in gazetteer.named(key)) == rows
    for postcode, rows in by_postcode.items():
        assert gazetteer.of_postcode(postcode) == rows
    assert gazetteer.named("") == gazetteer.named("ZZZ") == []
    assert gazetteer.of_postcode("") == gazetteer.of_postcode("99999") == []
    (kirrbach,) = gazetteer.named("KIRRBACH")
    assert (kirrbach.former, gazetteer.codes[kirrbach.commune]) == ("67805", "67804")
    assert gazetteer.former_of == {"67805": kirrbach.commune}
    assert ("KIRRBACH", "67805") in gazetteer.keys_of[kirrbach.commune]
