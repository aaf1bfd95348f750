/* The clientside half of Dash's callbacks (dashboard/callbacks/browser.py names them). */
"use strict";

window.dash_clientside = window.dash_clientside || {};

window.dash_clientside.cigogne = {
  /** Settings → the first state, from the page's address. */
  boot(setup) {
    cigogne.setup = setup;
    if (cigogne.map.leaflet) cigogne.map.start();
    cigogne.facets.name();
    setTimeout(() => cigogne.sheet.follow());
    return cigogne.state.adopt(cigogne.state.parse(location.search));
  },

  /** A view → everything painted, unless a later state has been asked for since. */
  paint(view) {
    const state = cigogne.state.current;
    if (!view || view.id !== state.id) return window.dash_clientside.no_update;
    const before = cigogne.lastState;
    const filtersChanged = !before || cigogne.state.encode(before, true) !== cigogne.state.encode(state, true);
    cigogne.lastView = view;
    cigogne.lastState = state;
    cigogne.wait.end();
    if (view.edition !== cigogne.setup.edition) cigogne.notice.newRelease();
    cigogne.paint.view(view);
    cigogne.map.clusters(view);
    cigogne.map.areas(view);
    cigogne.charts.soon(view.graphes);
    cigogne.paint.table("territoires-tableau", view.territoires, cigogne.setup.textes.carte);
    if (filtersChanged) {
      if (before || view.requete) cigogne.grid.refresh(); // its first rows are those of no filter
      cigogne.map.follow(state, before);
    }
    const typing = document.activeElement?.id === "recherche";
    if (!typing) cigogne.tell("recherche", { value: state.q });
    document.body.dataset.painted = view.id;
    return view.id;
  },

  clusters(answer) {
    cigogne.map.clusters(answer);
    return window.dash_clientside.no_update;
  },

  facet(answer) {
    cigogne.facets.found(answer);
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

  /** A row of the table → the person's sheet. */
  row(cell) {
    if (cell?.rowId) cigogne.sheet.ofRow(cell.rowId);
    return window.dash_clientside.no_update;
  },
};

cigogne.grid = {
  /** Forget the rows of the former filter: the infinite model keeps stale blocks otherwise. */
  refresh() {
    window.dash_ag_grid.getApiAsync("tableau").then((grid) => grid.purgeInfiniteCache());
  },
};

window.dashAgGridFunctions = window.dashAgGridFunctions || {};
window.dashAgGridFunctions.cigogneLevel = (level) => (level ? cigogne.setup.niveaux[level] || level : "");
