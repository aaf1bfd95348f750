"""Choosing a territory, reading the map, and taking it away."""

import re

import pytest
from playwright.sync_api import expect

from dashboard.choropleth import value_of
from dashboard.engine.figures import density
from dashboard.engine.types import TerritoryValue
from dashboard.server import create_wsgi
from dashboard.settings import Settings
from tests.browser.conftest import served
from tests.browser.dashboard_page import DashboardPage
from tests.support.pmtiles_archive import write_archive
from tests.support.release_builder import build_data

# A point of the map where a click reaches the areas, not a mark: `[x, y]` of the page.
FREE = """() => {
  const map = document.querySelector(".map");
  map.scrollIntoView({ block: "center" });
  const box = map.getBoundingClientRect();
  for (let y = 0.5; y < 0.9; y += 0.05)
    for (let x = 0.5; x > 0.2; x -= 0.05) {
      const at = [box.left + box.width * x, box.top + box.height * y];
      const point = cigogne.map.leaflet.mouseEventToLatLng({ clientX: at[0], clientY: at[1] });
      const areas = Object.values(cigogne.map.layers[cigogne.map.level]._layers);
      const inside = areas.some((area) => area.getBounds().contains(point));
      if (inside && document.elementFromPoint(...at).tagName === "CANVAS") return at;
    }
}"""


def level(page):
    return page.page.evaluate("cigogne.map.level")


def trail(page):
    return page.page.locator("#fil-territoire li").all_inner_texts()


def test_a_territory_is_typed_and_chosen_by_keyboard(visit):
    page = visit()
    field = page.territory_typed("67001", "Commune")
    expect(field).to_have_attribute("aria-activedescendant", "lieu-0")
    field.press("Enter")
    page.settled()
    assert "commune=67001" in page.query()
    assert len(trail(page)) == 4
    expect(page.page.locator("#territoire-liste")).not_to_be_visible()


def test_a_list_goes_down_one_step(visit):
    page = visit("?departement=67")
    page.page.locator("#territoire").click()
    first = page.page.locator("#territoire-liste li").first
    expect(first).to_contain_text("EPCI")
    first.click()
    page.settled()
    assert "epci=" in page.query()


def test_the_map_drills_down_and_the_trail_leads_back(visit):
    page = visit("?echelle=departement")
    for expected in ("epci", "commune"):
        page.until(lambda: page.page.evaluate(FREE) is not None)
        page.page.wait_for_timeout(500)  # the map moves to what was chosen
        page.page.mouse.click(*page.page.evaluate(FREE))
        page.settled()
        page.until(lambda wanted=expected: level(page) == wanted)
    assert len(trail(page)) == 3
    page.page.locator("#fil-territoire button").first.click()
    page.settled()
    page.until(lambda: level(page) == "departement")
    assert trail(page) == ["Toute la région"]
    assert page.chips() == []


def test_the_legend_counts_every_area(visit):
    page = visit("?mesure=part_liberal&echelle=commune")
    counts = page.page.locator("#legende small").all_inner_texts()
    assert sum(int(count.strip("()\u00a0")) for count in counts) == 36
    page.page.locator("[data-select=mesure]").select_option("effectif")
    page.settled()
    assert "mesure=effectif" in page.query()
    expect(page.page.locator("#legende p").first).to_have_text("Professionnels")


@pytest.mark.parametrize("measure", ["densite", "effectif", "part_liberal", "part_localisee"])
def test_as_many_areas_have_a_colour_as_the_legend_says(visit, measure):
    page = visit(f"?mesure={measure}&echelle=commune&profession=10")
    classes = page.page.evaluate("cigogne.map.classes(cigogne.lastView.aplat)")
    drawn = page.page.evaluate(
        "[...cigogne.map.values.values()].map((v) => cigogne.map.classOf(v))"
    )
    said = {swatch.split("class-")[1]: areas for swatch, _, areas in classes}
    assert len(said) > 1
    assert {str(one): drawn.count(one) for one in drawn if one != "outside"} == said


def test_a_density_is_rounded_as_the_server_rounds_it(visit):
    # every tie of small numbers (1 in 40 000 is 0,25), and some that are none
    areas = [(count, people) for people in range(20, 3000, 4) for count in range(1, 40)]
    areas += [(count, 40_000) for count in range(60)] + [(3, 0), (0, 12)]
    rounded = page_densities(visit(), areas)
    assert rounded == [
        value_of(TerritoryValue("", "", n, people, density(n, people)), "densite")
        for n, people in areas
    ]


