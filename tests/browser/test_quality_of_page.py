"""What must never happen on the page, and what must always be possible, in a real browser.

Requests to another origin, refusals of the security policy and messages in the console fail every
test of this folder (conftest.py).
"""

import re
import threading
from contextlib import suppress
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import waitress
from playwright.sync_api import expect
from plotly.offline import get_plotlyjs_version

from dashboard.server import create_wsgi
from tests.browser.accessibility import violations
from tests.browser.dashboard_page import DashboardPage
from tests.support.release_builder import build_data

SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


# ---- accessibility ----------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (390, 844)])
def test_axe_finds_nothing_serious(visit, theme, width, height):
    page = visit(width=width, height=height, color_scheme=theme)
    page.first_row()
    assert violations(page.page) == [], "first view, table shown"
    page.page.evaluate("cigogne.state.change({profession: ['10'], departement: ['67']})")
    page.settled()
    page.page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    expect(page.page.locator("#territoires-tableau td").first).to_be_attached()
    page.page.evaluate("scrollTo(0, 0)")  # what the header happens to cut as it scrolls is no fault
    assert violations(page.page) == [], "filtered, everything unfolded"
    # menus hang over the table
    page.page.evaluate("document.querySelectorAll('.menu').forEach((m) => (m.open = false))")
    page.first_row().locator(".ag-cell").first.click()
    expect(page.sheet().locator("h2")).not_to_be_empty()
    assert violations(page.page) == [], "sheet"
    page.page.keyboard.press("Escape")
    page.page.evaluate("cigogne.state.change({q: 'zzzz'})")
    page.settled()
    assert violations(page.page) == [], "empty result"


# ---- keyboard ---------------------------------------------------------------------------------


def tab_to(page, selector, most=80):
    """Press Tab until what has the focus matches `selector`."""
    for _ in range(most):
        page.page.keyboard.press("Tab")
        if page.page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"{selector} is not reached by Tab")


def test_the_keyboard_alone_does_everything(visit):
    page = visit()
    page.page.keyboard.press("Tab")
    assert page.page.evaluate("document.activeElement.className") == "skip"
    tab_to(page, "#facette-profession .facet-value")
    page.page.keyboard.press("Space")
    page.settled()
    assert len(page.chips()) == 1
    tab_to(page, "#exports > summary", most=200)
    page.until(lambda: page.page.locator("#tableau .ag-row[row-id*='|']").count())
    tab_to(page, "#tableau .ag-header-cell")
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Enter")
    expect(page.sheet().locator("h2")).not_to_be_empty()
    page.page.keyboard.press("Escape")
    expect(page.page.locator("#fiche")).not_to_be_visible()
    assert page.page.evaluate("document.activeElement.closest('#tableau') !== null")


def test_help_is_a_key_away(visit):
    page = visit(width=1024, height=768)
    tab_to(page, "[data-action=aide]")
    page.page.keyboard.press("Enter")
    help_ = page.page.locator("#aide")
    expect(help_).to_contain_text("Chaque filtre, chaque barre et chaque territoire")
    assert violations(page.page) == []
    page.page.keyboard.press("Escape")
    expect(help_).not_to_be_visible()
    assert page.page.evaluate("document.activeElement.dataset.action") == "aide"


# ---- paper ------------------------------------------------------------------------------------


def test_a_sheet_that_is_open_is_printed_alone(visit):
    page = visit("?fiche=departement:67")
    expect(page.page.locator("#fiche h2")).to_be_visible()
    assert page.page.locator("#fiche").evaluate("sheet => sheet.scrollHeight > sheet.clientHeight")
    page.page.emulate_media(media="print")
    page.page.evaluate("cigogne.print.before()")
    assert page.page.locator("#contenu").is_hidden()
    sheet = page.page.locator("#fiche")
    assert sheet.is_visible()
    assert sheet.locator(".sheet-close").is_hidden()
    assert "fiche=departement:67" in sheet.get_attribute("data-printed")
    assert sheet.evaluate(
        "sheet => getComputedStyle(sheet, '::backdrop').backgroundColor === 'rgba(0, 0, 0, 0)'"
    )
    # all of it, not what the dialog's window shows
    assert sheet.evaluate("sheet => sheet.scrollHeight <= sheet.clientHeight + 1")
    page.page.evaluate("cigogne.print.after()")
    page.page.emulate_media(media="screen")
    expect(page.page.locator("#contenu")).to_be_visible()


