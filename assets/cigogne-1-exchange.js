/* Asks the server for what the page shows: a state → its view, a window of the map → its clusters. */
"use strict";

/* Dash tells the console, in English, that a callback of its own failed, and nobody else: the page says it. */
(() => {
  const dashFetch = window.fetch;
  const failed = (asked) => {
    cigogne.notice.failure();
    if (String(asked?.body).includes('"output":"fiche-contenu.children"')) cigogne.sheet.failed();
  };
  window.fetch = async (address, asked) => {
    if (!String(address).includes("_dash-update-component")) return dashFetch(address, asked);
    const reply = await dashFetch(address, asked).catch((problem) => {
      failed(asked);
      throw problem;
    });
    if (!reply.ok) failed(asked);
    return reply;
  };
})();

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
    if (answer?.id !== cigogne.state.current.id) return;
    cigogne.map.clusters(answer);
    if (cigogne.lastView) cigogne.map.legend(cigogne.lastView.aplat); // signs that were not drawn before; a view does it with its areas
  },
};
