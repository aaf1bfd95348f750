"""Processes that help with large tables: the same answers, whatever happens to them; none left behind."""

import gc
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geocoder import Geocoder, QueryTableError
from geocoder.batch.processes import Workers
from geocoder.batch.shares import UNEVEN, share_count, shares
from geocoder.batch.table import distinct_answers
from tests.geocoder.test_batch import GOLD, _table

ROOT = Path(__file__).parents[2]


@pytest.fixture
def opened(index_path: Path, monkeypatch):
    """A geocoder of its own, for which every table is large."""
    monkeypatch.setattr("geocoder.batch.table.WORTH_IT", 2)
    monkeypatch.setattr("geocoder.batch.shares.WORTH_IT", 2)
    with Geocoder.open(index_path) as geocoder:
        yield geocoder


def _is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be buried does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.is_file() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def _ends(pid: int) -> bool:
    """Whether a process ends within a few seconds."""
    until = time.monotonic() + 20
    while _is_alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not _is_alive(pid)


@pytest.mark.slow
def test_the_number_of_processes_changes_nothing(geocoder: Geocoder, opened: Geocoder):
    alone = geocoder.geocode_table(_table(GOLD * 2))

    assert opened.geocode_table(_table(GOLD * 2), processes=3).equals(alone)
    assert len(opened.workers.pids) == 2


@pytest.mark.slow
def test_a_large_table_is_cut_into_more_shares_than_processes(
    geocoder: Geocoder, opened: Geocoder, monkeypatch
):
    monkeypatch.setattr("geocoder.batch.shares.SHARE", 1)
    table = _table(GOLD * 2)

    assert share_count(table.num_rows, 2) == 8
    assert opened.geocode_table(table, processes=2).equals(geocoder.geocode_table(table))


@pytest.mark.parametrize(
    ("rows", "shares_of_two"), [(20_000, 2), (125_000, 2), (250_000, 4), (10**7, 8)]
)
def test_who_is_done_sooner_finds_another_share_of_a_large_table(rows, shares_of_two):
    assert share_count(rows, 2) == shares_of_two


@pytest.mark.slow
def test_workers_stay_for_the_next_table_until_they_are_closed(opened: Geocoder):
    opened.start_workers(2, rows=1)
    assert opened.workers.pids == []
    opened.start_workers(2)
    (pid,) = opened.workers.pids

    for _ in range(2):
        opened.geocode_table(_table(GOLD), processes=2)
        assert opened.workers.pids == [pid]

    opened.close()
    assert not _is_alive(pid)
    assert opened.workers.pids == []


@pytest.mark.slow
def test_workers_end_with_their_geocoder(index_path: Path):
    geocoder = Geocoder.open(index_path)
    geocoder.start_workers(3)
    pids = geocoder.workers.pids

    del geocoder
    gc.collect()

    assert len(pids) == 2
    assert not any(_is_alive(pid) for pid in pids)


@pytest.mark.slow
def test_the_share_of_a_dead_worker_is_answered_all_the_same(
    geocoder: Geocoder, opened: Geocoder, caplog
):
    alone = geocoder.geocode_table(_table(GOLD))
    opened.start_workers(2)
    (pid,) = opened.workers.pids
    stopped = opened.workers.answer

    def killed(here, *given):
        def after_the_kill(share):
            with suppress(ProcessLookupError):  # it was killed at the first share
                os.kill(pid, signal.SIGKILL)
            return here(share)

        return stopped(after_the_kill, *given)

    os.kill(pid, signal.SIGSTOP)  # it will not have answered when it is killed
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workers, "answer", lambda _self, *given: killed(*given))
        assert opened.geocode_table(_table(GOLD), processes=2).equals(alone)
    assert "has ended (exit status -9)" in caplog.text

    assert opened.geocode_table(_table(GOLD), processes=2).equals(alone)
    assert opened.workers.pids != [pid]


@pytest.mark.slow
def test_the_share_sent_to_a_worker_that_has_just_died_is_answered_all_the_same(
    geocoder: Geocoder, opened: Geocoder, caplog, monkeypatch
):
    alone = geocoder.geocode_table(_table(GOLD))
    assert opened.geocode_table(_table(GOLD), processes=2).equals(alone)
    (pid,) = opened.workers.pids
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # nobody has been told yet
    monkeypatch.setattr("geocoder.batch.processes._Worker.is_running", True)

    assert opened.geocode_table(_table(GOLD), processes=2).equals(alone)
    assert "has ended (exit status -9)" in caplog.text