def test_the_quality_page_is_printed_whole(visit):
    page = visit("?vue=qualite")
    sheet = page.page.locator("#fiche")
    expect(sheet.locator(".question").first).to_be_attached()
    page.page.evaluate("cigogne.print.before()")
    page.page.emulate_media(media="print")
    # no table keeps a window of its own, and every answer is open
    windows = "all => all.filter((box) => box.scrollHeight > box.clientHeight + 1).length"
    assert sheet.locator(".sheet-table").count() >= 2
    assert sheet.locator(".sheet-table").evaluate_all(windows) == 0
    questions = sheet.locator(".question").count()
    assert sheet.locator(".question[open] > p:visible").count() == questions > 5
    page.page.evaluate("cigogne.print.after()")
    assert sheet.locator(".question[open]").count() == 0


PAPER = """() => {
  const table = document.querySelector("#tableau-imprime");
  const texts = (row) => [...row.cells].map((cell) => cell.textContent);
  return {rows: [...table.rows].map(texts), right: table.getBoundingClientRect().right,
          cut: [...table.querySelectorAll("th, td")]
            .filter((cell) => cell.scrollWidth > cell.clientWidth + 1).length};
}"""
"""The printed table: its rows of texts, its right edge, how many cells hold more than they show."""


def print_in_place(page):
    """Lay the page out as paper without a dialog; the button has fetched and drawn what it prints."""
    page.page.evaluate("() => void (window.print = () => (window.printed = true))")
    page.page.evaluate("cigogne.print.run()")
    page.until(lambda: page.page.evaluate("window.printed"))
    page.page.evaluate("cigogne.print.before()")
    page.page.emulate_media(media="print")


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_the_map_on_paper_shows_what_it_shows_on_the_screen(visit, width):
    page = visit("?departement=68", width=width)
    box = page.page.locator(".map").bounding_box()
    board = page.page.locator(".board").bounding_box()["width"]
    print_in_place(page)
    paper = page.page.locator(".map").bounding_box()
    # all of it shrunk alike: a frame of another width would cut the marks, which stay where they are
    zoom = min(1, 718 / board)
    assert paper["width"] == pytest.approx(box["width"] * zoom, abs=2)
    assert paper["height"] == pytest.approx(box["height"] * zoom, abs=2)


@pytest.mark.parametrize("width", [1440, 1024, 390])
@pytest.mark.parametrize("columns", [None, "toutes"])
def test_no_column_is_cut_on_paper(visit, width, columns):
    page = visit("?profession=10", width=width, alone=True)
    if columns:
        page.page.evaluate(
            "cigogne.columns.remember(cigogne.columns.definitions().map((c) => c.field))"
        )
    shown = page.page.evaluate("cigogne.columns.shown()")
    print_in_place(page)
    paper = page.page.evaluate(PAPER)
    assert {len(row) for row in paper["rows"]} == {len(shown)}
    assert paper["cut"] == 0
    # A4 less its margins, in the pixels of paper
    assert paper["right"] <= 718 + 1
    assert page.page.locator("#tableau").is_hidden()


def test_paper_holds_the_rows_in_the_order_of_the_table(visit):
    page = visit("?profession=10")
    page.first_row()
    page.page.locator("#tableau .ag-header-cell[col-id=prenom]").click()
    expect(page.page.locator("#tableau .ag-header-cell[col-id=prenom]")).to_have_attribute(
        "aria-sort", "ascending"
    )
    page.until(lambda: page.page.evaluate("cigogne.grid.loaded(40).length"))
    print_in_place(page)
    heading, *rows = page.page.evaluate(PAPER)["rows"]
    assert heading[:3] == ["Nom", "Prénom ↑", "Profession"]
    assert len(rows) == 40
    held = page.page.evaluate(
        """() => [...Array(40).keys()].map((rank) => {
          const { nom, prenom } = dash_ag_grid.getApi("tableau").getDisplayedRowAtIndex(rank).data;
          return [nom, prenom];
        })"""
    )
    assert [row[:2] for row in rows] == held
    assert {row[2] for row in rows} == {"Médecin"}
    expect(page.page.locator("#tableau-compte")).to_have_attribute(
        "data-printed", ", lignes 1 à 40 ci-dessous"
    )
    page.page.evaluate("cigogne.print.after()")
    assert page.page.locator("#tableau-imprime tr").count() == 0


