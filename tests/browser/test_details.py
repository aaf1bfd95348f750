"""What one sees of small things: focus, definitions, what has been done, what is chosen."""

import re

import pytest
from playwright.sync_api import expect

WIDTHS = [(1440, 900), (1024, 768), (390, 844)]

RING = """(ringed) => {
  const { outlineColor, outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(ringed);
  return [outlineStyle, outlineWidth, outlineColor, outlineOffset];
}"""


def focused(page):
    return page.page.evaluate_handle("document.activeElement").as_element()


# ---- keyboard ---------------------------------------------------------------------------------


def test_every_focus_of_the_filters_is_seen_whole_in_one_colour(visit):
    page = visit()
    page.page.locator("#chercher-profession").focus()
    *box, _ = page.page.locator("#chercher-profession").locator("..").evaluate(RING)
    page.page.keyboard.press("Tab")
    *value, offset = focused(page).evaluate(RING)
    assert page.page.evaluate("document.activeElement.matches('.facet-value:first-child')")
    assert box == value == ["solid", "2px", page.page.evaluate("cigogne.colour('focus')")]
    assert offset == "-2px"  # its list cuts what is outside


def test_the_list_of_territories_is_no_stop_of_the_keyboard(visit):
    page = visit()
    page.page.locator("#territoire").focus()
    expect(page.page.locator("#territoire-liste [role=option]").first).to_be_visible()
    page.page.keyboard.press("Tab")
    assert page.page.evaluate("document.activeElement.id") == "recherche"


# ---- room -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_a_definition_leaves_its_number_in_sight(visit, width, height):
    page = visit("?departement=67", width=width, height=height)
    figures = page.page.locator(".figure")
    for figure in figures.all():
        figure.locator("summary").click()
        shown = figure.locator(".definition > p")
        shown.scroll_into_view_if_needed()
        box, number = shown.bounding_box(), figure.locator(".figure-value").bounding_box()
        assert box["y"] >= number["y"] + number["height"]
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        seen = shown.evaluate(
            """(shown) => {
              const { x, y, width, height } = shown.getBoundingClientRect();
              return [0.1, 0.9].every((part) =>
                document.elementFromPoint(x + width * part, y + height * part) === shown);
            }"""
        )
        assert seen, "something lies over the definition"
        figure.locator("summary").click()


@pytest.mark.parametrize(("width", "height"), WIDTHS[1:])
def test_nothing_shows_under_the_button_of_the_drawer(visit, width, height):
    page = visit(width=width, height=height)
    page.page.locator(".open-filters").click()
    expect(page.page.locator(".close-filters")).to_be_visible()
    page.page.wait_for_timeout(300)  # the drawer slides in
    foot = page.page.evaluate(
        """() => [20, 150, 320].map((x) =>
          Boolean(document.elementFromPoint(x, innerHeight - 2).closest(".filters-foot")))"""
    )
    assert foot == [True, True, True]


def test_names_are_whole_words_on_a_phone_and_the_cross_covers_none(visit):
    page = visit("?vue=qualite", width=390, height=844)
    names = page.sheet().locator(".sheet-table.tall tbody th")
    expect(names.first).to_be_visible()
    assert min(name.bounding_box()["width"] for name in names.all()) >= 110
    page.page.locator("#fiche").evaluate("sheet => sheet.scrollTo(0, 400)")
    bar = page.page.locator(".sheet-bar")
    assert bar.bounding_box()["y"] == 0
    assert bar.bounding_box()["width"] == pytest.approx(390, abs=16)  # a scrollbar


def test_the_trail_of_a_commune_is_one_line(visit):
    page = visit("?departement=67&epci=200067001&commune=67001")
    bottoms = page.page.locator("#fil-territoire li").evaluate_all(
        "all => all.map((step) => Math.round(step.getBoundingClientRect().bottom))"
    )
    assert len(bottoms) == 4
    assert max(bottoms) - min(bottoms) <= 4
    assert page.page.locator(".header").bounding_box()["height"] <= 61


