"""What decision-makers do on the page, in a real browser."""

import csv
import io
import re

from playwright.sync_api import expect

from tests.browser.dashboard_page import SPACES, number


def test_first_view_agrees_with_itself(visit):
    page = visit()
    assert page.page.locator("html").get_attribute("lang") == "fr"
    expect(page.page.locator(".demo-banner")).to_contain_text("Données fictives")
    expect(page.page.locator("#millesimes")).to_contain_text("23/09/2026")
    assert page.figure("activites") == page.listed() == 1500
    assert 0 < page.figure("professionnels") <= 1500
    assert len(page.facet("departement")) == 3
    page.until(lambda: page.on_map() == page.located())
    drawn = page.page.locator(".charts .js-plotly-plot .bars, .charts .js-plotly-plot .scatter")
    page.until(lambda: drawn.count() > 0)


def test_a_filter_changes_every_view(visit):
    page = visit()
    before = page.figure("activites")
    persons = page.facet("profession")["10"]
    page.choose("profession", "10")
    assert page.query() == "?profession=10"
    assert page.figure("professionnels") == persons
    assert page.figure("activites") == page.listed() < before
    page.until(lambda: page.on_map() == page.located() < before)
    assert page.chips() == ["Médecin"]
    assert page.facet("profession")["10"] == persons  # a facet ignores its own filter
    assert sum(page.facet("departement").values()) >= persons
    expect(page.first_row().locator("[col-id=libelle_profession]")).to_have_text("Médecin")
    assert "Médecin" in page.announced()
    page.choose("profession", "10")
    page.choose("profession", "60")
    expect(page.first_row().locator("[col-id=libelle_profession]")).to_have_text("Infirmier")


def test_bars_have_the_room_that_their_labels_take(visit):
    page = visit()
    for code in ("10", "60"):
        page.choose("profession", code)
        page.until(lambda: len(page.label_rooms()) >= 4)
        page.page.wait_for_timeout(800)  # charts off the screen are drawn when the browser has time
        rooms = page.label_rooms()
        assert all(0 <= room <= 6 for room in rooms.values()), rooms


def test_charts_off_the_screen_wait_for_the_answer_to_the_next_click(visit):
    page, held = visit(), []
    page.until(page.every_chart_is_drawn)
    # the browser has nothing to do when this test says so, and not before
    page.page.evaluate(
        "() => { window.idle = []; cigogne.charts.whenIdle = (action) => idle.push(action); }"
    )
    rest = "Promise.all(idle.splice(0).map((action) => action()))"

    def hold(route):
        held.append(route)

    page.choose("profession", "10")
    page.until(lambda: page.page.evaluate("idle.length") == 1)
    page.page.route("**/vue", hold)
    page.choose("profession", "60", wait=False)
    page.until(lambda: len(held) == 1)
    drawn = page.page.evaluate("({ ...cigogne.charts.drawn })")
    page.page.evaluate(rest)
    assert page.page.evaluate("cigogne.charts.drawn") == drawn
    assert page.page.evaluate("idle.length") == 0
    assert not page.every_chart_is_drawn()
    held[0].continue_()
    page.settled()

    def is_drawn() -> bool:
        page.page.evaluate(rest)
        return page.every_chart_is_drawn()

    page.until(is_drawn)


def test_two_quick_filters_leave_nothing_stale(visit):
    page = visit()
    for first, second in (("10", "60"), ("60", "10"), ("21", "10")):
        page.choose("profession", first, wait=False)
        page.page.wait_for_timeout(20)
        page.choose("profession", second, wait=False)
        page.settled()
        page.until(lambda: page.on_map() == page.located())
        page.page.wait_for_timeout(400)  # what was asked first would arrive now
        assert page.on_map() == page.located()
        assert page.listed() == page.figure("activites")


