/* Printing: the page as it stands on the screen, light, with every chart drawn and the table's first rows. */
"use strict";

cigogne.print = {
  WIDTH: 718, // pixels between the margins of an A4 page
  PATIENCE_MS: 5000,
  SMALLEST: 6.5, // pixels of the table's text on paper, at least
  LARGEST: 12, // pixels of the page's, at most
  IN_PLACE: 14, // the same where columns have the width of the screen
  ROWS: 40, // of the table, at most: the files of the exports hold them all
  ORDERS: { asc: " ↑", desc: " ↓" },
  theme: null, // the one to go back to
  unfolded: [], // answers of the sheet that paper opens, to close again

  /** The button: first draw and fetch what is not on the screen, then open the browser's dialog. */
  async run() {
    this.light();
    cigogne.grid.near = true;
    if (cigogne.grid.stale) cigogne.grid.refresh();
    await Promise.race([this.whole(Date.now() + this.PATIENCE_MS), new Promise((resume) => setTimeout(resume, this.PATIENCE_MS))]);
    window.print();
  },

  /** Draw every chart and wait for rows, until `end` at most. */
  async whole(end) {
    await cigogne.charts.draw(Object.keys(cigogne.charts.charts));
    while (cigogne.lastView.total && !cigogne.grid.loaded(1).length && Date.now() < end) {
      await new Promise((resume) => setTimeout(resume, 50));
    }
  },

  light() {
    if (this.theme !== null) return;
    const root = document.documentElement;
    this.theme = root.dataset.theme;
    if (getComputedStyle(root).colorScheme !== "dark") return;
    root.dataset.theme = "light";
    cigogne.recolour();
    cigogne.map.repaint();
  },

  /** Measure before paper changes the widths. */
  before() {
    if (!cigogne.lastView) return;
    this.light();
    this.unfolded.push(...document.querySelectorAll(".sheet .question:not([open])"));
    for (const answer of this.unfolded) answer.open = true;
    const style = document.body.style;
    const measured = (selector) => getComputedStyle(document.querySelector(selector));
    const width = document.querySelector(".board").clientWidth;
    style.setProperty("--print-width", `${width}px`);
    const [zoom, paper] = [Math.min(1, this.WIDTH / width), Math.max(width, this.WIDTH)];
    style.setProperty("--print-zoom", zoom);
    style.setProperty("--print-paper", `${paper}px`);
    style.setProperty("--print-board", measured(".board").gridTemplateColumns);
    style.setProperty("--print-map-column", measured(".map-panel").gridColumn);
    style.setProperty("--print-figures", measured(".figures").gridTemplateColumns);
    style.setProperty("--print-map", measured(".map").height);
    style.setProperty("--print-text", `${Math.max(this.SMALLEST / zoom, this.table(paper))}px`);
    cigogne.state.write();
    const day = new Date().toLocaleDateString(cigogne.locale(), { dateStyle: "long" });
    const { imprime_le: printed, deux_points: colon } = cigogne.setup.textes;
    const [chips, line] = [cigogne.byId("jetons"), `${printed} ${day}${colon}${this.address()}`];
    chips.dataset.printed = chips.ariaLabel + colon;
    cigogne.byId("imprime").textContent = line;
    cigogne.byId("fiche").dataset.printed = [...document.querySelectorAll(".demo-banner > *")].map((said) => `${said.textContent} `).join("") + line;
  },

  /** Write the table as paper can hold it: the grid scrolls in two directions, and shows whatever its window holds.
      Returns the size of its text in pixels, that the columns of the screen would have in `paper` pixels. */
  table(paper) {
    const rows = cigogne.grid.loaded(this.ROWS);
    this.said(rows);
    const columns = rows.length ? window.dash_ag_grid.getApi("tableau").getAllDisplayedColumns() : [];
    const width = columns.reduce((sum, column) => sum + column.getActualWidth(), 0);
    cigogne.fill("tableau-imprime", ...(rows.length ? this.written(rows, columns, width) : []));
    return Math.min(this.LARGEST, (this.IN_PLACE * paper) / width);
  },

  /** Which rows they are, behind how many there are. */
  said(rows) {
    const isPart = rows.length > 0 && rows.length < cigogne.lastView.total;
    const [first, last] = isPart ? [rows[0], rows.at(-1)].map(({ rowIndex }) => cigogne.number(rowIndex + 1)) : [];
    const text = cigogne.setup.textes.lignes_imprimees.replace("{premiere}", first).replace("{derniere}", last);
    cigogne.byId("tableau-compte").dataset.printed = isPart ? text : "";
  },

  /** The page's address with its accents: what is no valid UTF-8 (`%E9`, from an old bookmark) stays as it is. */
  address() {
    return location.href.replace(/(%[89a-f][0-9a-f])+/gi, (coded) => {
      try {
        return decodeURIComponent(coded);
      } catch {
        return coded;
      }
    });
  },

  /** Columns (as wide as on the screen, to scale), head and body. */
  written(rows, columns, width) {
    const { make } = cigogne;
    const grid = window.dash_ag_grid.getApi("tableau");
    const widths = columns.map((column) => make("col", { style: `width: ${(100 * column.getActualWidth()) / width}%` }));
    const headings = columns.map((column) => {
      const order = this.ORDERS[column.getSort()] || "";
      return make("th", { scope: "col" }, grid.getDisplayNameForColumn(column, "header") + order);
    });
    const cell = (rowNode, colKey) => make("td", null, grid.getCellValue({ rowNode, colKey, useFormatter: true }) ?? "");
    const body = rows.map((row) => make("tr", null, ...columns.map((column) => cell(row, column))));
    return [make("colgroup", null, ...widths), make("thead", null, make("tr", null, ...headings)), make("tbody", null, ...body)];
  },

  after() {
    cigogne.fill("tableau-imprime");
    for (const answer of this.unfolded) answer.open = false;
    this.unfolded = [];
    if (this.theme === null) return;
    document.documentElement.dataset.theme = this.theme;
    this.theme = null;
    cigogne.recolour();
  },
};

addEventListener("beforeprint", () => cigogne.print.before());
addEventListener("afterprint", () => cigogne.print.after());