def test_paper_never_holds_the_rows_of_another_filter(visit):
    page = visit("?profession=10")
    page.first_row()
    page.page.evaluate("scrollTo(0, 0)")
    page.until(lambda: not page.page.evaluate("cigogne.grid.near"))
    page.choose("profession", "60")
    # the browser's own menu prints at once: rows that have not come are not printed
    page.page.evaluate("cigogne.print.before()")
    assert page.page.locator("#tableau-imprime tr").count() == 0
    print_in_place(page)
    assert {row[2] for row in page.page.evaluate(PAPER)["rows"][1:]} == {"Infirmier", "Médecin"}


def test_nothing_found_is_one_sheet_of_paper(visit):
    page = visit("?q=zzzz")
    print_in_place(page)
    assert page.page.locator(".empty-title").is_visible()
    assert page.page.locator(".empty-ways").is_hidden()
    page.page.emulate_media(media="screen")
    assert page.page.pdf(format="A4").count(b"/Type /Page\n") == 1


def test_paper_holds_what_the_screen_holds(visit):
    page = visit("?profession=10&departement=67", color_scheme="dark")
    page.page.evaluate("() => void (window.print = () => (window.printed = true))")
    page.page.locator("[data-action=imprimer]").click()
    page.until(lambda: page.page.evaluate("window.printed"))
    assert page.page.locator("#tableau .ag-row[row-id*='|']").count() > 5
    assert page.page.locator(".charts .js-plotly-plot .trace").count() >= 4
    assert page.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    before = page.page.locator(".map").bounding_box()
    assert len(page.page.pdf(format="A4", print_background=True)) > 20_000
    expect(page.page.locator("#imprime")).to_contain_text("profession=10&departement=67")
    page.until(
        lambda: (
            page.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
        )
    )
    assert page.page.locator(".map").bounding_box() == before


# ---- what comes, and when ---------------------------------------------------------------------


def test_the_table_and_the_whole_of_plotly_do_not_come_with_the_page(visit, chromium, address):
    context = chromium.new_context(locale="fr-FR", viewport={"width": 1440, "height": 900})
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    page = DashboardPage(context.new_page(), address)
    page.open()
    page.until(lambda: page.page.locator(".charts .trace").count())
    assert not [url for url in asked if "ag_grid" in url]
    assert {url.split("/")[-1].split("?")[0] for url in asked if "plotly" in url} == {
        "plotly-fr.js",
        f"plotly-basic-{get_plotlyjs_version()}.min.js",
    }
    page.first_row()
    assert [url for url in asked if "ag_grid" in url]
    assert page.complaints() == []
    context.close()


def test_nothing_jumps_while_the_page_loads(visit, chromium, address):
    context = chromium.new_context(locale="fr-FR", viewport={"width": 1440, "height": 900})
    context.add_init_script(SHIFTS)
    page = DashboardPage(context.new_page(), address)
    page.open()
    page.until(lambda: page.page.locator(".charts .trace").count() and page.on_map())
    page.page.wait_for_timeout(500)
    assert page.page.evaluate("shifted") < 0.1
    page.page.evaluate("window.shifted = 0; cigogne.state.change({profession: ['10']})")
    page.settled()
    page.page.wait_for_timeout(500)
    assert page.page.evaluate("shifted") < 0.1
    context.close()


def test_back_and_forward_restore_text_and_map(visit):
    page = visit()
    page.search("rue")
    page.page.locator("[data-action=echelle][data-value=commune]").click()
    page.settled()
    shown = page.listed()
    page.page.locator("#jetons [data-action=effacer]").click()
    page.settled()
    page.page.go_back()
    page.settled()
    assert page.listed() == shown
    assert page.page.locator("#recherche").input_value() == "rue"
    page.page.reload()
    page.settled()
    assert page.listed() == shown
    assert page.page.locator("#recherche").input_value() == "rue"
    pressed = page.page.locator("[data-action=echelle][data-value=commune]")
    expect(pressed).to_have_attribute("aria-pressed", "true")


# ---- when things go wrong ---------------------------------------------------------------------


class Served:
    """A dashboard of its own, that a test may stop, start again and publish to."""

    def __init__(self, folder):
        self.data = build_data(folder, rows=300)
        self._start(port=0)

    def _start(self, port):
        wsgi = create_wsgi(self.data)
        self.server = waitress.create_server(wsgi, host="127.0.0.1", port=port, threads=4)
        self.port = self.server.effective_port
        self.address = f"http://127.0.0.1:{self.port}/"
        threading.Thread(target=self._run, args=(self.server,), daemon=True).start()

    @staticmethod
    def _run(server):
        with suppress(OSError):  # its sockets are closed under it, as a machine that stops does
            server.run()

    def stop(self):
        self.server.close()
        self.server.task_dispatcher.shutdown(timeout=1)
        for channel in list(self.server._map.values()):
            channel.close()
        with pytest.raises((URLError, ConnectionError)):
            urlopen(self.address, timeout=2)

    def start_again(self):
        self._start(self.port)


