"""A base map in one file: what is served of it, and what is refused."""

import pytest
from pmtiles.tile import TileType

from dashboard.app import create_app
from dashboard.errors import TilesError
from dashboard.settings import Settings
from dashboard.tiles import NOTHING, TileArchive
from tests.support.pmtiles_archive import png, write_archive
from tests.support.release_builder import build_data

IMAGE = png((1, 2, 3))


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tuiles")
    archive = write_archive(
        folder / "fond.pmtiles",
        range(3, 6),
        image=IMAGE,
        attribution='<a href="https://exemple.fr">© Plan &amp; Cie</a><script>x</script>',
        hole=(4, 3, 2),
    )
    app = create_app(build_data(folder, rows=60), Settings(pmtiles=archive))
    return app.server.test_client()


def test_a_tile_is_the_image_of_the_archive(client):
    reply = client.get("/tuiles/5/16/11")
    assert (reply.status_code, reply.mimetype, reply.data) == (200, "image/png", IMAGE)
    assert reply.headers["Cache-Control"] == "public, max-age=86400"
    assert "Content-Encoding" not in reply.headers


@pytest.mark.parametrize("address", ["4/3/2", "9/0/0", "3/900/1", "60/1/1", "99999999999/0/0"])
def test_where_there_is_no_tile_nothing_is_drawn(client, address):
    reply = client.get(f"/tuiles/{address}")
    assert (reply.status_code, reply.mimetype, reply.data) == (200, "image/gif", NOTHING)


@pytest.mark.parametrize("address", ["a/0/0", "-1/0/0", "4/3", "4/3/2/1", "../../etc/passwd"])
def test_another_address_is_the_page_and_no_file(client, address):
    assert client.get(f"/tuiles/{address}").mimetype == "text/html"


def test_the_page_draws_them_and_opens_no_other_origin(client):
    layout = str(client.get("/_dash-layout").get_json())
    assert "/tuiles/{z}/{x}/{y}" in layout
    assert "'maxNativeZoom': 5" in layout
    assert "http" not in client.get("/").headers["Content-Security-Policy"]


def test_whom_the_archive_names_is_said_as_words(client):
    layout = client.get("/_dash-layout").get_json()
    assert "© Plan & Ciex." in str(layout)
    assert "<script>" not in str(layout)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a PMTiles archive"),
        (b"not an archive" * 20, "not a PMTiles archive"),
        (b"PMTiles\x02" + b"\0" * 200, "not a PMTiles archive"),
        (b"PMTiles\x03", "a damaged one"),
    ],
)
def test_another_file_is_refused(tmp_path, content, said):
    path = tmp_path / "fond.pmtiles"
    path.write_bytes(content)
    with pytest.raises(TilesError, match=said) as refused:
        TileArchive.open(path)
    assert str(path) in str(refused.value)
    assert "leave --pmtiles" in str(refused.value)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(TilesError, match="No such file"):
        TileArchive.open(tmp_path / "nowhere.pmtiles")


def test_a_truncated_archive_is_refused(tmp_path):
    path = write_archive(tmp_path / "fond.pmtiles", range(2), attribution="x")
    path.write_bytes(path.read_bytes()[:140])
    with pytest.raises(TilesError):
        TileArchive.open(path)


def test_vector_tiles_are_refused_by_name(tmp_path):
    path = write_archive(tmp_path / "fond.pmtiles", range(1), kind=TileType.MVT)
    with pytest.raises(TilesError, match="type MVT"):
        TileArchive.open(path)
