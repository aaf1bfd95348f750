/* Charts: the server's figures name colours by token (`@accent`); the theme decides. */
"use strict";

cigogne.charts = {
  REST_MS: 100, // from the charts on the screen to the others: what is seen is painted first
  asked: 0,
  charts: {}, // id → the chart of the present view
  seen: new Set(), // ids on the screen: drawn at once, the others when the browser has nothing to do
  drawn: {}, // id → the figure it shows, as JSON: an equal one is not drawn again

  /** Know which charts are on the screen. */
  watch() {
    const observer = new IntersectionObserver((figures) => {
      for (const { target, isIntersecting } of figures) {
        this.seen[isIntersecting ? "add" : "delete"](target.querySelector(".graph").id);
      }
      this.draw(this.seen);
    });
    for (const figure of document.querySelectorAll("figure.chart")) observer.observe(figure);
  },

  /** Draw the charts once the numbers are on the screen, unless others have been asked for meanwhile. */
  soon(view) {
    this.asked += 1;
    const mine = this.asked;
    this.charts = view.graphes;
    requestAnimationFrame(() =>
      setTimeout(async () => {
        if (mine !== this.asked) return;
        this.caption();
        await this.draw(this.seen);
        document.body.dataset.drawn = view.id;
        setTimeout(() => this.whenIdle(() => mine === this.asked && this.draw(Object.keys(this.charts))), this.REST_MS);
      }),
    );
  },

  whenIdle: (action) => (window.requestIdleCallback || setTimeout)(action), // Safari has no idle callback

  caption() {
    for (const [id, chart] of Object.entries(this.charts)) {
      cigogne.byId(`${id}-titre`).textContent = chart.titre;
      cigogne.byId(id).closest("figure").classList.toggle("no-data", !chart.figure.data.length);
    }
  },

  /** Draw the charts of `ids` whose figure is not the one they show. */
  draw(ids) {
    const stale = [...ids].filter((id) => id in this.charts && this.drawn[id] !== JSON.stringify(this.charts[id].figure));
    return Promise.all(stale.map((id) => this.drawOne(id, this.charts[id].figure)));
  },

  /** Dash makes a chart's first drawing; the next go to Plotly itself, which spares a tour of Dash's whole tree. */
  drawOne(id, figure) {
    this.drawn[id] = JSON.stringify(figure);
    const { data, layout } = this.resolved(figure);
    const plot = cigogne.byId(id).querySelector(".js-plotly-plot");
    if (plot?._fullLayout) return Plotly.react(plot, data, layout, cigogne.setup.graphe);
    return cigogne.tell(id, { figure: { data, layout } });
  },

  /** Draw everything again: the theme has changed. */
  redraw() {
    this.drawn = {};
    this.draw(Object.keys(this.charts));
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