def test_a_chip_is_taken_off_alone(visit):
    page = visit("?profession=10&departement=67")
    assert page.chips() == ["Médecin", "Département 67"]
    page.remove_chip(0)
    assert page.chips() == ["Département 67"]
    assert page.query() == "?departement=67"
    page.page.locator("#jetons [data-action=effacer]").click()
    page.settled()
    assert page.chips() == []
    assert page.listed() == 1500


def test_back_and_forward_follow_the_filters(visit):
    page = visit()
    page.choose("departement", "67")
    inside = page.listed()
    page.choose("profession", "10")
    page.page.go_back()
    page.settled()
    assert (page.query(), page.listed()) == ("?departement=67", inside)
    page.page.go_back()
    page.settled()
    assert (page.query(), page.listed()) == ("", 1500)
    page.page.go_forward()
    page.settled()
    assert page.listed() == inside


def test_back_at_once_leaves_the_view_that_came_last(visit):
    """The address of a view is written when it is painted: who goes back before loses nothing."""
    page = visit()
    page.choose("departement", "67")
    inside = page.listed()
    page.page.evaluate("cigogne.state.toggle('profession', '10'); history.back()")
    page.until(lambda: page.listed() == inside)
    page.settled()
    assert (page.query(), page.listed()) == ("?departement=67", inside)


