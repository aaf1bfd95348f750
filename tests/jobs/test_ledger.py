"""The record of what was done: when a step is skipped, and when it is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jobs.errors import JobError, NotBuiltError
from jobs.pipeline.ledger import Ledger, Step, code_digest, digest_of, file_digest
from refdata.paths import DataPaths


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    return DataPaths(tmp_path)


def step(paths: DataPaths, key: str = "k", name: str = "s") -> Step:
    return Step(name, key, (paths.table("t"),))


def write(paths: DataPaths, text: str = "abc") -> dict[str, int]:
    paths.tables.mkdir(exist_ok=True)
    paths.table("t").write_text(text, encoding="utf-8")
    return {"n": len(text)}


def test_a_step_is_done_once_and_its_facts_are_kept(paths: DataPaths) -> None:
    assert Ledger.open(paths).run(step(paths), lambda: write(paths))
    again = Ledger.open(paths)
    assert not again.run(step(paths), lambda: pytest.fail("done twice"))
    assert again.facts("s", "refdata") == {"n": 3}
    assert again.key("s", "refdata") == "k"


@pytest.mark.parametrize("change", ["key", "output gone", "output cut"])
def test_a_step_is_done_again_when_something_changed(paths: DataPaths, change: str) -> None:
    Ledger.open(paths).run(step(paths), lambda: write(paths))
    if change == "output gone":
        paths.table("t").unlink()
    elif change == "output cut":
        paths.table("t").write_text("a", encoding="utf-8")
    asked = step(paths, "other" if change == "key" else "k")
    assert Ledger.open(paths).run(asked, lambda: write(paths))


def test_a_step_that_was_cut_is_forgotten(paths: DataPaths) -> None:
    """Its output may be new and its record old, even of the same size."""
    Ledger.open(paths).run(step(paths), lambda: write(paths))

    def cut() -> None:
        write(paths, "xyz")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Ledger.open(paths).run(step(paths, "other"), cut)
    assert not Ledger.open(paths).is_fresh(step(paths))


def test_a_file_is_read_again_when_its_date_or_size_changes(paths: DataPaths) -> None:
    path, ledger = paths.root / "x", Ledger(paths)
    path.write_text("abc", encoding="utf-8")
    first = ledger.digest(path)
    assert first == file_digest(path)
    path.write_text("xyz", encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert ledger.digest(path) == file_digest(path) != first


def test_a_record_of_another_version_is_as_no_record(paths: DataPaths) -> None:
    paths.state.write_text('{"version": 0}', encoding="utf-8")
    assert Ledger.open(paths).steps == {}


def test_what_was_never_done_is_named(paths: DataPaths) -> None:
    with pytest.raises(NotBuiltError, match="run `cigogne index` first"):
        Ledger(paths).facts("index", "index")


def test_digests_tell_values_apart() -> None:
    assert digest_of(["a", "b"]) == digest_of(["a", "b"]) != digest_of(["ab"])
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})


def test_code_digest_is_of_the_modules_and_of_the_tables_they_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new word of the geocoder's vocabulary must build its index again, as a new line of code."""
    monkeypatch.syspath_prepend(tmp_path)
    found = set()
    for name, code, words in (("one", "a", "x"), ("two", "b", "x"), ("three", "a", "y")):
        (tmp_path / name / "words").mkdir(parents=True)
        (tmp_path / name / "__init__.py").write_text(code, encoding="utf-8")
        (tmp_path / name / "words/words.csv").write_text(words, encoding="utf-8")
        found.add(code_digest(name))
    assert len(found) == 3
    assert code_digest("one", without="words") not in found


def test_code_digest_needs_a_package() -> None:
    assert code_digest("refdata") != code_digest("refdata", without="demo")
    with pytest.raises(JobError, match="has no sources"):
        code_digest("no_such_package")
