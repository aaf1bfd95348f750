"""MSSanté mailboxes in the update: optional, joined by person, never of those who left."""

from __future__ import annotations

from pathlib import Path

from jobs.pipeline.releases import manifest_of
from jobs.pipeline.update import update
from jobs.progress import NullProgress
from refdata.paths import DataPaths
from refdata.tables import MESSAGERIE
from tests.refdata.ans.test_mailboxes import file_of, line
from tests.support.small_world import ACTIVITIES, person, write_extraction


def boxes(paths: DataPaths) -> list[str]:
    return MESSAGERIE.read(paths.current / "messageries.parquet")["identifiant_pp"].to_pylist()


def test_without_the_file_the_table_is_empty(published: DataPaths) -> None:
    assert boxes(published) == []
    assert manifest_of(published.current)["sources"]["messageries"] == {
        "millesime": None,
        "fichiers": [],
    }


def test_the_mailboxes_follow_their_file_and_their_persons(source: Path, data: DataPaths) -> None:
    first = manifest_of(data.current)["identifiant"]
    one, gone = person(1)["identifiant_pp"], person(2)["identifiant_pp"]
    rows = (line(identifiant_pp=one), line(identifiant_pp=gone), line(identifiant_pp="899"), "bad")
    written = file_of(source, *rows).path
    report = update(str(source), None, data, NullProgress())
    assert report.redone == ("messageries",)
    assert boxes(data) == [one, gone]
    told = manifest_of(data.current)["sources"]["messageries"]
    assert [file["nom"] for file in told["fichiers"]] == ["extraction-correspondance-mssante.txt"]
    assert update(str(source), None, data, NullProgress()).redone == ()
    kept = [row for row in ACTIVITIES if row.person != 2]
    write_extraction(source, kept, "202610071200")
    update(str(source), None, data, NullProgress())
    assert boxes(data) == [one]  # who leaves the directory leaves the mailboxes
    written.unlink()
    (source / "PS_LibreAcces_202610071200.zip").unlink()
    update(str(source), None, data, NullProgress())
    assert boxes(data) == []
    assert manifest_of(data.current)["identifiant"] == first
