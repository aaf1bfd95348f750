/* Charts: the server's figures name colours by token (`@accent`); the theme decides. */
"use strict";

cigogne.charts = {
  asked: 0,

  /** Draw the charts once the numbers are on the screen, unless others have been asked for meanwhile. */
  soon(charts) {
    this.asked += 1;
    const mine = this.asked;
    requestAnimationFrame(() => setTimeout(() => mine === this.asked && this.paint(charts)));
  },

  paint(charts) {
    for (const [id, chart] of Object.entries(charts)) {
      cigogne.tell(id, { figure: this.resolved(chart.figure) });
      cigogne.byId(`${id}-titre`).textContent = chart.titre;
      cigogne.paint.table(`${id}-tableau`, chart.tableau, chart.titre);
      cigogne.byId(id).closest("figure").classList.toggle("no-data", !chart.figure.data.length);
    }
  },

  /** The same figure with `@token` strings replaced by the theme's values. */
  resolved(value) {
    if (typeof value === "string" && value.startsWith("@")) {
      if (value === "@font") return getComputedStyle(document.body).fontFamily;
      return cigogne.colour(value.slice(1));
    }
    if (Array.isArray(value)) return value.map((item) => this.resolved(item));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolved(item)]));
    }
    return value;
  },

  clicked(id, event) {
    const code = event?.points?.[0]?.customdata;
    if (code) cigogne.state.toggle(cigogne.lastView.graphes[id].dimension, String(code));
  },
};