@pytest.fixture
def served(tmp_path):
    running = Served(tmp_path)
    yield running
    running.server.close()


@pytest.fixture
def tab(chromium, served):
    """A tab on the server of this test."""
    context = chromium.new_context(locale="fr-FR", viewport={"width": 1440, "height": 900})
    page = DashboardPage(context.new_page(), served.address)
    page.open()
    yield page
    context.close()


def test_a_new_release_is_told_and_nothing_fails(tab, served):
    failed = []
    tab.page.on("response", lambda reply: reply.status >= 400 and failed.append(reply.url))
    tab.page.on("requestfailed", lambda request: failed.append(request.url))
    build_data(served.data, identifier="2026-10-24", rows=320)
    tab.choose("profession", "10")
    notice = tab.page.locator("#avis")
    expect(notice).to_contain_text("Une nouvelle édition des données est disponible")
    tab.page.locator("[data-action=echelle][data-value=commune]").click()
    tab.settled()
    notice.locator("[data-action=recharger]").click()
    tab.page.wait_for_load_state()
    tab.settled()
    expect(notice).not_to_be_visible()
    assert tab.chips() == ["Médecin"]
    tab.remove_chip()
    assert tab.listed() == 320
    assert failed == []
    assert tab.complaints() == []


def test_a_server_that_stops_is_said_and_one_recovers(tab, served):
    served.stop()
    tab.choose("profession", "10", wait=False)
    notice = tab.page.locator("#avis")
    expect(notice).to_contain_text("Le serveur n’a pas répondu", timeout=20_000)
    expect(notice).to_contain_text("réessayez")
    assert tab.listed() == 300  # what was there still is
    served.start_again()
    notice.locator("[data-action=reessayer]").click()
    tab.settled()
    expect(notice).not_to_be_visible()
    assert tab.chips() == ["Médecin"]
    assert tab.listed() < 300


def test_a_table_that_did_not_come_is_asked_for_again(tab):
    tab.page.route("**/dash_ag_grid*.js", lambda route: route.abort())
    tab.page.locator("#tableau-place").scroll_into_view_if_needed()
    notice = tab.page.locator("#avis")
    expect(notice).to_contain_text("Le serveur n’a pas répondu")
    tab.page.unroute("**/dash_ag_grid*.js")
    notice.locator("[data-action=reessayer]").click()
    expect(tab.first_row()).to_be_visible()
    expect(notice).not_to_be_visible()


def test_rows_that_did_not_come_are_asked_for_again(tab):
    expect(tab.first_row()).to_be_visible()
    tab.page.route("**/lignes", lambda route: route.abort())
    tab.choose("profession", "10", wait=False)
    notice = tab.page.locator("#avis")
    expect(notice).to_contain_text("Le serveur n’a pas répondu")
    loaded = tab.page.locator("#tableau .ag-row[row-id*='|']")
    assert loaded.count() == 0  # the former filter's
    tab.page.unroute("**/lignes")
    notice.locator("[data-action=reessayer]").click()
    expect(tab.first_row().locator("[col-id=libelle_profession]")).to_have_text("Médecin")
    expect(notice).not_to_be_visible()


def shows_only(tab, profession):
    """Wait until the table's rows are those of one profession."""
    cells = tab.page.locator("#tableau [col-id=libelle_profession].ag-cell")
    tab.until(lambda: set(cells.all_inner_texts()) == {profession})


@pytest.mark.parametrize("how", ["lost", "refused"])
def test_a_sheet_that_does_not_come_is_said_in_it(tab, how):
    calls = re.compile("_dash-update-component")
    tab.page.route(
        calls, lambda route: route.abort() if how == "lost" else route.fulfill(status=500)
    )
    tab.page.evaluate("cigogne.sheet.ask({ fiche: 'departement:67' })")
    again = tab.page.locator("#fiche-contenu [data-action=reessayer]")
    expect(again).to_be_visible()
    expect(tab.page.locator("#fiche-contenu")).to_contain_text("Le serveur n’a pas répondu")
    tab.page.unroute(calls)
    again.click()
    expect(tab.page.locator("#fiche h2")).to_be_visible()
    tab.settled()
    expect(tab.page.locator("#avis")).to_be_hidden()