def page_densities(page, areas):
    """Return what the page makes of (count, inhabitants) pairs."""
    counts, people = zip(*areas, strict=True)
    sent = {"effectifs": counts, "populations": people}
    return page.page.evaluate("(sent) => cigogne.map.valued(sent).valeurs", sent)


COLOURS = """() => {
  const { layers, level, values } = cigogne.map;
  const swatches = [...document.querySelectorAll("#legende .swatch")];
  const areas = Object.values(layers[level]._layers);
  const counted = areas.filter((area) => values.get(area.feature.properties.code) > 0);
  const drawn = counted.map(({ options }) => `${options.fillColor} ${options.fillOpacity}`);
  return {swatches: swatches.map((one) => getComputedStyle(one).backgroundColor),
          drawn: [...new Set(drawn)]};
}"""
"""Colours of the legend, and those of the areas that have a value, with their opacity."""


@pytest.mark.parametrize("zoom", [8, 10.5, 12])
def test_colours_are_those_of_the_legend_however_near(visit, zoom):
    page = visit("?echelle=commune")
    page.page.evaluate(f"cigogne.map.leaflet.setZoom({zoom}, {{ animate: false }})")
    found = page.page.evaluate(COLOURS)
    assert len(found["drawn"]) > 1
    assert set(found["drawn"]) <= {f"{colour} 1" for colour in found["swatches"]}


def test_from_near_shapes_have_a_legend_and_areas_no_colour(visit):
    page = visit("?echelle=commune")
    expect(page.page.locator("#legende")).to_contain_text("activités regroupées")
    page.page.evaluate("cigogne.map.leaflet.setZoom(14, { animate: false })")
    found = page.page.evaluate(COLOURS)
    assert found["swatches"] == []
    assert len(found["drawn"]) == 1
    expect(page.page.locator("#legende")).to_contain_text("Numéro estimé")
    expect(page.page.locator("#legende")).to_contain_text("activités à une même adresse")


def test_every_commune_is_named_from_near(visit):
    page = visit()
    name, lon, lat = page.page.evaluate(
        "fetch('geo/noms.json').then((answer) => answer.json()).then((names) => names.at(-1))"
    )
    page.page.evaluate(f"cigogne.map.leaflet.setView([{lat}, {lon}], 12, {{ animate: false }})")
    page.until(lambda: name in page.page.locator(".town span").all_inner_texts())


def test_a_person_s_place_is_shown_and_named(visit):
    page = visit()
    page.first_row().locator(".ag-cell").first.click()
    button = page.page.locator("#fiche [data-action=voir-carte]").first
    label = button.get_attribute("data-label")
    name = page.sheet().locator("h2").inner_text()
    button.click()
    tip = page.page.locator(".place-tip")
    expect(tip.locator("span")).to_have_text(label)
    expect(tip.locator("strong")).to_have_text(name)
    # the sheet's way back in the history would scroll to the table again
    page.page.wait_for_timeout(300)
    expect(page.page.locator(".map")).to_be_in_viewport(ratio=0.9)
    assert page.page.evaluate("document.activeElement.id") == "carte"
    tip.locator("[data-action=fiche]").click()
    expect(page.sheet().locator("h2")).to_have_text(name)
    page.page.keyboard.press("Escape")
    page.page.locator(".map").click(position={"x": 30, "y": 200})
    expect(tip).to_have_count(0)


def test_the_map_is_saved_as_an_image(visit):
    page = visit("?departement=67")
    page.until(lambda: page.on_map() == page.located())
    with page.page.expect_download() as download:
        page.page.locator("[data-action=image-carte]").click()
    assert download.value.suggested_filename.endswith(".png")
    content = download.value.path().read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) > 20_000