def test_an_address_restores_its_view(visit):
    page = visit()
    page.choose("departement", "68")
    page.unfold("mode")
    page.choose("mode", "L")
    page.page.locator("[data-action=echelle][data-value=commune]").click()
    page.page.locator("[data-action=unite][data-value=activites]").click()
    page.settled()
    other = visit(page.query())
    assert other.query() == page.query()
    assert other.chips() == page.chips()
    assert other.listed() == page.listed()
    assert other.facet("profession") == page.facet("profession")
    expect(other.page.locator("[data-action=echelle][data-value=commune]")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_a_row_opens_a_sheet_with_both_addresses(visit):
    page = visit("?niveau=housenumber")
    page.first_row().locator(".ag-cell").first.click()
    sheet = page.sheet()
    expect(sheet.locator(".sheet-registered p").first).not_to_be_empty()
    expect(sheet.locator(".sheet-found p").first).not_to_be_empty()
    expect(sheet.locator(".badge").first).to_have_text("À la porte")
    page.page.keyboard.press("Escape")
    expect(page.page.locator("#fiche")).not_to_be_visible()


def test_a_mark_splits_then_opens_who_is_there(visit):
    page = visit("?commune=67001")
    page.until(lambda: page.on_map() == page.located())
    place = page.page.locator("#carte .point, #carte .stack")
    clusters = page.page.locator("#carte .cluster")
    for _ in range(30):
        page.until(lambda: place.count() or clusters.count())
        if place.count():
            break
        # marks are drawn again while one looks: click the one that is there now, if any
        page.page.evaluate(
            "document.querySelector('#carte .cluster')"
            "?.dispatchEvent(new MouseEvent('click', {bubbles: true}))"
        )
        page.page.wait_for_timeout(400)
    place.first.dispatch_event("click")
    expect(page.sheet().locator("h2")).not_to_be_empty()


def test_hostile_names_stay_text(visit):
    page = visit("?q=onerror")
    assert page.listed() > 0
    cell = page.first_row().locator(".ag-cell").first
    expect(page.page.locator("#tableau .ag-row").first).to_contain_text("<img src=x")
    cell.click()
    expect(page.sheet()).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.page.locator("img[src=x]").count() == 0


def test_the_export_is_what_is_shown(visit):
    page = visit("?profession=10&departement=67")
    address = page.page.locator("#export-csv").evaluate("link => link.href")
    assert address.endswith("export.csv?profession=10&departement=67")
    reply = page.page.context.request.get(address)
    rows = list(csv.DictReader(io.StringIO(reply.body().decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == page.listed()
    assert {row["code_departement"] for row in rows} == {"67"}


def test_a_long_facet_is_searched(visit):
    page = visit()
    page.unfold("commune")
    page.page.locator("#chercher-commune").fill("voeuil")
    shown = page.page.locator("#facette-commune .facet-label")
    page.until(lambda: shown.count() and all("Vœuil" in t for t in shown.all_inner_texts()))
    shown.first.click()
    page.settled()
    assert len(page.chips()) == 1
    assert "Vœuil" in page.chips()[0]


def test_an_everyday_word_finds_its_value_in_the_other_filter(visit):
    page = visit()
    page.page.locator("#chercher-profession").fill("cardiologue")
    other = page.page.locator("#facette-profession").get_by_role("group", name="Dans Spécialité")
    value = other.get_by_role("button", name="Cardiologie")
    count = int(number(value.locator(".facet-count").inner_text()))
    value.click()
    page.settled()
    assert page.query() == "?savoir_faire=SM04"
    assert page.figure("professionnels") == count > 0
    assert page.chips() == ["Cardiologie et maladies vasculaires"]
    expect(value).to_have_attribute("aria-pressed", "true")  # still there, to be taken off again
    value.click()
    page.settled()
    assert page.chips() == []
    page.page.locator("#chercher-profession").fill("zzz")
    expect(page.page.locator("#facette-profession")).to_have_text("Aucune valeur")
    page.page.locator("#chercher-profession").fill("infirmière")
    expect(page.page.locator("#facette-profession .facet-label")).to_have_text(["Infirmier"])


def test_nothing_found_says_what_to_relax(visit):
    page = visit("?departement=67&q=zzzz")
    empty = page.page.locator("#resultat-vide")
    expect(empty).to_contain_text("Aucune activité")
    expect(empty).to_contain_text("choisissez-la dans les filtres")
    empty.locator("[data-action=relacher]").click()
    page.settled()
    expect(empty).not_to_be_visible()
    assert page.chips() == ["Département 67"]
    assert page.listed() > 0


def test_keyboard_alone_filters_and_is_told(visit):
    page = visit()
    value = page.page.locator("#facette-profession .facet-value").first
    value.focus()
    page.page.keyboard.press("Enter")
    page.settled()
    assert page.page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    assert "filtres" in page.announced()
    page.first_row().locator(".ag-cell").first.focus()
    page.page.keyboard.press("Enter")
    expect(page.sheet().locator("h2")).not_to_be_empty()
    page.page.keyboard.press("Escape")
    expect(page.page.locator("#fiche")).not_to_be_visible()


def test_a_narrow_screen_is_usable(visit):
    page = visit(width=390, height=844)
    inner, whole = page.page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
    assert whole <= inner
    page.page.locator(".open-filters").click()
    page.choose("profession", "10")
    page.page.locator(".close-filters").click()
    expect(page.page.locator("#filtres")).not_to_be_visible()
    assert page.chips() == ["Médecin"]


def test_two_visitors_do_not_meet(visit):
    one, other = visit(alone=True), visit(alone=True)
    one.choose("profession", "10")
    other.choose("departement", "67")
    assert one.chips() == ["Médecin"]
    assert other.chips() == ["Département 67"]
    assert one.listed() != other.listed()


def test_the_dark_page_is_dark(visit):
    page = visit(color_scheme="dark")
    paper = page.page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.page.locator("[data-action=theme]").click()
    light = page.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, SPACES.sub("", paper)[4:-1].split(","))) < 150
    assert sum(map(int, SPACES.sub("", light)[4:-1].split(","))) > 600


def test_a_failure_is_said_in_french(visit):
    page = visit()
    page.page.evaluate("dash_clientside.set_props('panne', {data: 1})")
    notice = page.page.locator("#avis")
    expect(notice).to_contain_text("Le serveur n’a pas répondu")
    notice.locator("[data-action=reessayer]").click()
    page.settled()
    expect(notice).not_to_be_visible()


def headings(page):
    cells = page.page.locator("#tableau .ag-header-cell")
    return cells.evaluate_all(
        "all => all.sort((a, b) => a.ariaColIndex - b.ariaColIndex).map(c => c.getAttribute('col-id'))"
    )


def test_columns_are_chosen_and_remembered(visit):
    page = visit(alone=True)
    expect(page.first_row()).to_be_visible()
    first = headings(page)
    page.page.locator("#colonnes > summary").click()
    choice = page.page.locator("#colonnes [data-column=numero_rpps]")
    choice.click()
    expect(choice).to_have_attribute("aria-checked", "true")
    page.page.locator("#colonnes [data-column=prenom]").click()
    page.until(lambda: headings(page) == [c for c in first if c != "prenom"] + ["numero_rpps"])
    expect(page.first_row().locator("[col-id=numero_rpps]")).to_have_text(re.compile(r"^\d{11}$"))
    page.page.reload()
    page.settled()
    expect(page.first_row().locator("[col-id=numero_rpps]")).to_have_text(re.compile(r"^\d{11}$"))
    assert headings(page) == [c for c in first if c != "prenom"] + ["numero_rpps"]
    page.page.locator("#colonnes > summary").click()
    page.page.locator("#colonnes [data-action=colonnes-origine]").click()
    page.until(lambda: headings(page) == first)
    assert page.page.evaluate("localStorage.getItem('cigogne.colonnes')") is None


def test_the_last_column_stays(visit):
    page = visit(alone=True)
    page.page.evaluate("localStorage.setItem('cigogne.colonnes', 'nom,unknown,nom')")
    page.page.reload()
    page.settled()
    expect(page.first_row()).to_be_visible()
    assert headings(page) == ["nom"]
    page.page.locator("#colonnes > summary").click()
    choice = page.page.locator("#colonnes [data-column=nom]")
    expect(choice).to_have_attribute("aria-disabled", "true")
    choice.click(force=True)
    assert headings(page) == ["nom"]


def test_the_page_speaks_three_languages(visit):
    page = visit("?profession=10", alone=True)
    french = page.figure("professionnels")
    page.page.locator("#langue").select_option("de")
    page.page.wait_for_url("**langue=de*")
    page.settled()
    assert page.page.locator("html").get_attribute("lang") == "de"
    expect(page.page.locator("#contenu")).to_contain_text("Fachpersonen")
    assert page.query() == "?profession=10&langue=de"
    assert page.chips() == ["Médecin"]
    assert page.figure("professionnels") == french
    page.choose("departement", "67")
    assert "langue=de" in page.query()
    assert "Tätigkeiten" in page.announced()
    expect(page.first_row()).to_be_visible()
    expect(page.page.locator("#tableau .ag-header-cell[col-id=prenom]")).to_contain_text("Vorname")
    page.page.locator("#langue").select_option("en")
    page.page.wait_for_url("**langue=en*")
    page.settled()
    assert page.chips() == ["Médecin", "Département 67"]
    expect(page.page.locator("#localises")).to_contain_text("positions located")
    page.page.go_back()
    page.settled()
    assert page.page.locator("html").get_attribute("lang") == "de"
    assert page.complaints() == []


def test_back_from_another_language_is_the_page_as_it_was(visit):
    page = visit("?profession=10", alone=True)
    page.page.locator("#langue").select_option("de")
    page.page.wait_for_url("**langue=de*")
    page.settled()
    page.page.go_back()
    page.page.wait_for_url("**langue=fr*")
    page.settled()
    assert page.page.locator("html").get_attribute("lang") == "fr"
    page.choose("profession", "60")
    assert "activités" in page.announced()
    expect(page.page.locator("#contenu")).to_contain_text("Liste des activités")


def test_a_tab_keeps_its_language_when_another_chooses(visit):
    page = visit(alone=True)
    other = page.page.context.new_page()
    other.goto(page.address + "?langue=de")
    expect(other.locator("body[data-painted]")).to_be_attached(timeout=20_000)
    page.choose("profession", "10")
    assert "activités" in page.announced()
    other.goto(page.address)  # the last choice, said in the address from then on
    other.wait_for_url("**langue=de*")
    expect(other.locator("#contenu")).to_contain_text("Liste der Tätigkeiten")
