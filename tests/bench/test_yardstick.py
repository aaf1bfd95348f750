"""The fixed work that figures of two hours are compared by."""

import re

from bench import yardstick


def test_it_says_what_the_work_takes_alone_and_beside_itself(monkeypatch):
    monkeypatch.setattr(yardstick, "REPEAT", 1)
    found = re.fullmatch(
        r"yardstick: (\d+) ms alone, (\d+) ms on each of (\d+) cores at once, load [\d.]+",
        yardstick.said(),
    )
    assert found
    assert all(int(number) > 0 for number in found.groups())


def test_the_work_is_the_same_each_time(monkeypatch):
    compared = []
    monkeypatch.setattr(
        yardstick.process, "cdist", lambda asked, _, **__: compared.append(list(asked))
    )
    yardstick.work()
    yardstick.work()
    assert compared[0] == compared[1]
    assert len(compared[0]) == yardstick.NAMES
