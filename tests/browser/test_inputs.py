"""What is typed, pasted as an address, or done by keyboard, in orders and at speeds nobody plans for."""

import pytest
from playwright.sync_api import expect


def chosen(page, dimension):
    return page.page.evaluate(f"cigogne.state.current.{dimension}")


# ---- addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "departement=67&departement=68",
        "departement=67,67,68",
        "departement=67,%2068",
    ],
)
def test_page_and_export_read_an_address_alike(visit, query):
    page = visit(f"?{query}")
    lines = page.page.evaluate(
        f"fetch('export.csv?{query}').then((answer) => answer.text())"
        ".then((text) => text.trim().split('\\n').length - 1)"
    )
    assert page.listed() == lines
    assert chosen(page, "departement") == ["67", "68"]
    assert page.page.locator("[data-facet=departement] .facet-chosen").inner_text() == "2"


@pytest.mark.parametrize("query", ["mesure=foo", "unite=zzz", "echelle=bar&mesure=aucune"])
def test_an_unknown_option_is_the_usual_one(visit, query):
    page = visit(f"?{query}")
    assert page.page.locator("[data-select=mesure]").input_value() != ""
    assert page.page.locator("[data-action=unite][aria-pressed=true]").count() == 1
    assert page.page.locator("[data-action=echelle][aria-pressed=true]").count() == 1
    page.choose("profession", "10")
    assert not {"foo", "zzz", "bar"} & set(page.query().replace("&", "=").split("="))


@pytest.mark.parametrize(
    ("query", "printed"),
    [("?q=%E9lan", "?q=%E9lan"), ("?q=%25E9", "?q=%25E9"), ("?q=%C3%A9lan", "?q=élan")],
)
def test_any_address_is_printed_as_it_can_be_read(visit, query, printed):
    page = visit(query)
    page.page.evaluate("cigogne.print.before()")
    expect(page.page.locator("#imprime")).to_contain_text(printed)
    page.page.evaluate("cigogne.print.after()")


# ---- typing -----------------------------------------------------------------------------------


def test_enter_takes_the_place_typed_not_one_of_the_list_before(visit):
    page = visit()
    field = page.page.locator("#territoire")
    field.click()
    expect(page.page.locator("#territoire-liste li").first).to_be_visible()
    field.press_sequentially("67001", delay=70)
    field.press("Enter")
    page.until(lambda: chosen(page, "commune"))
    page.settled()
    assert chosen(page, "commune") == ["67001"]
    page.page.wait_for_timeout(400)
    expect(page.page.locator("#territoire-liste")).to_be_hidden()


def test_the_search_box_says_what_is_searched_after_back(visit):
    page = visit()
    page.search("martin")
    page.settled()
    page.page.go_back()
    page.settled()
    assert page.chips() == []
    page.until(lambda: page.page.locator("#recherche").input_value() == "")
    assert page.page.evaluate("document.activeElement.id") == "recherche"


def test_the_search_box_goes_back_to_a_text_that_dash_knew(visit):
    page = visit("?q=martin")
    page.page.evaluate("cigogne.state.change({ q: 'durand' })")
    page.settled()
    box = page.page.locator("#recherche")
    page.until(lambda: box.input_value() == "durand")
    page.search("dupont")
    page.settled()
    page.page.go_back()
    page.settled()
    page.until(lambda: box.input_value() == "durand")


