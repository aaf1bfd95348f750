/* The table: its code is half of the page's weight, and comes when one scrolls near. */
"use strict";

cigogne.grid = {
  NEAR: "160px 0px", // beyond the screen's edges, how far the table is kept up to date
  PATIENCE_MS: 50, // how long a view waits for the rows that were asked for with it, to be painted in one frame
  near: false,
  isFed: false, // its rows come from here
  stale: true, // its rows are not those of the present filters
  asked: null, // what the last rows were asked by: {startRow, endRow, sortModel}
  coming: null, // rows asked for with the view: {question, answer, stop, rows: once they have come}
  stop: new AbortController(), // stops what is asked for the present filter: the grid waits for an answer before it asks again
  shown: () => {}, // called in the task that shows the rows of a block

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
    if (this.isFed) return;
    this.isFed = true;
    const getRows = async ({ startRow, endRow, sortModel, successCallback, failCallback }) => {
      this.asked = { startRow, endRow, sortModel };
      const { stop } = this;
      const question = this.question();
      const answer = this.foreseen(question)?.rows || (await this.rows(question, stop)); // come already: shown in this very task
      if (answer) successCallback(answer.lignes, answer.total);
      else failCallback();
      if (stop.signal.aborted) return;
      if (!answer) this.stale = true; // « Réessayer » asks for all of them again
      if (answer) document.body.dataset.listed = question.etat.id;
      this.shown();
    };
    window.dash_ag_grid.getApiAsync("tableau").then((grid) => grid.setGridOption("datasource", { getRows }));
  },

  question() {
    return { ...this.asked, etat: { ...cigogne.state.current, colonnes: cigogne.columns.shown() } };
  },

  /** What was asked for with the view, if it is this question. */
  foreseen(question) {
    return this.coming?.question === JSON.stringify(question) ? this.coming : null;
  },

  /** Rows that are on their way since the view was asked for, else asked for now. */
  async rows(question, stop) {
    return (await this.foreseen(question)?.answer) || cigogne.exchange.rows(question, stop);
  },

  /** Ask for the first rows of a state with its view, where the grid is seen. */
  ahead() {
    this.coming = null;
    if (!this.near || this.asked?.startRow !== 0) return;
    const [question, stop] = [this.question(), new AbortController()];
    const answer = cigogne.exchange.rows(question, { signal: stop.signal, quiet: true });
    const coming = { question: JSON.stringify(question), answer, stop, rows: null };
    answer.then((rows) => (coming.rows = rows));
    this.coming = coming;
  },

  /** Before a view is painted: show the rows that were asked for with it. True in the task after the one that draws them,
      so that what is painted next shares their frame; false where none were asked for, or they are not here in time. */
  async showComing() {
    const { coming } = this;
    if (!coming) return false;
    const late = new Promise((resume) => setTimeout(() => resume(false), this.PATIENCE_MS));
    return Promise.race([this.replace(coming), late]);
  },

  /** Put rows that come in the place of the former filter's; true once they are drawn, false if they are not the present one's. */
  async replace(coming) {
    if (!(await coming.answer) || this.foreseen(this.question()) !== coming) return false;
    const grid = window.dash_ag_grid.getApi("tableau");
    this.turn();
    this.stale = false;
    this.top(grid);
    return new Promise((resume) => {
      this.shown = () => setTimeout(() => resume(true)); // React draws the cells in a task of its own, before this one
      grid.refreshInfiniteCache();
    });
  },

  /** From now on the rows are another filter's: nothing that was asked for the former one is waited for. */
  turn() {
    const next = this.coming?.stop || new AbortController();
    if (next === this.stop) return;
    this.stop.abort();
    this.stop = next;
  },

  /** Forget the rows of the former filter (the infinite model keeps stale blocks otherwise), at once or when seen. */
  refresh() {
    this.turn();
    this.stale = !this.near;
    if (this.stale) return;
    if (this.isFed) window.dash_ag_grid.getApiAsync("tableau").then((grid) => grid.purgeInfiniteCache());
    else if (cigogne.byId("tableau")) this.feed(); // emptied before it has asked, it would never ask
    else cigogne.tell("tableau-voulu", { data: Date.now() });
  },

  /** The rows of another filter, from the first one on. */
  restart() {
    if (cigogne.byId("tableau")) window.dash_ag_grid.getApiAsync("tableau").then((grid) => this.top(grid));
    this.refresh();
  },

  /** Rows of the present filters that have come, from the first one on the screen on: `most` at most, none left out between two. */
  loaded(most) {
    const [grid, rows] = [cigogne.byId("tableau") && window.dash_ag_grid.getApi("tableau"), []];
    if (!grid || this.stale) return rows;
    const { top } = grid.getVerticalPixelRange();
    let row = grid.getDisplayedRowAtIndex(grid.getFirstDisplayedRowIndex()); // or the one above, which the grid keeps ready
    if (row && row.rowTop + row.rowHeight <= top) row = grid.getDisplayedRowAtIndex(row.rowIndex + 1);
    for (; row?.data && rows.length < most; row = grid.getDisplayedRowAtIndex(row.rowIndex + 1)) rows.push(row);
    return rows;
  },

  top(grid) {
    if (grid.getVerticalPixelRange().top > 0) grid.ensureIndexVisible(0, "top");
  },
};

window.dashAgGridFunctions = window.dashAgGridFunctions || {};
window.dashAgGridFunctions.cigogneLeave = () => false; // the browser's own Tab
window.dashAgGridFunctions.cigogneLevel = (level) => (level ? cigogne.setup.niveaux[level] || level : "");
window.dashAgGridFunctions.cigogneScore = (score) => (typeof score === "number" ? cigogne.percent(score) : "");