@pytest.mark.slow
def test_a_worker_that_cannot_open_the_index_says_why(geocoder: Geocoder, index_path, caplog):
    workers = Workers(index_path, "another")
    table, parts = _table(GOLD), shares(_table(GOLD), 2)

    found = workers.answer(lambda share: distinct_answers(geocoder, share), table, parts, 2)
    workers.close()

    assert found.expanded().equals(geocoder.geocode_table(table))
    assert "is not the index another any more" in caplog.text


@pytest.mark.slow
def test_there_may_be_more_parts_than_processes(geocoder: Geocoder, opened: Geocoder):
    table = _table(GOLD)
    parts = np.array_split(np.random.default_rng(5).permutation(len(GOLD)), 7)

    found = opened.workers.answer(
        lambda share: distinct_answers(geocoder, share), table, [np.sort(p) for p in parts], 2
    )

    assert found.expanded().equals(geocoder.geocode_table(table))
    assert len(opened.workers.pids) == 1


@pytest.mark.slow
def test_an_error_here_waits_for_nobody(opened: Geocoder):
    table = pa.table({"postcode": ["67000", "68000"] * 9, "street": [1] * 18})

    with pytest.raises(QueryTableError, match="street"):
        opened.geocode_table(table, processes=2)

    assert opened.workers.pids == []


def test_without_other_processes_everything_is_answered_here(
    geocoder: Geocoder, opened: Geocoder, monkeypatch, caplog
):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    answers = opened.geocode_table(_table(GOLD), processes=2)

    assert answers.equals(geocoder.geocode_table(_table(GOLD)))
    assert "can be started" in caplog.text


SCRIPT = """
import sys, time
from pathlib import Path
from geocoder import Geocoder
geocoder = Geocoder.open(Path(sys.argv[1]))
geocoder.start_workers(2)
print(*geocoder.workers.pids, flush=True)
if sys.argv[2] == "stay":
    time.sleep(60)
"""


def _parent(index_path: Path, what: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-c", SCRIPT, str(index_path), what]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=ROOT)


@pytest.mark.slow
def test_a_killed_process_leaves_no_worker(index_path: Path):
    with _parent(index_path, "stay") as parent:
        pid = int(parent.stdout.readline())
        assert _is_alive(pid)
        parent.kill()

    assert _ends(pid)


@pytest.mark.slow
def test_a_process_that_closes_nothing_ends_in_silence(index_path: Path):
    with _parent(index_path, "end") as parent:
        said, complaints = parent.communicate()

    assert (parent.returncode, complaints) == (0, "")
    assert not _is_alive(int(said))


POSTCODES = st.sampled_from(["67000", "", "57000", "08000", "54000", None])


def _places(postcodes, addresses):
    return pa.table(
        {
            "postcode": pa.array(postcodes, pa.string()),
            "address": pa.array(addresses, pa.string()),
        }
    )


@given(
    st.lists(st.tuples(POSTCODES, st.sampled_from(["", "A", "B", "C"])), max_size=40),
    st.integers(2, 4),
)
def test_shares_hold_every_row_once_and_none_is_much_larger(rows, count):
    parts = shares(_places([p for p, _ in rows], [a for _, a in rows]), count)

    assert sorted(np.concatenate([*parts, []]).tolist()) == list(range(len(rows)))
    assert all(len(part) and (np.diff(part) > 0).all() for part in parts)
    assert all(len(part) <= (1 + 2 * UNEVEN) * len(rows) / count + 1 for part in parts)


def test_a_postcode_is_not_parted_where_shares_are_even_without():
    postcodes = ["67000", "57000", None, "08000", "57000", "67000", "", "08000"] * 5
    addresses = ["A", "A", "A", "A", "B", "B", "B", "B"] * 5

    parts = shares(_places(postcodes, addresses), 2)

    seen = [{postcodes[at] or addresses[at] for at in part} for part in parts]
    assert seen == [{"08000", "57000"}, {"67000", "A", "B"}]


def test_free_lines_are_shared_too():
    table = pa.table({"address": [f"{n} rue des Lilas 67000 Strasbourg" for n in range(100)]})

    assert [part.tolist() for part in shares(table, 4)] == [
        list(range(start, start + 25)) for start in range(0, 100, 25)
    ]