def test_a_view_that_comes_while_one_types_leaves_the_text(visit):
    page = visit()
    page.page.locator("#recherche").focus()
    page.page.evaluate(
        """() => {
          const field = document.querySelector("#recherche");
          const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
          cigogne.state.change({ profession: ["10"] });
          set.call(field, "dup");
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )
    page.until(lambda: chosen(page, "q") == "dup")
    page.settled()
    assert page.page.locator("#recherche").input_value() == "dup"
    assert chosen(page, "profession") == ["10"]


# ---- keyboard ---------------------------------------------------------------------------------


def test_tab_leaves_the_table(visit):
    page = visit()
    page.first_row().locator(".ag-cell").first.focus()
    for _ in range(3):
        page.page.keyboard.press("Tab")
    inside = "document.querySelector('#tableau').contains(document.activeElement)"
    assert not page.page.evaluate(inside)
    assert page.page.evaluate("document.activeElement !== document.body")


def test_arrows_go_through_the_table(visit):
    page = visit()
    page.first_row().locator(".ag-cell").first.focus()
    page.page.keyboard.press("ArrowRight")
    assert page.page.evaluate("document.activeElement.getAttribute('col-id')") == "prenom"


def test_a_link_inside_a_sheet_keeps_the_focus_in_it(visit):
    page = visit("?fiche=departement:67")
    title = page.page.locator("#fiche h2")
    link = page.page.locator("#fiche [data-fiche]").first
    former, next_one = title.inner_text(), link.inner_text()
    assert former != next_one
    link.click()
    expect(title).to_have_text(next_one)
    assert page.page.evaluate("document.querySelector('#fiche').contains(document.activeElement)")


# ---- lists that the browser holds -------------------------------------------------------------


def test_a_list_that_an_answer_names_is_still_held(visit):
    page = visit()
    found = page.page.evaluate(
        """() => {
          const { held } = cigogne;
          for (let i = 0; i < held.MOST; i += 1) held.whole({ tenu: `n${i}`, valeur: [i] });
          const said = held.names();
          const news = [100, 101, 102].map((i) => ({ tenu: `n${i}`, valeur: [i] }));
          const answer = held.whole({ news, old: { tenu: said[0] } });
          return { said, answer, after: held.names(), most: held.MOST };
        }"""
    )
    assert found["answer"]["old"]
    assert len(found["after"]) == found["most"]
    assert found["said"][0] in found["after"]  # the last used is the last forgotten


# ---- facets and sheets that Dash asks for -----------------------------------------------------


def test_two_facets_unfolded_both_follow_the_filter(visit):
    page = visit()
    for dimension in ("profession", "savoir_faire"):
        if not page.page.locator(f"#facette-{dimension}").is_visible():
            page.unfold(dimension)
        page.page.evaluate(f"cigogne.facets.ask('{dimension}', {{ complet: true }})")
    page.page.wait_for_timeout(400)
    page.page.evaluate("cigogne.state.change({ departement: ['67'] })")
    page.settled()
    for dimension in ("profession", "savoir_faire"):
        expected = page.page.evaluate(
            f"Object.fromEntries(cigogne.lastView.facettes.{dimension}.map(([c, , n]) => [c, n]))"
        )
        page.until(lambda one=dimension, wanted=expected: wanted.items() <= page.facet(one).items())


# ---- very narrow ------------------------------------------------------------------------------


@pytest.mark.parametrize("langue", ["fr", "en", "de"])
def test_at_400_percent_nothing_scrolls_sideways(visit, langue):
    page = visit(f"?profession=10&departement=67&langue={langue}", width=320, alone=True)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 320


# ---- orders that a reviewer found -------------------------------------------------------------


def test_a_table_sorted_by_a_column_that_goes_is_still_a_table(visit):
    page = visit("?mesure=part_liberal")
    page.page.locator(".map-panel .figures-behind > summary").click()
    sorters = page.page.locator(".map-panel .figures-behind .sorter")
    expect(sorters).to_have_count(5)
    sorters.nth(4).click()
    page.page.locator("[data-select=mesure]").select_option("densite")
    page.settled()
    expect(sorters).to_have_count(4)
    page.choose("profession", "10")
    assert page.chips() == ["Médecin"]


def test_a_table_stays_sorted_as_was_chosen(visit):
    page = visit("?echelle=commune")
    page.page.locator(".map-panel .figures-behind > summary").click()
    names = page.page.locator(".map-panel .figures-behind tbody th")
    expect(names.first).to_be_visible()
    page.page.locator(".map-panel .figures-behind .sorter").first.click()
    page.choose("profession", "10")
    page.until(lambda: names.count() > 3)
    found = names.all_inner_texts()
    assert found == page.page.evaluate(
        "(all) => all.sort((a, b) => a.localeCompare(b, 'fr'))", found
    )


def test_enter_in_an_empty_field_chooses_nothing(visit):
    page = visit()
    field = page.page.locator("#territoire")
    field.click()
    expect(page.page.locator("#territoire-liste li").first).to_be_visible()
    field.press("Enter")
    page.page.wait_for_timeout(400)
    assert page.query() == ""
    field.press_sequentially("67001", delay=70)
    field.press("Enter")
    page.until(lambda: chosen(page, "commune") == ["67001"])
    page.settled()
    assert field.input_value() == ""  # Dash wrote NaN
    field.press("Enter")
    page.page.wait_for_timeout(400)
    assert chosen(page, "commune") == ["67001"]


def test_arrows_in_the_list_of_another_text_choose_nothing(visit):
    page = visit()
    field = page.territory_typed("68", "68")
    field.press("ArrowDown")
    field.fill("67001")
    field.press("Enter")
    page.until(lambda: chosen(page, "commune") == ["67001"])


def test_clearing_all_at_once_leaves_no_list_searched(visit):
    page = visit("?departement=67")
    box = page.page.locator("#chercher-profession")
    box.press_sequentially("infirm", delay=2)
    page.page.locator("#jetons [data-action=effacer]").click()
    page.settled()
    page.page.wait_for_timeout(400)  # what was typed would have been asked for by now
    assert box.input_value() == ""
    assert len(page.facet("profession")) > 2


def test_fewer_values_again_empties_the_box(visit):
    page = visit()
    page.page.evaluate("cigogne.facets.ask('profession', { complet: true })")
    box = page.page.locator("#chercher-profession")
    box.fill("inf")
    page.until(lambda: len(page.facet("profession")) == 1)
    page.page.locator("[data-action=plus][data-dimension=profession]").click()
    page.until(lambda: len(page.facet("profession")) > 1)
    assert box.input_value() == ""


def test_high_contrast_keeps_charts_and_map_readable(visit):
    page = visit(forced_colors="active", color_scheme="dark")
    page.until(lambda: page.page.locator(".charts .trace").count())
    found = page.page.evaluate(
        """() => {
          const style = (selector) => getComputedStyle(document.querySelector(selector));
          const names = ["surface", "class-1", "class-5"];
          const [surface, first, last] = names.map((name) => cigogne.colour(name));
          const [ink, paper] = [style(".graph-frame text").fill, style(".graph-frame").backgroundColor];
          return { ink, paper, surface, first, last };
        }"""
    )
    assert found["paper"] == found["surface"]
    assert found["ink"] != found["paper"]
    assert found["first"] != found["last"]


# ---- orders that a second adversary found -----------------------------------------------------


def test_where_all_are_zero_areas_have_the_colour_of_zero(visit):
    page = visit("?niveau=municipality&mesure=part_localisee")
    colours = page.page.evaluate(
        """() => {
          const areas = Object.values(cigogne.map.layers[cigogne.map.level]._layers);
          return [...new Set(areas.map(({ options }) => options.fillColor))];
        }"""
    )
    swatches = page.page.locator("#legende .swatch")
    shown = swatches.evaluate_all("all => all.map((one) => getComputedStyle(one).backgroundColor)")
    assert set(colours) <= {*shown, page.page.evaluate("cigogne.colour('class-none')")}


def test_a_second_territory_empties_the_field_too(visit):
    page = visit()
    field = page.page.locator("#territoire")
    for code in ("67001", "88012", "67001"):
        field.press_sequentially(code, delay=70)
        field.press("Enter")
        page.until(lambda wanted=code: chosen(page, "commune") == [wanted])
        page.settled()
        page.until(lambda: field.input_value() == "")


def test_a_text_selected_out_of_a_sheet_leaves_it_open(visit):
    page = visit("?fiche=departement:67")
    title = page.page.locator("#fiche h2")
    box = title.bounding_box()
    page.page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.page.mouse.down()
    page.page.mouse.move(30, box["y"] + 5)
    page.page.mouse.up()
    assert page.page.locator("#fiche").evaluate("sheet => sheet.open")
    page.page.mouse.click(30, 300)
    page.until(lambda: not page.page.locator("#fiche").evaluate("sheet => sheet.open"))


def test_the_drawer_takes_the_focus(visit):
    page = visit(width=390)
    page.page.locator(".open-filters").click()
    assert page.page.evaluate("document.querySelector('#filtres').contains(document.activeElement)")


def test_a_filter_before_the_table_has_asked_leaves_it_rows(visit):
    page = visit(alone=True)
    page.page.evaluate(
        """() => {
          const { grid } = cigogne;
          const feed = grid.feed.bind(grid);
          grid.feed = () => setTimeout(feed, 600);
          document.querySelector("#tableau-place").scrollIntoView();
        }"""
    )
    page.until(lambda: page.page.locator("#tableau .ag-root").count())
    page.page.evaluate("cigogne.state.change({ profession: ['10'] })")
    page.settled()
    expect(page.first_row().locator("[col-id=libelle_profession]")).to_have_text("Médecin")
