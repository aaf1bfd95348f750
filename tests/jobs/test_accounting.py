"""Read = kept + outside + duplicates + quarantined, to the row, from the files to the manifest."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.pipeline import tables
from jobs.pipeline.ledger import Ledger
from jobs.pipeline.releases import manifest_of
from jobs.pipeline.sources import Provided, select
from jobs.pipeline.update import update
from jobs.progress import NullProgress
from refdata.paths import DataPaths
from tests.refdata.ans.extraction import TITLES, activity
from tests.support.small_world import write_source

PARTS = ("hors_region", "etranger", "sans_lieu", "quarantaine", "doublons_exacts", "activites")

KINDS = {
    "activites": {"code_commune_declare": "67901"},
    "hors_region": {"code_postal": "75011"},
    "etranger": {"code_pays": "99109", "libelle_commune": "Kehl"},
    "sans_lieu": {},
}
FAULTS = {
    "too few fields": lambda line: line.rsplit(b"|", 9)[0],
    "too many fields": lambda line: line + b"|x|y|z",
    "no UTF-8": lambda line: line.replace(b"|NOM", b"|N\xe9M"),
    "a NUL": lambda line: line.replace(b"|NOM", b"|N\0M"),
    "blank": lambda line: b"",
    "nobody": lambda line: line.replace(b"899000000001", b""),
}

LINE = st.tuples(
    st.sampled_from(sorted(KINDS)), st.sampled_from([None, None, None, *FAULTS]), st.booleans()
)


def written(folder: Path, drawn: list[tuple[str, str | None, bool]]) -> dict[str, int]:
    """Write an extraction of the lines drawn; return the accounting that a right reader finds.

    Each line is of another person; one that is drawn as repeated stands twice.
    """
    counts = dict.fromkeys(PARTS, 0)
    lines = []
    for number, (kind, fault, repeated) in enumerate(drawn):
        line = activity(**KINDS[kind], nom=f"NOM{number}").encode()
        line = FAULTS[fault](line) if fault else line
        lines += [line] * (1 + repeated)
        if fault:
            counts["quarantaine"] += 1 + repeated
        elif kind == "activites":
            counts["activites"] += 1
            counts["doublons_exacts"] += repeated
        else:
            counts[kind] += 1 + repeated
    for old in folder.glob("PS_LibreAcces_*.zip"):
        old.unlink()
    body = b"\n".join(["|".join(TITLES).encode(), *lines]) + b"\n"
    (folder / "PS_LibreAcces_Personne_activite_202610071200.txt").write_bytes(body)
    return {"lignes_lues": len(lines), **counts}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Official files whose extraction each example replaces; its companions stay."""
    import zipfile

    folder = write_source(tmp_path_factory.mktemp("faulty"))
    with zipfile.ZipFile(next(folder.glob("*.zip"))) as archive:
        for name in archive.namelist():
            if "Personne_activite" not in name:
                (folder / name).write_bytes(archive.read(name))
    return folder


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(LINE, max_size=30))
def test_every_line_of_a_faulty_file_is_accounted_for(folder: Path, drawn: list) -> None:
    drawn = [("activites", None, False), *drawn]
    expected = written(folder, drawn)
    with tempfile.TemporaryDirectory() as root:
        ledger = Ledger(DataPaths(Path(root)))
        selection = select(Provided.folder(folder), None, ledger)
        counts = tables.read_directory(selection, ledger.paths, NullProgress())["comptes"]
        assert {name: counts[name] for name in expected} == expected
        assert counts["lignes_lues"] == sum(counts[name] for name in PARTS)
        read = tables.directory_paths(ledger.paths)
        assert pq.read_metadata(read["activites"]).num_rows == expected["activites"]
        refused = pq.read_table(read["quarantaine"]).to_pylist()
        assert len(refused) == expected["quarantaine"]
        assert all(row["ligne"] > 1 and row["raison"] for row in refused)


def test_an_update_of_a_faulty_file_closes_its_accounts(folder: Path, tmp_path: Path) -> None:
    drawn = [(kind, fault, True) for kind in sorted(KINDS) for fault in (None, *FAULTS)]
    expected = written(folder, drawn)
    data = DataPaths(tmp_path / "data")
    update(str(folder), None, data, NullProgress())
    counts = manifest_of(data.current)["comptes"]
    assert {name: counts[name] for name in expected} == expected
    assert counts["activites"] == pq.read_metadata(data.current / "activites.parquet").num_rows


@pytest.mark.real
def test_every_line_of_the_shared_extraction_is_accounted_for(
    shared_dir: Path, tmp_path: Path
) -> None:
    """All departments that have addresses there; `test_real.py` compares with the known counts."""
    ledger = Ledger(DataPaths(tmp_path))
    selection = select(Provided.folder(shared_dir / "real/source"), None, ledger)
    counts = tables.read_directory(selection, ledger.paths, NullProgress())["comptes"]
    assert counts["lignes_lues"] == sum(counts[name] for name in PARTS) > 60_000
    paths = tables.directory_paths(ledger.paths)
    assert pq.read_metadata(paths["activites"]).num_rows == counts["activites"]
    refused = pq.read_table(paths["quarantaine"])
    own = [f for f in refused["fichier"].to_pylist() if "ersonne_activite" in f.replace("-", "_")]
    assert len(own) == counts["quarantaine"]
