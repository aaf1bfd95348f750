/* Columns of the table: which ones and in what order, kept in this browser. */
"use strict";

cigogne.columns = {
  NARROW: ["nom", "raison_sociale", "libelle_profession"],
  KEY: "cigogne.colonnes", // fields shown, in order, parted by commas

  definitions: () => cigogne.setup.tableau.grille.props.columnDefs,

  /** On a telephone two columns and a bit are in sight: who, and where. */
  atFirst() {
    const fields = this.definitions().filter(({ hide }) => !hide).map(({ field }) => field);
    const first = matchMedia("(max-width: 760px)").matches ? this.NARROW : [];
    return [...first, ...fields.filter((field) => !first.includes(field))];
  },

  /** Fields shown, in order: those remembered that this version knows, else those of a first visit. */
  shown() {
    const known = new Set(this.definitions().map(({ field }) => field));
    const kept = (localStorage.getItem(this.KEY) || "").split(",").filter((field) => known.has(field));
    return kept.length ? [...new Set(kept)] : this.atFirst();
  },

  /** The grid's description with the columns of this browser. */
  applied(grid) {
    const shown = this.shown();
    const rank = ({ field }) => (shown.includes(field) ? shown.indexOf(field) : shown.length);
    const columnDefs = this.definitions()
      .map((column) => ({ ...column, hide: !shown.includes(column.field) }))
      .sort((one, other) => rank(one) - rank(other));
    return { ...grid, props: { ...grid.props, columnDefs } };
  },

  toggle(field) {
    const shown = this.shown();
    const next = shown.includes(field) ? shown.filter((other) => other !== field) : [...shown, field];
    if (next.length) this.show(next);
  },

  reset() {
    this.show(this.atFirst());
  },

  /** Remember, and have the grid show them: what was not shown has no rows yet. */
  show(fields) {
    this.remember(fields);
    if (cigogne.byId("tableau")) window.dash_ag_grid.getApiAsync("tableau").then((grid) => this.arrange(grid, fields));
  },

  remember(fields) {
    if (String(fields) === String(this.atFirst())) localStorage.removeItem(this.KEY);
    else localStorage.setItem(this.KEY, fields.join(","));
    this.press();
  },

  arrange(grid, fields) {
    const hidden = this.definitions().map(({ field }) => field).filter((field) => !fields.includes(field));
    const state = [...fields.map((colId) => ({ colId, hide: false })), ...hidden.map((colId) => ({ colId, hide: true }))];
    grid.applyColumnState({ state, applyOrder: true });
    grid.sizeColumnsToFit();
    cigogne.grid.refresh();
  },

  /** Keep the order of a heading that was dragged elsewhere. */
  follow() {
    window.dash_ag_grid.getApiAsync("tableau").then((grid) =>
      grid.addEventListener("columnMoved", ({ finished }) => {
        if (finished) this.remember(grid.getAllDisplayedColumns().map((column) => column.getColId()));
      }),
    );
  },

  /** Tick what is shown; the last one stays. */
  press() {
    const shown = this.shown();
    for (const button of document.querySelectorAll("[data-action=colonne]")) {
      const isShown = shown.includes(button.dataset.column);
      button.setAttribute("aria-checked", String(isShown));
      button.setAttribute("aria-disabled", String(isShown && shown.length === 1));
    }
  },
};
