"""Redirects, authorities, proxies and credentials: what lies between the machine and the files."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import zipfile
from pathlib import Path

import pytest

from jobs.errors import JobError
from jobs.fetch import manifest
from jobs.fetch.addresses import masked, redirected, split_credentials
from jobs.fetch.errors import FetchError
from jobs.fetch.fetch import fetch
from jobs.fetch.options import FetchOptions
from jobs.progress import NullProgress
from refdata.official import official_sources
from refdata.paths import DataPaths
from tests.support import fault_server as faulty
from tests.support.fault_server import FaultServer, serving
from tests.support.small_world import ZIP

ADDRESSES = "adresses-67.csv.gz"


@pytest.fixture(autouse=True)
def _no_proxy_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    (tmp_path / "data").mkdir()
    return DataPaths(tmp_path / "data")


@pytest.fixture
def mirror(source: Path):
    with serving(source) as server:
        yield server


class Notes(NullProgress):
    def __init__(self) -> None:
        self.said: list[str] = []

    def note(self, text: str) -> None:
        self.said.append(text)


def take(source: str | None, paths: DataPaths, notes: Notes | None = None, **named):
    options = FetchOptions(**{"timeout_s": 2, "retries": 1, "pause": lambda seconds: None, **named})
    return fetch(source, frozenset({"67", "68"}), paths, notes or Notes(), options)


# --- redirects ---


def test_redirects_are_followed(mirror: FaultServer, paths: DataPaths) -> None:
    (mirror.folder / "there").mkdir()
    shutil.move(mirror.folder / ADDRESSES, mirror.folder / "there" / ADDRESSES)
    mirror.faults[ADDRESSES] = [faulty.redirect(f"/there/{ADDRESSES}", on_head=True) for _ in "12"]
    take(mirror.url, paths)
    assert (manifest.current(paths)["ban"].folder / ADDRESSES).is_file()


def test_redirects_for_ever_are_left(mirror: FaultServer, paths: DataPaths) -> None:
    mirror.faults[ADDRESSES] = [faulty.redirect(f"/{ADDRESSES}", on_head=True) for _ in range(40)]
    with pytest.raises(FetchError, match=r"adresses-67.*redirects more than 5 times; check"):
        take(mirror.url, paths)


@pytest.mark.parametrize(
    "target", ["http://other.test/x", "ftp://other.test/x", "file:///etc/passwd"]
)
def test_a_redirect_never_loses_protection(target: str) -> None:
    with pytest.raises(FetchError, match="which is not protected as it is"):
        redirected("https://mirror.test/x", target)


def test_a_redirect_may_gain_protection_and_stay_where_it_was() -> None:
    assert redirected("http://mirror.test/x", "https://mirror.test/x") == "https://mirror.test/x"
    assert redirected("https://mirror.test/a/x", "../b") == "https://mirror.test/b"


# --- credentials ---


def test_credentials_are_sent_and_never_written(mirror: FaultServer, paths: DataPaths) -> None:
    notes = Notes()
    mirror.faults[ADDRESSES] = [faulty.status(503) for _ in "12"]
    secret = mirror.url.replace("://", "://me:s%40cret@")
    with pytest.raises(FetchError) as failure:
        take(secret, paths, notes)
    report = take(secret, paths, notes)
    assert all(h["Authorization"] == "Basic bWU6c0BjcmV0" for _, _, h in mirror.seen)
    written = [p.read_text("utf-8") for p in paths.sources.rglob("*.json")]
    for text in (str(failure.value), str(report.as_json()), *notes.said, *written):
        assert "cret" not in text
    assert "://***@127.0.0.1" in str(failure.value)


def test_credentials_do_not_follow_to_another_host(mirror: FaultServer, paths: DataPaths) -> None:
    with serving(mirror.folder) as other:
        mirror.faults[ADDRESSES] = [
            faulty.redirect(other.url + ADDRESSES, on_head=True) for _ in "12"
        ]
        take(mirror.url.replace("://", "://me:secret@"), paths)
        assert other.seen
        assert not [h for _, _, h in other.seen if "Authorization" in h]


def test_addresses_as_they_are_shown_and_sent() -> None:
    assert masked("https://me:secret@host:8443/x?y=1") == "https://***@host:8443/x?y=1"
    assert masked("/srv/disk") == "/srv/disk"
    assert split_credentials("https://me:se%40cret@host/x") == ("https://host/x", "me:se@cret")
    assert split_credentials("https://host/x") == ("https://host/x", None)


# --- proxies: the fault server answers requests for any host, as a proxy does ---


@pytest.mark.parametrize("way", ["option", "environment"])
def test_files_come_through_a_proxy(
    mirror, paths, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    if way == "environment":
        monkeypatch.setenv("HTTP_PROXY", mirror.url)
        monkeypatch.setenv("http_proxy", mirror.url)
    take("http://mirror.test", paths, proxy=mirror.url if way == "option" else None)
    assert {h["Host"] for _, _, h in mirror.seen} == {"mirror.test"}


def test_hosts_may_be_kept_from_the_proxy(mirror, paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", mirror.url)
    monkeypatch.setenv("no_proxy", ".invalid")
    with pytest.raises(FetchError, match="name of the server is unknown"):
        take("http://mirror.invalid", paths)
    assert not mirror.seen


def test_a_proxy_that_asks_for_a_password_is_said(mirror: FaultServer, paths: DataPaths) -> None:
    mirror.faults["SHA256SUMS"] = [faulty.status(407)]
    mirror.faults[ADDRESSES] = [faulty.status(407, on_head=True) for _ in "12"]
    with pytest.raises(
        FetchError, match="407 Proxy Authentication Required; give the proxy's name"
    ):
        take("http://mirror.test", paths, proxy=mirror.url)


def test_the_password_of_a_proxy_is_sent_to_it(mirror: FaultServer, paths: DataPaths) -> None:
    take("http://mirror.test", paths, proxy=mirror.url.replace("://", "://me:secret@"))
    assert all(h["Proxy-Authorization"].startswith("Basic ") for _, _, h in mirror.seen)


def test_what_is_no_proxy_is_said(paths: DataPaths) -> None:
    with pytest.raises(JobError, match="is no HTTP proxy; give one as http://HOST:PORT"):
        take("http://mirror.test", paths, proxy="socks5://proxy.test:1080")


# --- authorities ---


def openssl(folder: Path, *words: str) -> None:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("no openssl program: no private authority can be made")
    subprocess.run([program, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `ca.pem`, and a server's `cert.pem` and `key.pem` that it signed."""
    folder = tmp_path_factory.mktemp("authority")
    new = ("-newkey", "rsa:2048", "-nodes")
    openssl(folder, "req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=CA of a test",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")  # fmt: skip
    openssl(folder, "req", *new, "-keyout", "key.pem", "-out", "cert.csr", "-subj", "/CN=127.0.0.1")
    (folder / "ext").write_text("subjectAltName=IP:127.0.0.1\n", encoding="ascii")
    openssl(folder, "x509", "-req", "-in", "cert.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-out", "cert.pem", "-extfile", "ext", "-days", "2")  # fmt: skip
    return folder


@pytest.fixture
def secured(source: Path, authority: Path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "cert.pem", authority / "key.pem")
    with serving(source, context) as server:
        yield server


def test_an_unknown_authority_is_refused_at_once(secured: FaultServer, paths: DataPaths) -> None:
    waits: list[float] = []
    with pytest.raises(
        FetchError, match=r"certificate is not trusted \(.+\); give the certificate of the auth"
    ):
        take(secured.url, paths, pause=waits.append)
    assert waits == []


def test_an_authority_that_is_given_is_trusted(secured, authority: Path, paths: DataPaths) -> None:
    take(secured.url, paths, ca_bundle=authority / "ca.pem")
    assert (manifest.current(paths)["ban"].folder / ADDRESSES).is_file()


def test_a_bundle_without_certificate_is_said(tmp_path: Path, paths: DataPaths) -> None:
    (tmp_path / "ca.pem").write_text("nothing", encoding="ascii")
    with pytest.raises(
        JobError, match=r"ca\.pem: holds no certificate that can be read; give a file in PEM"
    ):
        take("https://mirror.test", paths, ca_bundle=tmp_path / "ca.pem")


def test_protection_lost_on_the_way_is_refused(secured, authority: Path, paths: DataPaths) -> None:
    secured.faults[ADDRESSES] = [
        faulty.redirect("http://127.0.0.1:9/x", on_head=True) for _ in "12"
    ]
    with pytest.raises(
        FetchError, match=r"redirects to http://127\.0\.0\.1:9/x, which is not protected"
    ):
        take(secured.url, paths, ca_bundle=authority / "ca.pem")


# --- the official addresses, on a local server ---

TEXTS = {
    "personne-activite": "Personne_activite",
    "dipl-autexerc": "Dipl_AutExerc",
    "savoirfaire": "SavoirFaire",
}


@pytest.fixture
def official(mirror: FaultServer, tmp_path: Path) -> Path:
    """The list of official addresses with every host replaced by the local server."""
    text = (
        Path(official_sources.__globals__["__file__"]).parent / "official_sources.toml"
    ).read_text("utf-8")
    for old, new in (
        ("adresse.data.gouv.fr/data/ban/adresses/latest/csv/", ""),
        ("geo.api.gouv.fr/communes?codeRegion={region}&", "communes-region-{region}.geojson?"),
        ("geo.api.gouv.fr/epcis?codeRegion={region}&", "epcis-region-{region}.json?"),
        ("geo.api.gouv.fr/departements?codeRegion={region}&", "departements-region-{region}.json?"),
        ("geo.api.gouv.fr/communes_associees_deleguees?codeRegion={region}&",
         "communes-associees-deleguees-region-{region}.json?"),
        ("service.annuaire.sante.fr/annuaire-sante-webservices/V300/services/extraction/", ""),
        ("www.data.gouv.fr/api/1/datasets/r/", ""),
    ):  # fmt: skip
        assert old in text, old
        text = text.replace(f"https://{old}", mirror.url + new)
    assert "https://" not in text.partition("[[file]]")[2]
    path = tmp_path / "official.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_official_addresses_are_those_of_the_state() -> None:
    hosts = {file.url.split("/")[2] for file in official_sources().files}
    assert hosts == {
        "adresse.data.gouv.fr",
        "geo.api.gouv.fr",
        "service.annuaire.sante.fr",
        "www.data.gouv.fr",
    }
    assert all(file.url.startswith("https://") for file in official_sources().files)


def test_the_extraction_is_kept_under_the_name_announced(
    mirror, official: Path, paths: DataPaths
) -> None:
    (mirror.folder / ZIP).rename(mirror.folder / "PS_LibreAcces")
    body = (mirror.folder / "PS_LibreAcces").read_bytes()
    said = {"Content-Disposition": f'attachment; filename="../{ZIP}"'}

    def announced(handler, content: bytes) -> None:
        handler.answer(200, body, said)

    announced.on_head = True
    mirror.faults["PS_LibreAcces"] = [announced, announced]
    report = take(None, paths, catalogue=official)
    assert report.origin == "the official addresses"
    assert report.vintages["ans"] == "2026-09-23"
    assert (paths.sources / "ans" / "2026-09-23" / ZIP).read_bytes() == body


def test_the_texts_replace_an_extraction_that_cannot_be_had(
    mirror, official: Path, paths: DataPaths
) -> None:
    notes = Notes()
    mirror.faults["PS_LibreAcces"] = [faulty.status(403, on_head=True) for _ in range(9)]
    files = {file.name: file for file in official_sources().files if file.choice == 2}
    with zipfile.ZipFile(mirror.folder / ZIP) as archive:
        for slug, title in TEXTS.items():
            name = f"ps-libreacces-{slug}.txt"
            folder = mirror.folder / "20261008-051503"
            folder.mkdir(exist_ok=True)
            member = next(m for m in archive.namelist() if title in m)
            (folder / name).write_bytes(archive.read(member))
            identifier = files[name].url.rpartition("/")[2]
            mirror.faults[identifier] = [
                faulty.redirect(f"/20261008-051503/{name}", on_head=True) for _ in "12"
            ]
    report = take(None, paths, notes, catalogue=official)
    assert report.vintages["ans"] == "2026-10-08"
    names = {p.name for p in (paths.sources / "ans" / "2026-10-08").iterdir()}
    assert names == {f"ps-libreacces-{slug}-202610080515.txt" for slug in TEXTS} | {"manifest.json"}
    assert any("403 Forbidden" in said and "trying its replacement" in said for said in notes.said)


def test_an_official_department_without_addresses_is_an_error(
    mirror, official: Path, paths: DataPaths
) -> None:
    (mirror.folder / ADDRESSES).unlink()
    with pytest.raises(FetchError, match=r"adresses-67\.csv\.gz: there is no such file"):
        take(None, paths, catalogue=official)
