"""The demonstration's mailboxes: invented people, a reserved domain, no other file changed."""

from __future__ import annotations

import pyarrow as pa

from refdata.ans import Quarantine, read_mailboxes
from refdata.demo.mailboxes import DOMAIN
from refdata.sources import SourceFolder


def test_mailboxes_are_of_the_people_of_the_extraction(tiny) -> None:
    source, date = SourceFolder.scan(tiny.folder).mailboxes
    assert date == "2026-09-23"
    people = {row["identifiant_pp"] for row in tiny.activities}
    quarantine = Quarantine()
    table = read_mailboxes(source, pa.array(sorted(people)), quarantine)
    assert len(quarantine) == 0
    rows = table.to_pylist()
    assert 0.4 * len(people) < len(rows) < 0.8 * len(people)
    assert len({row["adresse_bal"] for row in rows}) == len(rows)
    assert {row["adresse_bal"].endswith(f".{DOMAIN}") for row in rows} == {True}
    lines = source.path.read_text(encoding="utf-8").splitlines()
    assert any(line.startswith("ORG|") for line in lines)
    assert {line.count("|") for line in lines} == {30}
    assert len(lines) - 1 == len(rows) + sum(line.startswith("ORG|") for line in lines)
