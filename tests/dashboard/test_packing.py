"""What a browser receives of scripts and styles: packed, kept, and no more than the page needs."""

import re
from pathlib import Path

import brotli
import dash
import pytest
from flask import Flask, Response
from plotly.offline import get_plotlyjs_version

from dashboard import packing
from dashboard.app import create_app
from dashboard.packing import Packed
from dashboard.settings import assets_folder
from tests.support.release_builder import build_data

GENERATORS = "regenerator-runtime-0.14.1.js"
SCRIPT = "const a = 1;\n" * 500


@pytest.fixture
def client():
    server = Flask("test")
    server.after_request(Packed())
    server.add_url_rule("/a.js", "a", lambda: Response(SCRIPT, mimetype="text/javascript"))
    server.add_url_rule("/small.css", "s", lambda: Response("a{}", mimetype="text/css"))
    server.add_url_rule("/data", "d", lambda: Response(SCRIPT, mimetype="application/json"))
    return server.test_client()


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    data = build_data(tmp_path_factory.mktemp("packing"), rows=200)
    return create_app(data).server.test_client()


def test_a_script_is_packed_as_the_browser_takes_it(client):
    packed = client.get("/a.js", headers={"Accept-Encoding": "gzip, deflate, br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data).decode() == SCRIPT
    assert "Accept-Encoding" in packed.headers["Vary"]
    older = client.get("/a.js", headers={"Accept-Encoding": "gzip, deflate"})
    assert older.headers["Content-Encoding"] == "gzip"
    assert client.get("/a.js", headers={"Accept-Encoding": "br;q=0"}).text == SCRIPT


def test_a_script_is_packed_once(client, monkeypatch):
    asked = []
    monkeypatch.setitem(packing.PACKS, "br", lambda content: asked.append(1) or content)
    for _ in range(3):
        client.get("/a.js", headers={"Accept-Encoding": "br"})
    assert len(asked) == 1


def test_what_is_small_or_no_script_is_left_alone(client):
    for address in ("/small.css", "/data"):
        reply = client.get(address, headers={"Accept-Encoding": "br"})
        assert "Content-Encoding" not in reply.headers


def test_only_an_address_that_changes_with_its_file_is_kept_for_ever(client):
    assert "immutable" in client.get("/a.js?m=17").headers["Cache-Control"]
    assert "immutable" not in client.get("/a.js").headers.get("Cache-Control", "")


def test_the_document_brings_neither_the_grid_nor_the_whole_of_plotly(page):
    document = page.get("/").text
    scripts = re.findall(r'src="([^"]+)"', document)
    assert scripts
    assert not [name for name in scripts if "ag_grid" in name or "plotly.min" in name]
    assert [name for name in scripts if "vendor" in name] == [f"/assets/vendor/{GENERATORS}"]


def test_the_grid_is_served_where_the_page_looks_for_it(page):
    page.get("/")
    layout = page.get("/_dash-layout").get_json()
    stores = {c["props"].get("id"): c["props"] for c in layout["props"]["children"]}
    address = stores["reglages"]["data"]["tableau"]["script"]
    reply = page.get(address, headers={"Accept-Encoding": "br"})
    assert reply.status_code == 200
    assert reply.headers["Content-Encoding"] == "br"
    assert "max-age=31536000" in reply.headers["Cache-Control"]


def test_the_vendored_plotly_is_the_one_of_the_python_package():
    folder = assets_folder() / "vendor"
    bundle = folder / f"plotly-basic-{get_plotlyjs_version()}.min.js"
    assert (
        f"plotly.js (basic - minified) v{get_plotlyjs_version()}" in bundle.read_text("utf-8")[:200]
    )
    assert bundle.name in (assets_folder() / "plotly-fr.js").read_text("utf-8")
    assert "MIT License" in (folder / "plotly-basic.LICENSE.txt").read_text("utf-8")
    assert {p.name for p in folder.glob("*.js")} == {bundle.name, GENERATORS}
    assert Path(bundle).stat().st_size < 1_300_000


def test_the_polyfill_is_left_to_browsers_without_modules(page):
    tags = re.findall(r"<script[^>]*>", page.get("/").text)
    sources = [re.search(r'src="([^"]*)"', tag)[1] for tag in tags if "src=" in tag]
    [polyfill] = [tag for tag in tags if "polyfill" in tag]
    assert polyfill.startswith("<script nomodule ")
    [generators] = [source for source in sources if "regenerator" in source]
    renderer = next(source for source in sources if "dash_renderer" in source)
    assert sources.index(generators) < sources.index(renderer)
    with page.get(generators, headers={"Accept-Encoding": "br"}) as reply:
        assert reply.headers["Content-Encoding"] == "br"
        assert "immutable" in reply.headers["Cache-Control"]


def test_dash_still_asks_for_what_is_vendored_of_its_polyfill():
    packages = Path(dash.__file__).parents[1]
    scripts = [packages / "dash/dcc/dash_core_components.js"]
    scripts += [packages / "dash/dash-renderer/build/dash_renderer.min.js"]
    assert any("regeneratorRuntime" in script.read_text("utf-8") for script in scripts), (
        "Dash needs no regeneratorRuntime any more: take assets/vendor/regenerator-runtime out"
    )


def test_each_vendored_file_is_told_with_its_licence():
    folder = assets_folder() / "vendor"
    told = (folder / "README.md").read_text("utf-8")
    for script in folder.glob("*.js"):
        [licence] = re.findall(rf"\| `{re.escape(script.name)}` \|.*\| MIT, `(.+)` \|", told)
        assert "MIT License" in (folder / licence).read_text("utf-8")