def test_the_selection_is_framed_and_the_map_fills_the_screen(visit):
    page = visit("?q=martin")
    page.page.locator("[data-action=cadrer]").click()
    page.page.wait_for_timeout(600)
    west, south, east, north = page.page.evaluate("cigogne.lastView.emprise")
    inside = page.page.evaluate(
        f"cigogne.map.leaflet.getBounds().contains([[{south}, {west}], [{north}, {east}]])"
    )
    assert inside
    seen = "cigogne.map.leaflet.getZoom()"
    before = page.page.evaluate(seen)
    page.page.locator("[data-action=plein-ecran]").click()
    page.until(lambda: page.page.evaluate("document.fullscreenElement !== null"))
    page.until(lambda: page.page.evaluate(seen) > before)
    page.page.locator("[data-action=plein-ecran]").click()
    page.until(lambda: page.page.evaluate("document.fullscreenElement === null"))
    page.until(lambda: page.page.evaluate(seen) == before)


def test_neighbours_are_drawn_without_any_server(visit):
    page = visit()
    page.until(lambda: page.page.evaluate("Boolean(cigogne.map.land)"))


def saved(page, chart, kind):
    """Return the file that the save button of a chart gives."""
    with page.page.expect_download() as download:
        page.page.locator(f".{chart} [data-kind={kind}]").click()
    return download.value


def test_a_chart_is_saved_with_its_filters_and_vintage(visit):
    page = visit("?departement=67&profession=10")
    page.until(lambda: page.page.locator("#graphe-modes .bars path").count())
    drawing = saved(page, "graphe-modes", "svg").path().read_text(encoding="utf-8")
    for words in ("Mode d’exercice", "Département 67", "Médecin", "23/09/2026"):
        assert words in drawing
    assert saved(page, "graphe-modes", "png").path().read_bytes().startswith(b"\x89PNG")


def test_one_value_is_a_sentence_and_none_is_said(visit):
    page = visit("?profession=60")
    shown = page.page.locator(".graphe-specialites")
    expect(shown).to_have_class(re.compile("no-data|alone"))
    expect(shown.locator(".chart-none, .chart-alone").locator("visible=true")).to_be_visible()


def test_a_base_map_in_one_file_is_drawn(chromium, tmp_path):
    archive = write_archive(tmp_path / "fond.pmtiles", range(6, 8), attribution="© Plan")
    settings = Settings(pmtiles=archive)
    with served(create_wsgi(build_data(tmp_path, rows=60), settings)) as address:
        page = DashboardPage(chromium.new_page(), address)
        page.open()
        tiles = page.page.locator(".leaflet-tile-loaded")
        page.until(lambda: tiles.count() > 0)
        sizes = tiles.evaluate_all("all => all.map((image) => image.naturalWidth)")
        assert set(sizes) == {256}
        page.page.evaluate("cigogne.map.leaflet.setZoom(12)")  # beyond the archive: enlarged
        page.until(lambda: "/7/" in str(tiles.first.get_attribute("src")))
        expect(page.page.locator(".footer")).to_contain_text("Fond de carte\u00a0: © Plan.")
        assert page.complaints() == []
        page.page.close()


def test_names_of_towns_do_not_pile_up(visit):
    page = visit()
    for code in ("10", "60", "21", "10", "60"):
        page.choose("profession", code)
    held = "cigogne.map.names.getLayers().length"
    assert page.page.evaluate(held) == page.page.evaluate("cigogne.map.named.size") > 0


def test_a_town_beside_a_mark_is_named_on_its_own_side(visit):
    page = visit()
    mark = {"x": 0, "y": 0, "half": 16, "tall": 16}

    def places(x: int, y: int, *, is_city: bool = False) -> list[list[float]]:
        """Return where the names of a town may stand, from the middle of the mark."""
        town = {"x": x, "y": y, "half": 30, "isCity": is_city}
        said = page.page.evaluate("([t, m]) => cigogne.map.namePlaces(t, [m])", [town, mark])
        return [[place["x"], place["y"]] for place in said]

    assert places(0, 3) == [[0, 25], [0, -25]]  # the town that the mark counts
    assert places(2, 14) == [[2, 25]]  # Épernay, south of a mark of Reims and Épernay
    assert places(2, -14) == [[2, -25]]
    assert places(15, 3) == [[49, 3]]
    assert places(-15, 3) == [[-49, 3]]
    assert places(15, 14) == [[15, 25], [49, 14]]
    around = [[2, 25], [2, -25], [49, 14], [-49, 14]]
    assert places(2, 14, is_city=True)[1:] == around  # a city is named somewhere
    assert places(80, 0) == [[80, 12], [80, -12]]  # no mark hides it
