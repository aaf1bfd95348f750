/* Printing: the page as it stands on the screen, light, with every chart drawn and the table's first rows. */
"use strict";

cigogne.print = {
  WIDTH: 718, // pixels between the margins of an A4 page
  PATIENCE_MS: 5000,
  theme: null, // the one to go back to

  /** The button: first draw and fetch what is not on the screen, then open the browser's dialog. */
  async run() {
    this.light();
    cigogne.grid.near = true;
    if (cigogne.grid.stale) cigogne.grid.refresh();
    await Promise.race([this.whole(), new Promise((resume) => setTimeout(resume, this.PATIENCE_MS))]);
    window.print();
  },

  async whole() {
    await cigogne.charts.draw(Object.keys(cigogne.charts.charts));
    const loaded = () => document.querySelector("#tableau .ag-row[row-id*='|']") || !cigogne.lastView.total;
    // a grid that has just been made draws its rows twice: it is ready once it has stayed so for a while
    for (let steady = 0; steady < 6; steady = loaded() ? steady + 1 : 0) {
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
    const style = document.body.style;
    const measured = (selector) => getComputedStyle(document.querySelector(selector));
    const width = document.querySelector(".board").clientWidth;
    style.setProperty("--print-width", `${width}px`);
    style.setProperty("--print-zoom", Math.min(1, this.WIDTH / width));
    style.setProperty("--print-board", measured(".board").gridTemplateColumns);
    style.setProperty("--print-figures", measured(".figures").gridTemplateColumns);
    style.setProperty("--print-map", measured(".map").height);
    cigogne.state.write();
    const day = new Date().toLocaleDateString(cigogne.locale(), { dateStyle: "long" });
    const { imprime_le: printed, deux_points: colon } = cigogne.setup.textes;
    const [chips, line] = [cigogne.byId("jetons"), `${printed} ${day}${colon}${decodeURI(location.href)}`];
    chips.dataset.printed = chips.ariaLabel + colon;
    cigogne.byId("imprime").textContent = line;
    cigogne.byId("fiche").dataset.printed = [...document.querySelectorAll(".demo-banner > *")].map((said) => `${said.textContent} `).join("") + line;
  },

  after() {
    if (this.theme === null) return;
    document.documentElement.dataset.theme = this.theme;
    this.theme = null;
    cigogne.recolour();
  },
};

addEventListener("beforeprint", () => cigogne.print.before());
addEventListener("afterprint", () => cigogne.print.after());
