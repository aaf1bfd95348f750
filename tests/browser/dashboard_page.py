"""What a visitor sees and does, in words: selectors are spelled here and nowhere else."""

import re
import time

from playwright.sync_api import Page, expect

SPACES = re.compile(r"[\s\u00a0\u202f]")


def number(text: str) -> float:
    """Return the number in `text` as French writes it: `1 234,5 %` -> 1234.5."""
    return float(re.sub(r"[^\d,−-]", "", SPACES.sub("", text)).replace(",", "."))


class DashboardPage:
    """One visitor's tab."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self._complaints: list[str] = []
        page.on("console", lambda m: self._complaints.append(f"console {m.type}: {m.text}"))
        page.on("pageerror", lambda error: self._complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: self._complaints.append(f"dialog: {dialog.message}"))
        page.on("request", self._watch)
        page.add_init_script(
            "window.refused = [];"
            "addEventListener('securitypolicyviolation', (e) => refused.push(e.blockedURI));"
        )

    def _watch(self, request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self._complaints.append(f"request to {request.url}")

    def complaints(self) -> list[str]:
        """Return everything that must not happen on a page."""
        refused = self.page.evaluate("window.refused")
        return self._complaints + [f"policy refused {uri}" for uri in refused]

    def every_chart_is_drawn(self) -> bool:
        """Whether each chart, be it off the screen, shows the figure of the last answer."""
        drawn: bool = self.page.evaluate(
            """() => Object.entries(cigogne.charts.charts).every(
              ([id, { figure }]) => cigogne.charts.drawn[id] === JSON.stringify(figure)
            )"""
        )
        return drawn

    def label_rooms(self) -> dict[str, float]:
        """Pixels left of the longest label of each chart of bars that is drawn; negative where it is cut."""
        found: dict[str, float] = self.page.evaluate(
            """() => {
              const left = (element) => element.getBoundingClientRect().left;
              const charts = [...document.querySelectorAll(".js-plotly-plot:has(.bars)")];
              return Object.fromEntries(charts.map((chart) => {
                const labels = [...chart.querySelectorAll(".ytick text")].map(left);
                const room = Math.min(...labels) - left(chart.querySelector(".main-svg"));
                return [chart.closest("[id]").id, room];
              }));
            }"""
        )
        return found

    # ---- going ------------------------------------------------------------------------------

    def open(self, query: str = "") -> None:
        self.page.goto(self.address + query)
        self.settled()

    def settled(self) -> None:
        """Wait until the last state asked for is painted, and its address is in the history."""
        expect(self.page.locator("body[data-painted]")).to_be_attached(timeout=20_000)
        self.until(
            lambda: self.page.evaluate(
                "document.body.dataset.painted === document.body.dataset.asked"
                " && cigogne.state.unwritten === null"
            )
        )

    def until(self, true, seconds: float = 10) -> None:
        """Wait until `true()`; fail with the test's own line when it never is."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, "never became true"
            self.page.wait_for_timeout(30)

    def query(self) -> str:
        return self.page.evaluate("location.search")

    # ---- reading ----------------------------------------------------------------------------

    def figure(self, name: str) -> float:
        """Return a key figure as a number."""
        return number(self.page.locator(f"#chiffre-{name}").inner_text())

    def facet(self, dimension: str) -> dict[str, int]:
        """Return code → count of the values shown in a facet."""
        values = self.page.locator(f"#facette-{dimension} .facet-value").evaluate_all(
            "all => all.map(one => [one.dataset.code, one.querySelector('.facet-count').textContent])"
        )
        return {code: int(number(count)) for code, count in values}

    def chips(self) -> list[str]:
        return self.page.locator("#jetons .chip-label").all_inner_texts()

    def listed(self) -> int:
        """Return how many activities the table says it holds."""
        return int(number(self.page.locator("#tableau-compte").inner_text()))

    def on_map(self) -> int:
        """Return the sum of the labels of the marks drawn."""
        counts = self.page.locator("#carte .mark").evaluate_all(
            "all => all.map(m => Number(m.dataset.n))"
        )
        return sum(counts)

    def located(self) -> int:
        """Return how many activities the line under the map says have a position."""
        said = SPACES.sub("", self.page.locator("#localises p").inner_text())
        exact, centre = re.match(r"(\d+)activités.*?,(\d+)aucentre", said).groups()
        return int(exact) + int(centre)

    def announced(self) -> str:
        return self.page.locator("#annonce").inner_text()

    # ---- doing ------------------------------------------------------------------------------

    def choose(self, dimension: str, code: str, *, wait: bool = True) -> None:
        self.page.locator(f"#facette-{dimension} [data-code='{code}']").click()
        if wait:
            self.settled()

    def territory_typed(self, text: str, listed: str):
        """Type a territory, wait until the list's first place says `listed`; return the field."""
        field = self.page.locator("#territoire")
        field.fill(text)
        expect(self.page.locator("#territoire-liste li").first).to_contain_text(listed)
        field.press("ArrowDown")
        return field

    def unfold(self, dimension: str) -> None:
        self.page.locator(f"[data-facet={dimension}] > summary").click()

    def remove_chip(self, position: int = 0) -> None:
        self.page.locator("#jetons .chip").nth(position).click()
        self.settled()

    def search(self, text: str) -> None:
        self.page.locator("#recherche").fill(text)
        self.until(lambda: f"q={text.split(maxsplit=1)[0]}" in self.query())
        self.settled()

    def first_row(self):
        """Return the first row of the table, with rows loaded."""
        self.page.locator("#tableau-place").scroll_into_view_if_needed()
        row = self.page.locator("#tableau .ag-row[row-index='0'][row-id*='|']")
        row.scroll_into_view_if_needed()
        return row

    def sheet(self):
        return self.page.locator("#fiche[open] .sheet-body")
