"""Candidates: what edits and turned words propose in a commune, against a slow search of all its names."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from geocoder import Geocoder
from geocoder.index import Shard
from geocoder.index.known import STEM
from geocoder.match.candidates import (
    BEHIND,
    BY_EDITS,
    CANDIDATES,
    EDITS_CUTOFF,
    SHORTEST,
    TURNED_CUTOFF,
    CandidateFinder,
)
from geocoder.normalize import street_name
from geocoder.normalize.words import Names

DEPARTMENT = "67"
KNOWN = ["JEAN", "BAPTISTE", "KLEBER", "GENERAL", "LECLERC", "EGLISE", "VERGERS", "SAULES", "11"]
DAMAGED = ["KLEEBER", "JENERAL", "TILEULS", "RUE", "DE"]
WORDS = st.lists(st.sampled_from([*KNOWN, *DAMAGED]), min_size=1, max_size=4).map(" ".join)
ASKED = st.lists(st.tuples(WORDS, st.integers(0, 3)), min_size=1, max_size=6)


@pytest.fixture
def shard(geocoder: Geocoder) -> Shard:
    return geocoder.index.shards[DEPARTMENT]


def _nearest(shard: Shard, text: str, commune: int, cutoff: float) -> set[int]:
    """The likest variants of a commune, found one by one."""
    variants = range(shard.variant_ptr[commune], shard.variant_ptr[commune + 1])
    known = shard.bare_names(np.array(variants, np.int64))
    ratio = {v: fuzz.ratio(text, name) for v, name in zip(variants, known, strict=True)}
    best = max(ratio.values())
    kept = [v for v in ratio if ratio[v] >= cutoff and ratio[v] > best - BEHIND]
    ranked = sorted(kept, key=lambda v: (-np.float32(ratio[v]), v))
    return {*ranked[:BY_EDITS], *(v for v in kept if ratio[v] == best)}


def _proposed(pairs, row: int) -> set[int]:
    return set(pairs.variant[pairs.asked == row].tolist())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED)
def test_edits_propose_the_likest_names_of_each_commune(shard, asked):
    names = [street_name(text) for text, _ in asked]
    found = CandidateFinder(shard).by_edits(Names.of(names), np.array([c for _, c in asked]))

    for row, (name, (_, commune)) in enumerate(zip(names, asked, strict=True)):
        bare = " ".join(name.content)
        assert _proposed(found, row) == _nearest(shard, bare, commune, EDITS_CUTOFF)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED)
def test_turned_names_propose_as_edits_do(shard, asked):
    names = [street_name(text) for text, _ in asked]
    found = CandidateFinder(shard).by_turns(Names.of(names), np.array([c for _, c in asked]))

    for row, (name, (_, commune)) in enumerate(zip(names, asked, strict=True)):
        first, *rest = name.content or ("",)
        turned = " ".join([*rest, first])
        expected = _nearest(shard, turned, commune, TURNED_CUTOFF) if rest else set()
        assert _proposed(found, row) == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED)
def test_words_propose_the_names_that_share_most_beginnings_then_the_likest(shard, asked):
    names = [street_name(text) for text, _ in asked]
    found = CandidateFinder(shard).by_words(Names.of(names), np.array([c for _, c in asked]))

    for row, (name, (_, commune)) in enumerate(zip(names, asked, strict=True)):
        variants = range(shard.variant_ptr[commune], shard.variant_ptr[commune + 1])
        known = shard.bare_names(np.array(variants, np.int64))
        bare = " ".join(name.content)
        score = {}
        for variant, text in zip(variants, known, strict=True):
            form = np.array([shard.variant_form[variant]], np.int64)
            content = shard.known.content.take(form).word.tolist()
            heads = {shard.known.words.texts[word][:STEM] for word in content}
            times = sum(
                w[:STEM] in heads for w in name.content if len(w) >= SHORTEST or w.isdigit()
            )
            if times:
                score[variant] = times + fuzz.ratio(bare, text) / 200
        ranked = sorted(score, key=lambda v: (-score[v], v))
        best = {v for v in score if score[v] == max(score.values())}
        assert _proposed(found, row) == {*ranked[:CANDIDATES], *best}


TURNED = [
    ("RUE KLEEBER JAEN BAPTITSE", "Rue Jean-Baptiste Kléber"),
    ("RUE LECLREC JENERAL", "Rue du Général Leclerc"),
    ("RUE EKSUPERY ANTOAINE SEINT", "Rue Antoine de Saint-Exupéry"),
]


@pytest.mark.parametrize(("asked", "expected"), TURNED)
def test_a_name_behind_its_first_names_is_found_with_a_typing_error_in_every_word(
    shard, asked, expected
):
    commune = np.array([shard.commune_rows["67801"]])
    found = CandidateFinder(shard).by_turns(Names.of([street_name(asked)]), commune)

    streets = [shard.streets["name"][int(s)].as_py() for s in shard.variant_street[found.variant]]
    assert expected in streets
