/* Asks the server for what the page shows: a state → its view, a window of the map → its clusters. */
"use strict";

/* Dash tells the console, in English, that a callback of its own failed, and nobody else: the page says it. */
const DASH_CALLBACK = "_dash-update-component";
const dashFetch = window.fetch;
window.fetch = async (address, ...how) => {
  const isCallback = String(address).includes(DASH_CALLBACK);
  try {
    const reply = await dashFetch(address, ...how);
    if (isCallback && !reply.ok) cigogne.notice.failure();
    return reply;
  } catch (problem) {
    if (isCallback) cigogne.notice.failure();
    throw problem;
  }
};

cigogne.exchange = {
  underWay: {}, // address → what stops the last request to it: only the latest question matters

  /** The answer to the latest question asked at an address; null when it does not come, or another is asked. */
  ask(address, question) {
    this.underWay[address]?.abort();
    const { signal } = (this.underWay[address] = new AbortController());
    return this.answered(address, question, { signal });
  },

  async answered(address, question, { signal, quiet } = {}) {
    try {
      const reply = await fetch(cigogne.setup.racine + address, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(question),
        signal,
      });
      if (!reply.ok) throw new Error(`${reply.status}`);
      return await reply.json();
    } catch {
      if (!signal?.aborted && !quiet) cigogne.notice.failure();
      return null;
    }
  },

  /** Rows of the table: blocks are asked for side by side. */
  rows: (request, how) => cigogne.exchange.answered("lignes", request, how),

  /** The view of a state, painted with its rows unless a later one has been asked for since. */
  async view(state) {
    const view = await this.ask("vue", state);
    if (view?.id !== cigogne.state.current.id) return;
    const listed = await cigogne.grid.showComing();
    if (view.id === cigogne.state.current.id) cigogne.view.paint(view, listed);
  },

  /** Clusters of a window, shown unless a later state or a later window has been asked for since. */
  async clusters(window) {
    const answer = await this.ask("grappes", window);
    if (answer && answer.id === cigogne.state.current.id) cigogne.map.clusters(answer);
  },
};