LEAST_ROWS = """() => {
  const rows = () => document.querySelectorAll("#tableau .ag-row[row-id*='|']").length;
  window.least = rows();
  new MutationObserver(() => (window.least = Math.min(window.least, rows()))).observe(
    document.querySelector("#tableau"), { subtree: true, childList: true, attributes: true });
}"""


def test_rows_take_the_place_of_the_former_ones(tab):
    expect(tab.first_row()).to_be_visible()
    tab.page.evaluate(LEAST_ROWS)
    tab.page.evaluate("cigogne.grid.PATIENCE_MS = 20000")  # a slow machine's view waits as well
    asked = []
    tab.page.on("request", lambda r: asked.append(r) if r.url.endswith("/lignes") else None)
    tab.choose("profession", "10")
    cells = tab.page.locator("#tableau [col-id=libelle_profession].ag-cell")
    assert set(cells.all_inner_texts()) == {"Médecin"}  # with the view, not after it
    assert tab.page.evaluate("window.least") > 5  # never a table of empty rows
    assert len(asked) == 1
    first = tab.page.locator("#tableau .ag-row[row-index='0']")
    first.locator("[col-id=nom]").click()  # the sheet is the new row's
    expect(tab.sheet()).to_contain_text("Médecin")


def test_fewer_rows_then_more(tab):
    expect(tab.first_row()).to_be_visible()
    counts = []
    for patch in ("{ q: 'zzzz' }", "{ q: '' }", "{ profession: ['10'] }", "{ profession: [] }"):
        tab.page.evaluate(f"cigogne.state.change({patch})")
        tab.settled()
        tab.page.locator("#tableau-place").scroll_into_view_if_needed()
        tab.until(
            lambda: tab.page.evaluate(
                "dash_ag_grid.getApi('tableau').getDisplayedRowCount() === cigogne.lastView.total"
            )
        )
        counts.append(tab.page.evaluate("cigogne.lastView.total"))
    assert counts[0] == 0 < counts[2] < counts[1] == counts[3] == 300


def test_a_filter_shows_the_table_from_its_first_row(tab):
    expect(tab.first_row()).to_be_visible()
    tab.page.evaluate("dash_ag_grid.getApi('tableau').ensureIndexVisible(40, 'bottom')")
    expect(tab.page.locator("#tableau .ag-row[row-index='40'][row-id*='|']")).to_be_visible()
    tab.choose("profession", "10")
    shows_only(tab, "Médecin")
    assert tab.page.evaluate("dash_ag_grid.getApi('tableau').getVerticalPixelRange().top") == 0


def test_rows_that_come_late_are_nobodys(tab):
    expect(tab.first_row()).to_be_visible()
    loaded = tab.page.locator("#tableau .ag-row[row-id*='|']")
    held = []

    def hold_the_first(route):
        if held:
            route.continue_()
        else:
            held.append(route)

    tab.page.route("**/lignes", hold_the_first)
    tab.choose("profession", "10")
    tab.until(lambda: held)
    assert loaded.count() == 0  # the former filter's
    tab.choose("profession", "10")
    tab.choose("profession", "60")
    shows_only(tab, "Infirmier")
    held[0].abort()  # the page waits for it no more
    tab.page.wait_for_timeout(500)
    shows_only(tab, "Infirmier")
    assert tab.page.locator("#avis").is_hidden()


def test_a_filter_from_far_down_the_table_shows_its_own_rows(tab):
    expect(tab.first_row()).to_be_visible()
    tab.page.evaluate("dash_ag_grid.getApi('tableau').ensureIndexVisible(250)")
    row = tab.page.locator("#tableau .ag-row[row-index='250'][row-id*='|']")
    expect(row).to_be_visible()
    tab.choose("profession", "10")
    shows_only(tab, "Médecin")


def test_an_answer_that_fails_is_said(tab, monkeypatch, caplog):
    def broken(*_):
        problem = "broken on purpose"
        raise ValueError(problem)

    with monkeypatch.context() as patched:
        patched.setattr("dashboard.exchange.answer", broken)
        tab.choose("profession", "10", wait=False)
        notice = tab.page.locator("#avis")
        expect(notice).to_contain_text("Le serveur n’a pas répondu")
        assert tab.listed() == 300
    notice.locator("[data-action=reessayer]").click()
    tab.settled()
    assert tab.chips() == ["Médecin"]
    assert "broken on purpose" in caplog.text
    assert [
        c for c in tab.complaints() if "status of 500" not in c
    ] == []  # the browser's own words
