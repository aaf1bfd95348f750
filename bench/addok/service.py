"""addok made ready in a folder of its own: its packages, a redis server, the imported reference.

Nothing is installed on the machine: redis comes from Debian's packages, unpacked in the folder;
addok from PyPI, in a virtual environment of the folder. The server is stopped at the end.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.addok.reference import write_documents
from geocoder import IndexSources
from refdata.atomic import write_text

PACKAGES = (
    "setuptools<81",  # addok-france reads its version through pkg_resources
    "addok==1.3.2",
    "addok-fr==1.1.0",
    "addok-france==1.2.0",
    "addok-sqlite-store==1.1.0",  # documents in SQLite, as in production
)
"""addok-trigrams must not be there: merely installed, it switches pairs and fuzziness off."""

CONFIGURATION = """\
EXTRA_FIELDS = [{{"key": "citycode"}}, {{"key": "oldcitycode"}}, {{"key": "oldcity"}}]
FILTERS = ["type", "citycode", "postcode"]
QUERY_PROCESSORS_PYPATHS = [
    "addok.helpers.text.check_query_length",
    "addok_france.extract_address",
    "addok_france.clean_query",
    "addok_france.remove_leading_zeros",
]
SEARCH_RESULT_PROCESSORS_PYPATHS = [
    "addok.helpers.results.match_housenumber",
    "addok_france.make_labels",
    "addok.helpers.results.score_by_importance",
    "addok.helpers.results.score_by_autocomplete_distance",
    "addok.helpers.results.score_by_ngram_distance",
    "addok.helpers.results.score_by_geo_distance",
]
PROCESSORS_PYPATHS = [
    "addok.helpers.text.tokenize",
    "addok.helpers.text.normalize",
    "addok_france.glue_ordinal",
    "addok_france.fold_ordinal",
    "addok_france.flag_housenumber",
    "addok.helpers.text.synonymize",
    "addok_fr.phonemicize",
]
DOCUMENT_STORE_PYPATH = "addok_sqlite_store.SQLiteStore"
SQLITE_DB_PATH = {store!r}
LOG_DIR = {folder!r}
"""
"""The settings of the national service (facts of its public configuration), and two paths."""


@dataclass(frozen=True, slots=True)
class Addok:
    """A running addok: what a process needs to ask it, and what the import cost."""

    folder: Path
    python: Path
    port: int
    redis_pid: int
    imported: dict[str, float]
    """`documents`, `import_s`, `ngrams_s`, `store_mb`, and a count for each type of document."""

    @property
    def environment(self) -> dict[str, str]:
        """Environment of a process that asks this addok."""
        return {
            **os.environ,
            "ADDOK_CONFIG_MODULE": str(self.folder / "addok.conf"),
            "REDIS_HOST": "127.0.0.1",
            "REDIS_PORT": str(self.port),
        }

    def redis_cpu(self) -> float:
        """CPU seconds the server has used so far."""
        fields = Path(f"/proc/{self.redis_pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def redis_mb(self) -> float:
        """Resident memory of the server, megabytes."""
        pages = int(Path(f"/proc/{self.redis_pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def running(folder: Path, sources: IndexSources) -> Iterator[Addok]:
    """Make what is missing in `folder`, start redis, import the tables unless done; stop at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    python, server = _virtual_environment(folder), _redis_server(folder)
    write_text(
        folder / "addok.conf",
        CONFIGURATION.format(store=str(folder / "addok.db"), folder=str(folder)),
    )
    documents = folder / "reference.ndjson"
    counts = write_documents(sources, documents)
    digest = hashlib.sha256(documents.read_bytes()).hexdigest()
    done = _already_imported(folder, digest)
    if done is None:
        for name in ("dump.rdb", "addok.db"):
            (folder / name).unlink(missing_ok=True)
    with _redis(folder, server) as (process, port):
        addok = Addok(folder, python, port, process.pid, done or {})
        if done is None:
            addok.imported.update(_import(addok, documents), **counts)
            _save(port)
            record = {"digest": digest, "figures": addok.imported}
            write_text(folder / "imported.json", json.dumps(record))
        yield addok


