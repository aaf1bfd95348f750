"""The update on the real files beside the repository, against their known counts and answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jobs.evaluation.gold import cases_of_release, read_gold
from jobs.evaluation.measures import measured
from jobs.pipeline.releases import manifest_of
from jobs.pipeline.update import update
from jobs.progress import NullProgress
from refdata.paths import DataPaths

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(scope="module")
def real(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> DataPaths:
    """Data directory of the real files of three departments."""
    paths = DataPaths(tmp_path_factory.mktemp("real"))
    source = shared_dir / "real/source"
    update(str(source), frozenset({"08", "52", "55"}), paths, NullProgress())
    return paths


def test_counts_are_those_of_the_summary(shared_dir: Path, real: DataPaths) -> None:
    summary = json.loads((shared_dir / "eval/ans_dev/summary.json").read_text(encoding="utf-8"))
    location, lines = summary["location"], summary["personne_activite"]
    repeated = location["region_rows"] - location["region_rows_without_duplicates"]
    counts = manifest_of(real.current)["comptes"]
    assert counts == {
        "lignes_lues": lines["physical_lines"] - lines["header_lines"],
        "hors_region": location["outside_region_rows"],
        "etranger": location["foreign_rows"],
        "sans_lieu": location["rows_without_location"],
        "doublons_exacts": repeated,
        "quarantaine": lines["malformed_records"],
        "activites": location["region_rows_without_duplicates"],
        "personnes": location["region_persons"],
        "lieux_exercice": location["region_structures_by_identifiant_technique"],
        "localisees": counts["localisees"],
    }
    assert counts["localisees"] > 0.99 * counts["activites"]


def test_streets_are_right_and_no_row_is_lost(shared_dir: Path, real: DataPaths) -> None:
    rows = read_gold(shared_dir / "eval/ans_dev/truth.csv")
    cases = cases_of_release(rows, real.current)
    assert len(cases) == manifest_of(real.current)["comptes"]["activites"]
    on_a_street = [case for case in cases if case.level in {"street", "housenumber"}]
    group = measured("street or house number", on_a_street)
    right, judged = group.shares["street"]
    assert group.lost == 0
    assert right >= 0.97 * judged
    right, judged = measured("all", cases).shares["commune"]
    assert right >= 0.995 * judged


def test_default_departments_leave_the_neighbour_out(shared_dir: Path, real: DataPaths) -> None:
    """Belfort (90) has an address file there and is no department of Grand Est."""
    update(str(shared_dir / "real/source"), None, real, NullProgress())
    assert manifest_of(real.current)["departements"] == ["08", "52", "55"]
