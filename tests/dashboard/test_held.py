"""Steady lists go once; whatever a browser claims, nothing but its own page suffers."""

import pytest

from dashboard.held import LONG, lighter, names_held

NAMES = [f"Communauté {i}" for i in range(LONG // 10)]


def whole(value, lists):
    """Do what the browser does: put the lists back."""
    if isinstance(value, list):
        return [whole(part, lists) for part in value]
    if not isinstance(value, dict):
        return value
    if "tenu" in value:
        return lists.setdefault(value["tenu"], value.get("valeur"))
    return {key: whole(part, lists) for key, part in value.items()}


def test_what_comes_back_is_what_was_sent():
    lists = {}
    for counts in ([1, 2], [3, 4]):
        answer = {"data": [{"text": NAMES, "y": counts, "x": [1, 2]}]}
        assert whole(lighter(answer, frozenset(lists)), lists) == answer


def test_a_long_list_goes_once():
    first = lighter({"text": NAMES}, frozenset())["text"]
    assert first["valeur"] == NAMES
    assert lighter({"text": NAMES}, {first["tenu"]}) == {"text": {"tenu": first["tenu"]}}
    assert lighter({"text": NAMES[::-1]}, {first["tenu"]})["text"]["valeur"] == NAMES[::-1]


def test_what_varies_or_is_short_goes_as_it_is():
    answer = {"y": list(range(1000)), "text": ["a"], "n": 3, "bornes": []}
    assert lighter(answer, frozenset()) == answer


@pytest.mark.parametrize("state", [None, 3, {}, {"tient": "x"}, {"tient": [3, None, {}]}])
def test_any_claim_is_read(state):
    assert names_held(state) == frozenset()
