"""Sheets, exports menu, quality page: what one opens, shares and closes, in a real browser."""

import csv
import io
from urllib.parse import quote

from playwright.sync_api import expect

from tests.browser.dashboard_page import number


def closed(page):
    expect(page.page.locator("#fiche")).not_to_be_visible()


def test_a_commune_is_opened_shared_and_left_with_the_back_button(visit):
    page = visit("?commune=67001")
    page.page.locator("#fil-territoire .sheet-open").click()
    heading = page.sheet().locator("h2")
    expect(heading).to_have_text("Saint-Élie-sur-Ill 67001")
    assert page.query() == "?commune=67001&fiche=commune:67001"
    page.sheet().locator("[data-fiche^='epci:']").first.click()
    expect(heading).to_contain_text("CC")
    address = page.query()
    page.page.go_back()
    expect(heading).to_have_text("Saint-Élie-sur-Ill 67001")
    page.page.go_back()
    closed(page)
    assert page.query() == "?commune=67001"
    other = visit(address)
    expect(other.sheet().locator("h2")).to_contain_text("CC")
    other.page.keyboard.press("Escape")
    closed(other)
    other.until(lambda: other.query() == "?commune=67001")


def test_a_sheet_filters_on_its_territory(visit):
    page = visit("?profession=10&fiche=departement:68")
    page.sheet().locator("[data-action=filtrer-territoire]").click()
    page.settled()
    closed(page)
    assert page.query() == "?profession=10&departement=68"
    assert page.chips() == ["Médecin", "Département 68"]


def test_a_person_leads_to_the_structure_and_back_by_the_button(visit):
    page = visit()
    page.first_row().locator(".ag-cell").first.click()
    page.sheet().locator("h4 [data-fiche^='structure:']").first.click()
    expect(page.sheet().locator("h3").last).to_contain_text("professionnel")
    assert "fiche=structure:" in page.query()
    page.sheet().locator("[data-fiche^='personne:']").first.click()
    expect(page.sheet().locator(".sheet-registered").first).to_be_visible()
    page.page.locator("#fiche .sheet-close").click()
    closed(page)
    page.until(lambda: page.query() == "")  # three sheets deep, one closing leaves them all


def test_a_territory_row_opens_its_sheet_from_the_keyboard(visit):
    page = visit()
    page.page.locator(".map-panel .figures-behind > summary").click()
    # focus and key at once: a slow machine may still be painting the table
    page.page.locator("#territoires-tableau [data-action=fiche]").first.press("Enter")
    expect(page.sheet().locator("[data-action=filtrer-territoire]")).to_be_visible()
    assert "fiche=epci:" in page.query()


def test_hostile_structures_stay_text(visit):
    page = visit("?q=onerror")
    page.first_row().locator(".ag-cell").first.click()
    page.sheet().locator("h4 [data-fiche^='structure:']").first.click()
    expect(page.sheet().locator("h3").last).to_contain_text("professionnel")
    assert page.page.locator("img[src=x]").count() == 0


def test_an_unknown_sheet_is_said(visit):
    page = visit("?fiche=commune:" + quote("<b>x</b>"))
    expect(page.sheet()).to_contain_text("Fiche introuvable")


def test_the_menu_exports_what_is_filtered_in_four_formats(visit):
    page = visit("?departement=67")
    menu = page.page.locator("#exports")
    menu.locator("summary").focus()
    page.page.keyboard.press("Enter")
    expect(menu.locator("#exports-compte")).to_contain_text("activités")
    for name in ("csv", "xlsx", "parquet", "geojson"):
        link = page.page.locator(f"#export-{name}")
        expect(link.locator(".export-size")).to_contain_text("≈")
        reply = page.page.context.request.get(link.evaluate("link => link.href"))
        assert reply.ok
        if name == "csv":
            body = reply.body().decode("utf-8-sig")
            assert len(list(csv.DictReader(io.StringIO(body), delimiter=";"))) == page.listed()
        if name == "geojson":
            assert len(reply.json()["features"]) == page.listed()
    page.page.keyboard.press("Escape")
    expect(menu.locator(".menu-list")).not_to_be_visible()


def test_roles_are_left_out_by_a_switch_that_is_told(visit):
    page = visit()
    before = page.listed()
    switch = page.page.get_by_role("switch")
    switch.focus()
    page.page.keyboard.press("Space")
    page.settled()
    expect(switch).to_have_attribute("aria-checked", "true")
    assert page.listed() < before
    assert page.chips() == ["sans les acteurs connus par un seul rôle (code 99)"]
    page.remove_chip(0)
    expect(switch).to_have_attribute("aria-checked", "false")
    page.unfold("savoir_faire")
    page.choose("savoir_faire", "medecine_generale")
    assert page.chips() == ["Médecine générale (les 3 qualifications)"]
    assert page.listed() < before


def test_why_leads_to_the_quality_of_what_is_filtered(visit):
    page = visit("?departement=67")
    page.page.locator("#localises [data-action=qualite]").click()
    view = page.sheet()
    expect(view.locator("h2")).to_have_text("Qualité et sources")
    expect(view.locator(".sheet-lead")).to_contain_text("Département 67")
    assert page.query() == "?departement=67&vue=qualite"
    table = view.locator("[data-table]").filter(has_text="EPCI")
    rest = [int(number(n)) for n in table.locator("td:nth-child(3)").all_inner_texts()]
    assert rest == sorted(rest, reverse=True)
    table.locator(".sorter").first.focus()
    page.page.keyboard.press("Enter")
    expect(table.locator("th[aria-sort=ascending]")).to_have_text("EPCI")
    names = table.locator("tbody th").all_inner_texts()
    assert names == sorted(names)
    assert page.page.evaluate("document.activeElement.dataset.column") == "0"
    page.page.keyboard.press("Enter")
    assert table.locator("tbody th").all_inner_texts() == names[::-1]
    view.locator("[data-fiche^='epci:']").first.click()
    expect(view.locator("[data-action=filtrer-territoire]")).to_be_visible()
    page.page.go_back()
    expect(view.locator("h2")).to_have_text("Qualité et sources")
    page.page.go_back()
    closed(page)


def test_the_quality_view_is_an_address(visit):
    page = visit("?profession=10&vue=qualite")
    expect(page.sheet().locator(".sheet-lead")).to_contain_text("Médecin")
    page.page.get_by_text("Les infirmiers sont-ils tous là").click()
    expect(page.page.get_by_text("inscrit à l’ordre")).to_be_visible()
    page.page.locator("#fiche .sheet-close").click()
    closed(page)
    page.until(lambda: page.query() == "?profession=10")
