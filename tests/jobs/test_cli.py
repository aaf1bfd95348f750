"""The command line: exit codes, what goes to stdout and to stderr, help."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import jobs.server
from jobs import demo
from jobs.cli import COMMANDS
from jobs.demo import ensure_world
from jobs.errors import JobError
from jobs.pipeline.releases import current_identifier
from jobs.progress import NullProgress
from jobs.server import ServerOptions, server_command
from refdata.paths import DataPaths

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_help(cigogne, command: str) -> None:
    result = cigogne(command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: cli {command}")
    assert result.stderr == ""


def test_help_lists_every_command(cigogne) -> None:
    listed = cigogne("--help").stdout.split("Commands:")[1].split("\n")
    assert [line.split()[0] for line in listed if line.strip()] == list(COMMANDS)


def test_help_and_status_import_nothing_heavy() -> None:
    program = (
        "import sys\nfrom jobs.cli import cli\n"
        "for words in (['--help'], ['status', '--data', 'nowhere']):\n"
        "    cli(words, standalone_mode=False)\n"
        "print(sorted({'pyarrow', 'numpy', 'pandas', 'geocoder', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "words",
    [
        ["nosuch"],
        ["update", "--timeout", "0"],
        ["fetch", "--ca-bundle", "nowhere.pem"],
        ["update", "--source", "x", "--departments", "alsace"],
        ["update", "--source", "x", "--departments", ","],
        ["search"],
        ["reverse", "7"],
        ["reverse", "200", "48"],
        ["serve", "--port", "99999"],
        ["evaluate", "nowhere.csv"],
        ["geocode", "nowhere.csv", "-o", "out.csv"],
        ["demo", "--scale", "huge"],
    ],
)
def test_wrong_usage_is_2(cigogne, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CIGOGNE_SOURCE", raising=False)
    result = cigogne(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage:" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["update", "--source", "nowhere"], "no folder found"),
        (["refdata", "--source", "https://example.org/miroir"], "run `cigogne fetch`"),
        (["refdata"], "run `cigogne fetch` first"),
        (["fetch", "--source", "nowhere"], "no folder found"),
        (["index"], "run `cigogne refdata` first"),
        (["locate"], "run `cigogne index` first"),
        (["publish"], "run `cigogne refdata` first"),
        (["search", "rue des Lilas"], "run `cigogne update` first"),
        (["reverse", "7.1", "48.1"], "run `cigogne update` first"),
        (["serve"], "run `cigogne update` first"),
        (["rollback"], "no release before"),
    ],
)
def test_failure_is_one_sentence_and_1(cigogne, tmp_path, words, said: str) -> None:
    result = cigogne(*words, "--data", tmp_path / "data")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert said in result.stderr
    assert result.stderr.startswith("cigogne: ")
    assert result.stderr.count("\n") == 1


def test_refusal_of_the_system_is_one_sentence(cigogne, world, data: DataPaths) -> None:
    data.state.unlink()
    data.state.mkdir()
    result = cigogne("update", "--source", world, "--data", data.root)
    assert result.exit_code == 1
    assert f"cigogne: {data.state}: Is a directory; check the path" in result.stderr


def test_missing_pieces_of_a_source_are_named(cigogne, source: Path, tmp_path: Path) -> None:
    words = ("update", "--source", source, "--data", tmp_path / "data")
    asked = cigogne(*words, "--departments", "67,88")
    assert (asked.exit_code, "adresses-88.csv.gz" in asked.stderr) == (1, True)
    (source / "epcis-region-44.json").unlink()
    missing = cigogne(*words)
    assert (missing.exit_code, "epcis-region" in missing.stderr) == (1, True)


def test_update_says_the_release_on_stdout_and_the_rest_on_stderr(cigogne, world, tmp_path) -> None:
    words = ("update", "--source", world, "--departments", "67,68", "--data", tmp_path / "data")
    first, second = cigogne(*words), cigogne(*words)
    assert first.exit_code == second.exit_code == 0
    assert first.stdout == second.stdout
    assert first.stdout.strip() == current_identifier(DataPaths(tmp_path / "data"))
    assert "Locating addresses" in first.stderr
    assert second.stderr == "nothing had changed\n"


def test_steps_one_by_one_give_the_same_release(cigogne, world, published, tmp_path) -> None:
    data = ("--data", tmp_path / "data")
    assert "annuaire" in cigogne("refdata", "--source", world, *data).stdout.split()
    assert cigogne("index", *data).stdout == "index\n"
    assert cigogne("index", *data).stderr == "nothing had changed\n"
    assert cigogne("locate", *data).stdout == "localisation\n"
    assert cigogne("publish", *data).stdout.strip() == current_identifier(published)


def test_source_and_data_may_come_from_the_environment(
    cigogne, world, published: DataPaths, monkeypatch: pytest.MonkeyPatch, data: DataPaths
) -> None:
    monkeypatch.setenv("CIGOGNE_SOURCE", str(world))
    monkeypatch.setenv("CIGOGNE_DATA", str(data.root))
    assert cigogne("update").stdout.strip() == current_identifier(published)


def test_a_damaged_index_is_rebuilt_as_its_message_says(cigogne, data: DataPaths) -> None:
    asked = ("search", "12 rue des Lilas 68010 Colline-la-Ville", "--data", data.root)
    index = next(data.index.iterdir())
    for path in index.rglob("*"):
        if path.is_file():
            path.unlink()
    broken = cigogne(*asked)
    assert broken.exit_code == 1
    assert "cigogne index" in broken.stderr
    assert cigogne("index", "--rebuild", "--data", data.root).stdout == "index\n"
    assert "68901_0060_00012" in cigogne(*asked).stdout


def test_search(cigogne, published: DataPaths) -> None:
    words = ("search", "12 rue des Lilas 68010 Colline-la-Ville", "--data", published.root)
    said = cigogne(*words).stdout.splitlines()[0].split("\t")
    assert said[1] == "housenumber"
    assert said[4] == "68901_0060_00012"
    found = json.loads(cigogne(*words, "--json", "--limit", "1").stdout)
    assert [row["result_id"] for row in found] == ["68901_0060_00012"]


def test_search_without_answer_says_so_on_stderr(cigogne, published: DataPaths) -> None:
    result = cigogne("search", "zzzz", "--data", published.root)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "nothing found\n")


def test_search_explains(cigogne, published: DataPaths) -> None:
    words = ("search", "12 rue des Lilas 68010 Colline-la-Ville", "--explain")
    assert "Lilas" in cigogne(*words, "--data", published.root).stdout
    assert json.loads(cigogne(*words, "--json", "--data", published.root).stdout)


def test_reverse(cigogne, published: DataPaths) -> None:
    street = cigogne("search", "3 rue du Moulin Grand-Val", "--json", "--data", published.root)
    place = json.loads(street.stdout)[0]
    words = ("reverse", place["longitude"], place["latitude"], "--data", published.root)
    found = json.loads(cigogne(*words, "--json").stdout)
    assert found[0]["result_id"] == place["result_id"]


def test_reverse_takes_a_longitude_west_of_greenwich(cigogne, published: DataPaths) -> None:
    assert cigogne("reverse", "-4.5", "48.4", "--data", published.root).exit_code == 0


def test_status(cigogne, published: DataPaths) -> None:
    said = cigogne("status", "--data", published.root)
    assert f"* {current_identifier(published)}" in said.stdout
    assert "lines read: 24" in said.stdout
    assert said.stderr == ""
    found = json.loads(cigogne("status", "--json", "--data", published.root).stdout)
    assert found["courante"] == found["versions"][0]["identifiant"]
    assert found["espace_libre_octets"] > 0


def test_status_of_nothing(cigogne, tmp_path: Path) -> None:
    result = cigogne("status", "--data", tmp_path / "nowhere")
    assert result.exit_code == 0
    assert "run `cigogne update`" in result.stdout


def test_doctor_finds_all_well(cigogne, published: DataPaths) -> None:
    result = cigogne("doctor", "--json", "--data", published.root)
    checks = json.loads(result.stdout)
    assert result.exit_code == 0
    assert not [check for check in checks if check["verdict"] == "problem"]


def test_doctor_finds_what_is_wrong(cigogne, data: DataPaths, tmp_path: Path) -> None:
    assert cigogne("doctor", "--data", tmp_path / "nowhere").exit_code == 1
    (data.current / "epci.parquet").unlink()
    (data.current / "personnes.parquet").write_bytes(b"PAR1 cut")
    (data.releases / ".partial-x").mkdir()
    shutil.rmtree(data.index)
    result = cigogne("doctor", "--data", data.root)
    assert result.exit_code == 1
    for said in (
        "epci.parquet: missing",
        "damaged file",
        "left by an update",
        "no geocoder index here",
    ):
        assert said in result.stdout


def test_serve_becomes_the_dashboard(
    cigogne, published: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(jobs.server, "become", became.append)
    result = cigogne("serve", "--port", "8123", "--workers", "3", "--data", published.root)
    assert result.exit_code == 0
    assert became == [server_command(published, ServerOptions("127.0.0.1", 8123, 3))]
    assert became[0][:3] == [sys.executable, "-m", "dashboard"]


@pytest.mark.skipif(os.name != "posix", reason="exec replaces a process on POSIX only")
def test_become_replaces_the_process() -> None:
    program = f"from jobs.server import become; become([{sys.executable!r}, '-c', 'print(7)'])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "7\n"


def test_demonstration_never_replaces_real_data(published: DataPaths) -> None:
    with pytest.raises(JobError, match="is not fictitious"):
        ensure_world(published, "tiny", NullProgress())


@pytest.mark.slow
def test_demonstration_is_built_once_and_says_that_it_is_fictitious(cigogne, tmp_path) -> None:
    words = ("demo", "--scale", "tiny", "--no-serve", "--data", tmp_path / "demo")
    first = cigogne(*words)
    assert first.exit_code == 0, first.stderr
    status = json.loads(cigogne("status", "--json", "--data", tmp_path / "demo").stdout)
    assert status["versions"][0]["demonstration"] is True
    assert status["versions"][0]["comptes"]["activites"] > 300
    second = cigogne(*words)
    assert second.stdout == first.stdout
    assert second.stderr == ""


def test_a_killed_generation_leaves_no_world(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = DataPaths(tmp_path)

    def killed(folder: Path, *arguments: object) -> None:
        (folder / "adresses-67.csv.gz").write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr("refdata.demo.write_world", killed)
    with pytest.raises(KeyboardInterrupt):
        ensure_world(paths, "tiny", NullProgress())
    assert not (paths.sources / "demonstration" / demo.world_version("tiny")).exists()
