/* The clientside half of Dash's callbacks (dashboard/callbacks/browser.py names them). */
"use strict";

window.dash_clientside = window.dash_clientside || {};

window.dash_clientside.cigogne = {
  /** Settings → the first state, from the page's address, and its view. */
  boot(setup) {
    cigogne.setup = setup;
    if (cigogne.map.leaflet) cigogne.map.start();
    cigogne.facets.name();
    cigogne.charts.watch();
    cigogne.territory.start();
    cigogne.columns.press();
    setTimeout(() => cigogne.sheet.follow());
    cigogne.state.restore();
    return window.dash_clientside.no_update;
  },

  folds(answer) {
    if (answer?.id === cigogne.state.current.id) cigogne.paint.tables(answer.tableaux);
    return window.dash_clientside.no_update;
  },

  facet(answer) {
    cigogne.facets.found(answer);
    return window.dash_clientside.no_update;
  },

  territory(answer) {
    cigogne.territory.found(answer);
    return window.dash_clientside.no_update;
  },

  chart(...clicks) {
    const { triggered } = window.dash_clientside.callback_context;
    for (const { prop_id, value } of triggered) if (value) cigogne.charts.clicked(prop_id.split(".")[0], value);
    return window.dash_clientside.no_update;
  },

  failure() {
    cigogne.notice.failure();
    return window.dash_clientside.no_update;
  },

  /** One has come near the table → the grid, once its code is there. */
  async table() {
    const { script, grille } = cigogne.setup.tableau;
    try {
      await cigogne.grid.code(script);
      cigogne.columns.follow();
      return cigogne.columns.applied(grille);
    } catch {
      cigogne.grid.stale = true; // « Réessayer » asks for it again
      cigogne.notice.failure();
      return window.dash_clientside.no_update;
    }
  },

  /** The grid asks for rows through Dash, as it does when it is made: from now on it asks us. */
  feed(request) {
    if (request) cigogne.grid.feed();
    return window.dash_clientside.no_update;
  },

  /** A row of the table → the person's sheet. */
  row(cell) {
    if (cell?.rowId) cigogne.sheet.ofRow(cell.rowId);
    return window.dash_clientside.no_update;
  },
};

/* The table: its code is half of the page's weight, and comes when one scrolls near. */
cigogne.grid = {
  NEAR: "160px 0px", // beyond the screen's edges, how far the table is kept up to date
  near: false,
  stale: true, // its rows are not those of the present filters
  asked: null, // what the last rows were asked by: {startRow, endRow, sortModel}
  coming: null, // rows asked for with the view: {question, answer, stop}
  stop: new AbortController(), // stops what is asked for the present filter: the grid waits for an answer before it asks again

  /** Fetch the table, then its rows, when it is about to be seen; called once the first view is painted. */
  watch() {
    const seen = ([place]) => {
      this.near = place.isIntersecting;
      if (this.near && this.stale) this.refresh();
    };
    new IntersectionObserver(seen, { rootMargin: this.NEAR }).observe(cigogne.byId("tableau-place"));
  },

  /** Run the script at `address`; resolves once it has. */
  code(address) {
    return new Promise((done, failed) => {
      const script = cigogne.make("script", { src: address });
      script.addEventListener("load", done);
      script.addEventListener("error", failed);
      document.head.append(script);
    });
  },

  /** Give the grid its rows: dash-ag-grid would ask for them through Dash, on the main thread (see `dashboard/exchange.py`). */
  feed() {
    const getRows = async ({ startRow, endRow, sortModel, successCallback, failCallback }) => {
      this.asked = { startRow, endRow, sortModel };
      const { stop } = this;
      const answer = await this.rows(this.question(), stop);
      if (answer) successCallback(answer.lignes, answer.total);
      else failCallback();
      if (!stop.signal.aborted) this.stale = !answer; // « Réessayer » asks for them again
    };
    window.dash_ag_grid.getApiAsync("tableau").then((grid) => grid.setGridOption("datasource", { getRows }));
  },

  question() {
    return { ...this.asked, etat: { ...cigogne.state.current, colonnes: cigogne.columns.shown() } };
  },

  /** Rows that are on their way since the view was asked for, else asked for now. */
  async rows(question, stop) {
    const { coming } = this;
    this.coming = null;
    const held = coming?.question === JSON.stringify(question) ? await coming.answer : null;
    return held || cigogne.exchange.rows(question, stop);
  },

  /** Ask for the first rows of a state with its view, where the grid, which is seen, will ask for them once it is painted. */
  ahead() {
    if (!this.near || this.asked?.startRow !== 0) return;
    const [question, stop] = [this.question(), new AbortController()];
    const answer = cigogne.exchange.rows(question, { signal: stop.signal, quiet: true });
    this.coming = { question: JSON.stringify(question), answer, stop };
  },

  /** Forget the rows of the former filter (the infinite model keeps stale blocks otherwise), at once or when seen. */
  refresh() {
    this.stop.abort();
    this.stop = this.coming?.stop || new AbortController();
    this.stale = !this.near;
    if (this.stale) return;
    if (cigogne.byId("tableau")) window.dash_ag_grid.getApiAsync("tableau").then((grid) => grid.purgeInfiniteCache());
    else cigogne.tell("tableau-voulu", { data: Date.now() });
  },
};

window.dashAgGridFunctions = window.dashAgGridFunctions || {};
window.dashAgGridFunctions.cigogneLevel = (level) => (level ? cigogne.setup.niveaux[level] || level : "");
window.dashAgGridFunctions.cigogneScore = (score) => (typeof score === "number" ? cigogne.number(score, 2) : "");