# ---- what has been done -----------------------------------------------------------------------


def test_copying_the_link_of_a_view_is_said_for_a_moment(visit):
    page = visit("?profession=10", permissions=["clipboard-read", "clipboard-write"])
    page.page.locator("[data-action=partager]").click()
    done = page.page.locator("#fait")
    expect(done).to_be_visible()
    expect(done).to_have_text("Lien copié")
    assert page.announced() == "Lien copié"
    assert page.page.evaluate("navigator.clipboard.readText()") == page.page.url
    expect(done).to_be_hidden(timeout=5000)


def test_copying_the_link_of_a_sheet_is_said_by_its_button(visit):
    page = visit("?fiche=departement:67", permissions=["clipboard-read", "clipboard-write"])
    button = page.sheet().locator("[data-action=copier-lien]")
    button.click()
    expect(button).to_have_text("Lien copié")
    assert page.page.evaluate("navigator.clipboard.readText()") == page.page.url
    expect(button).to_have_text("Copier le lien", timeout=5000)


def test_clearing_all_empties_the_searches_inside_the_facets(visit):
    page = visit("?departement=67")
    usual = page.facet("profession")
    page.page.locator("#chercher-profession").fill("infirm")
    page.until(lambda: set(page.facet("profession")) == {"60"})
    page.page.locator(".clear-all").click()
    page.settled()
    assert page.page.locator("#chercher-profession").input_value() == ""
    page.until(lambda: set(page.facet("profession")) == set(usual))
    page.choose("profession", "10")  # and no view brings the search back
    assert set(page.facet("profession")) == set(usual)
    assert page.page.locator("#chercher-profession").input_value() == ""


# ---- what is chosen, what is found --------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_the_territory_chosen_stands_under_its_field(visit, width, height):
    page = visit(width=width, height=height)
    if width <= 1100:
        page.page.locator(".open-filters").click()
    chosen = page.page.locator("#territoire-choisi")
    expect(chosen).to_be_hidden()
    page.page.locator("#territoire").fill("67001")
    found = page.page.locator("#territoire-liste [role=option]").filter(has_text="67001")
    found.first.click()
    page.settled()
    expect(chosen).to_be_visible()
    expect(chosen).to_have_text(re.compile("^Département 67 \u203a .*Saint-Élie-sur-Ill 67001$"))
    chosen.locator("button").click()
    page.settled()
    expect(chosen).to_be_hidden()
    assert page.chips() == []
    assert page.page.evaluate("document.activeElement.id") == "filtres"  # not lost


def test_one_filter_that_finds_nothing_is_said_as_one(visit):
    page = visit("?commune=00000")
    found = page.page.locator(".empty-title")
    expect(found).to_have_text("Aucune activité ne répond à ce filtre.")
    page = visit("?commune=00000&departement=67")
    expect(page.page.locator(".empty-title")).to_have_text(
        "Aucune activité ne répond à tous ces filtres à la fois."
    )


def test_a_telephone_is_read_by_pairs_and_dialled_as_registered(visit):
    page = visit()
    page.first_row().locator(".ag-cell").first.click()
    phone = page.sheet().locator(".sheet-contact a[href^='tel:']").first
    expect(phone).to_have_text(re.compile(r"^0\d(\s\d\d){4}$"))
    said = re.sub(r"\D", "", phone.inner_text())
    assert phone.get_attribute("href") == f"tel:{said}"


def test_the_list_says_how_sure_an_address_is_as_a_sheet_does(visit):
    page = visit(alone=True)
    page.page.evaluate("cigogne.columns.remember(['nom', 'result_score'])")
    page.first_row()
    expect(page.page.locator("#tableau .ag-header-cell[col-id=result_score]")).to_have_text(
        "Confiance"
    )
    cells = page.page.locator("#tableau .ag-cell[col-id=result_score]")
    cell = cells.filter(has_text=re.compile(r"^\d{1,3}\u202f%$")).first
    said = cell.text_content()
    cell.click()
    expect(page.sheet()).to_contain_text(f"confiance {said}")
