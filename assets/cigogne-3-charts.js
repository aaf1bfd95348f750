/* Charts: the server's figures name colours by token (`@accent`); the theme decides. */
"use strict";

cigogne.charts = {
  REST_MS: 100, // from the charts on the screen to the others: what is seen is painted first
  asked: 0,
  charts: {}, // id → the chart of the present view
  seen: new Set(), // ids on the screen: drawn at once, the others when the browser has nothing to do
  drawn: {}, // id → the figure it shows, as JSON: an equal one is not drawn again
  font: null, // that of the page, once asked for
  pen: null, // what labels are measured with, without laying the page out
  BESIDE: 7, // pixels between a label and its bar, and at its other side

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

  /** Draw the charts on the screen with the numbers, in one frame: two would lay the page out twice. */
  async show(view) {
    this.asked += 1;
    const mine = this.asked;
    this.charts = view.graphes;
    this.caption();
    await this.draw(this.seen);
    if (mine !== this.asked) return;
    document.body.dataset.drawn = view.id;
    setTimeout(() => this.drawRest(Object.keys(this.charts), view.id), this.REST_MS);
  },

  /** Draw `ids` one by one when the browser has nothing to do, unless another state is asked for: it goes first. */
  drawRest(ids, state) {
    if (!ids.length) return;
    this.whenIdle(async () => {
      if (state !== cigogne.state.current.id) return;
      await this.draw(ids.slice(0, 1));
      this.drawRest(ids.slice(1), state);
    });
  },

  whenIdle: (action) => (window.requestIdleCallback || setTimeout)(action), // Safari has no idle callback

  caption() {
    for (const [id, chart] of Object.entries(this.charts)) {
      cigogne.byId(`${id}-titre`).textContent = chart.titre;
      cigogne.byId(`${id}-seul`).textContent = chart.seul;
      const { classList } = cigogne.byId(id).closest("figure");
      classList.toggle("no-data", !chart.figure.data.length);
      classList.toggle("alone", Boolean(chart.seul));
    }
  },

  /** Draw the charts of `ids` whose figure is not the one they show. */
  draw(ids) {
    const wanted = [...ids].filter((id) => id in this.charts).map((id) => [id, JSON.stringify(this.charts[id].figure)]);
    const stale = wanted.filter(([id, figure]) => this.drawn[id] !== figure);
    return Promise.all(stale.map(([id, figure]) => this.drawOne(id, figure)));
  },

  /** Dash makes a chart's first drawing; the next go to Plotly itself, which spares a tour of Dash's whole tree. */
  drawOne(id, figure) {
    this.drawn[id] = figure;
    const { data, layout } = this.figure(id);
    const plot = cigogne.byId(id).querySelector(".js-plotly-plot");
    if (plot?._fullLayout) return Plotly.react(plot, data, layout); // the buttons and the like are those of the first drawing
    return cigogne.tell(id, { figure: { data, layout } });
  },

  /** Draw everything again: the theme has changed. */
  redraw() {
    this.drawn = {};
    this.draw(Object.keys(this.charts));
  },

  /** The figure of a chart as the theme has it, with room for its labels. */
  figure(id) {
    const { data, layout } = this.resolved(this.charts[id].figure);
    if (layout.yaxis.ticktext) layout.margin.l = this.room(layout);
    return { data, layout };
  },

  /** Pixels beside the bars for the longest label: Plotly's own `automargin` draws a chart twice to know. */
  room({ yaxis, font }) {
    this.pen ||= document.createElement("canvas").getContext("2d");
    this.pen.font = `${font.size}px ${font.family}`;
    const widths = yaxis.ticktext.map((label) => this.pen.measureText(this.unescaped(label)).width);
    return Math.ceil(Math.max(0, ...widths)) + this.BESIDE;
  },

  /** The same figure with `@token` strings replaced by the theme's values. */
  resolved(value) {
    if (typeof value === "string" && value.startsWith("@")) {
      if (value === "@font") return (this.font ||= getComputedStyle(document.body).fontFamily); // asking lays the page out
      return cigogne.colour(value.slice(1));
    }
    if (Array.isArray(value)) return value.map((item) => this.resolved(item));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolved(item)]));
    }
    return value;
  },

  /** Save a chart with what it shows, under which filters, of which vintage. */
  save(id, kind) {
    const chart = cigogne.lastView.graphes[id];
    const { data, layout } = this.figure(id);
    const heading = cigogne.byId(id).closest("figure").querySelector("h2").textContent;
    const lines = [heading, chart.titre, this.context()].map(this.escaped);
    const top = { t: layout.margin.t + 88, l: Math.max(layout.margin.l, 16), r: layout.margin.r + 16, b: layout.margin.b + 8 };
    const height = layout.height + 96;
    const title = {
      text: `<b>${lines[0]}</b><br><span style="font-size:12px">${lines[1]}</span><br><span style="font-size:11px">${lines[2]}</span>`,
      font: { size: 16, color: cigogne.colour("ink") },
      ...{ x: 0, xref: "container", xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { l: 16, t: 26 } },
    };
    const paper = cigogne.colour("surface");
    const saved = { ...layout, title, height, margin: { ...layout.margin, ...top }, paper_bgcolor: paper, plot_bgcolor: paper };
    const size = { format: kind, width: 760, height, scale: kind === "png" ? 2 : 1, filename: `cigogne-${id.replace("graphe-", "")}-${cigogne.setup.edition}` };
    return window.Plotly.downloadImage({ data, layout: saved }, size);
  },

  /** Filters and vintage, in one line: « Bas-Rhin · Médecin · Annuaire santé 23/09/2026 ». */
  context() {
    const [vintage] = cigogne.image.vintages();
    return [...cigogne.image.filters(), vintage, cigogne.setup.textes.licence].filter(Boolean).join(" · ");
  },

  /** Plotly reads a little HTML in titles: what comes from the data is written as entities. */
  escaped(words) {
    return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  },

  unescaped(words) {
    return words.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  },

  clicked(id, event) {
    const code = event?.points?.[0]?.customdata;
    if (code) cigogne.state.toggle(cigogne.lastView.graphes[id].dimension, String(code));
  },
};
