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

  failure(said) {
    cigogne.notice.failure();
    if (said?.sortie === "fiche-contenu") cigogne.sheet.failed();
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