def _already_imported(folder: Path, digest: str) -> dict[str, float] | None:
    record = folder / "imported.json"
    if not record.is_file() or not (folder / "dump.rdb").is_file():
        return None
    kept = json.loads(record.read_text())
    return kept["figures"] if kept["digest"] == digest else None


def _virtual_environment(folder: Path) -> Path:
    """The Python of the folder's virtual environment, made with addok's packages if absent."""
    python = folder / "venv/bin/python"
    stamp = folder / "venv/packages.txt"
    if not stamp.is_file() or stamp.read_text() != "\n".join(PACKAGES):
        print("addok: installing its packages in a virtual environment", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder / "venv"], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        stamp.write_text("\n".join(PACKAGES))
    return python


def _redis_server(folder: Path) -> list[str]:
    """Command that starts redis: the machine's, or Debian's packages unpacked in the folder."""
    if installed := shutil.which("redis-server"):
        return [installed]
    root = folder / "redis"
    if not (root / "usr/bin/redis-server").is_file():
        print("addok: unpacking redis-server from Debian's packages", file=sys.stderr)
        archives = folder / "archives"
        (archives / "partial").mkdir(parents=True, exist_ok=True)
        options = ["-o", f"Dir::Cache::archives={archives}", "-o", "Debug::NoLocking=1"]
        subprocess.run(
            ["apt-get", *options, "--quiet", "--yes", "--no-install-recommends",
             "--download-only", "install", "redis-server"],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        for archive in sorted(archives.glob("*.deb")):
            subprocess.run(["dpkg-deb", "-x", archive, root], check=True)
    libraries = sorted({str(p.parent) for p in root.glob("usr/lib/**/*.so*")})
    return ["env", f"LD_LIBRARY_PATH={':'.join(libraries)}", str(root / "usr/bin/redis-server")]


@contextmanager
def _redis(folder: Path, server: list[str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Start redis on a free port of this machine, with the data of the folder; stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    log = (folder / "redis.log").open("wb")
    process = subprocess.Popen([*server, *options], stdout=log, stderr=log)
    try:
        _wait_until_loaded(port)
        yield process, port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        log.close()


def _ask(port: int, command: str) -> str:
    """First line redis answers to an inline command."""
    with socket.create_connection(("127.0.0.1", port), timeout=600) as connection:
        connection.sendall(f"{command}\r\n".encode())
        return connection.makefile().readline().strip()


def _wait_until_loaded(port: int, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if _ask(port, "PING") == "+PONG":
                return
        except OSError:
            time.sleep(0.05)
    problem = f"redis did not answer on port {port} in {seconds:.0f} s: read redis.log"
    raise SystemExit(problem)


def _save(port: int) -> None:
    if _ask(port, "SAVE") != "+OK":
        problem = "redis could not save its data: is the disk full?"
        raise SystemExit(problem)


def _import(addok: Addok, documents: Path) -> dict[str, float]:
    """Import the documents; seconds of both steps, and sizes."""
    command = str(addok.python.with_name("addok"))
    seconds = []
    print(f"addok: importing, see {addok.folder / 'import.log'}", file=sys.stderr)
    with (addok.folder / "import.log").open("wb") as log:
        for step in (["batch", str(documents)], ["ngrams"]):
            start = time.perf_counter()
            subprocess.run(
                [command, *step], env=addok.environment, check=True, stdout=log, stderr=log
            )
            seconds.append(round(time.perf_counter() - start, 1))
    store = (addok.folder / "addok.db").stat().st_size / 1e6
    return {
        "import_s": seconds[0],
        "ngrams_s": seconds[1],
        "store_mb": round(store, 1),
        "redis_mb": round(addok.redis_mb(), 1),
    }
