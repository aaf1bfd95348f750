/* Sheets: the one dialog of the page, what is open in it, and its tables. */
"use strict";

/* The dialog: {fiche: "commune:67482"} and {vue: "qualite"} are in the page's address; {lignes: […]},
   everyone at one place, only in the browser's history, since row ids change with the release. */
cigogne.sheet = {
  asked: 0,
  isWaiting: false, // for what is asked for
  hasFailed: false, // to get it

  /** Open what is asked for; the back button closes it, or comes back to what was open before. */
  ask(request) {
    cigogne.state.write();
    const depth = (history.state?.depth || 0) + 1;
    history.pushState({ ...request, depth }, "", this.address(request));
    this.show(request);
  },

  address({ fiche, vue } = {}) {
    const parts = [cigogne.state.encode(cigogne.state.current)];
    if (fiche) parts.push(`fiche=${encodeURIComponent(fiche).replaceAll("%3A", ":")}`);
    if (vue) parts.push(`vue=${vue}`);
    const query = parts.filter(Boolean).join("&");
    return query ? `?${query}` : location.pathname;
  },

  /** What the address, or the history, says is open. */
  wanted() {
    const query = new URLSearchParams(location.search);
    if (query.get("fiche")) return { fiche: query.get("fiche") };
    if (query.get("vue")) return { vue: query.get("vue") };
    return history.state?.lignes ? { lignes: history.state.lignes } : null;
  },

  show(request) {
    const dialog = cigogne.byId("fiche");
    dialog.classList.toggle("wide", Boolean(request.vue));
    cigogne.tables.watch();
    cigogne.tell("fiche-contenu", { children: cigogne.setup.textes.chargement });
    this.fetch(request);
    if (dialog.open) dialog.querySelector(".sheet-close").focus(); // what had the focus goes with the former sheet
    else dialog.showModal();
    dialog.scrollTop = 0;
  },

  fetch(request) {
    this.asked += 1;
    [this.isWaiting, this.hasFailed] = [true, false];
    const etat = request.fiche ? null : cigogne.state.current;
    cigogne.tell("fiche-demandee", { data: { ...request, etat, n: this.asked } });
  },

  /** The content asked for will not come: say so where it is waited for, above the page. */
  failed() {
    if (!this.isWaiting) return;
    const { erreur, reessayer } = cigogne.setup.textes;
    this.hasFailed = true;
    const made = (type, props) => ({ type, namespace: "dash_html_components", props });
    const again = made("Button", { children: reessayer, className: "button", "data-action": "reessayer" });
    cigogne.tell("fiche-contenu", { children: [made("P", { children: erreur, className: "sheet-note" }), again] });
  },

  /** The address has changed, or the page has just been opened: show what it asks for. */
  follow() {
    const wanted = this.wanted();
    if (wanted) this.show(wanted);
    else this.close();
  },

  /** The dialog has been closed: leave what it had put in the history, else clean the address. */
  closed() {
    cigogne.state.write();
    if (!this.wanted()) return;
    if (history.state?.depth) history.go(-history.state.depth);
    else history.pushState(null, "", this.address());
  },

  /** The sheet of the person of a row of the table: its id is `identifiant_pp|ligne`. */
  ofRow(id) {
    this.ask({ fiche: `personne:${id.split("|")[0]}` });
  },

  close() {
    cigogne.byId("fiche").close();
  },
};
document.addEventListener("close", ({ target }) => target.id === "fiche" && cigogne.sheet.closed(), true); // it does not bubble

/* Tables, of the sheets and behind the charts: the server sends them as data, {titre, colonnes, lignes, tri}; a cell
   is a text, or [text, number to sort by, sheet to open]; the first of a row is its heading. Drawn as text. */
cigogne.tables = {
  /** Draw the tables of the sheet once their empty holders are there. */
  watch() {
    this.watching ||= new MutationObserver(() => {
      cigogne.sheet.isWaiting &&= cigogne.byId("fiche-contenu").textContent === cigogne.setup.textes.chargement;
      for (const holder of document.querySelectorAll("#fiche [data-table]:empty")) this.draw(holder);
    });
    this.watching.observe(cigogne.byId("fiche-contenu"), { childList: true, subtree: true });
  },

  /** Give a holder other rows of its table, by the column that was chosen for the former ones if it has it still. */
  refill(holder, table) {
    const column = table.colonnes.indexOf(holder.by?.name);
    holder.dataset.table = JSON.stringify(table);
    if (column >= 0) this.draw(holder, column, holder.by.falling);
    else this.draw(holder);
  },

  /** Draw a holder's rows; `column` is the one they are sorted by, from the highest when `falling`. */
  draw(holder, column, falling = true) {
    const table = JSON.parse(holder.dataset.table);
    holder.by = column === undefined ? null : { name: table.colonnes[column], falling };
    if (column !== undefined) table.lignes = this.sorted(table.lignes, column, falling);
    holder.replaceChildren(this.made(table, column ?? table.tri, falling));
  },

  /** The element of a table; its headings sort when it says by which column it is sorted (`tri`). */
  made({ titre, colonnes, lignes, tri = null, note = "" }, by = tri, falling = true) {
    const make = cigogne.make;
    const heads = colonnes.map((name, i) => {
      const said = i === by ? (falling ? "descending" : "ascending") : "none";
      const sorter = make("button", { type: "button", class: "sorter", "data-action": "trier", "data-column": i }, name);
      return tri === null ? make("th", { scope: "col" }, name) : make("th", { scope: "col", "aria-sort": said }, sorter);
    });
    const body = lignes.map(([first, ...others]) =>
      make("tr", {}, make("th", { scope: "row" }, this.cell(first)), ...others.map((cell) => make("td", {}, this.cell(cell)))),
    );
    const table = make("table", {}, make("caption", { class: "visually-hidden" }, titre));
    table.append(make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...body));
    if (note) table.append(make("tfoot", {}, make("tr", {}, make("td", { colspan: colonnes.length }, note))));
    return table;
  },

  cell(cell) {
    if (typeof cell === "string") return cell;
    const [text, , fiche] = cell;
    if (!fiche) return text;
    return cigogne.make("button", { type: "button", class: "link", "data-action": "fiche", "data-fiche": fiche }, text);
  },

  /** Numbers by value, what has none last; texts as French sorts them. */
  sorted(rows, column, falling) {
    const key = (row) => (typeof row[column] === "string" ? row[column] : row[column][1] ?? row[column][0]);
    const known = (value) => typeof value === "number" || value !== "–";
    const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "fr"));
    return [...rows].sort((one, other) => {
      const [a, b] = [key(one), key(other)];
      return known(b) - known(a) || (falling ? compare(b, a) : compare(a, b));
    });
  },

  /** A first click sorts numbers from the highest and names from A; the next one turns it over. */
  sort(holder, column) {
    const heads = holder.querySelectorAll("thead th");
    const before = heads[column].getAttribute("aria-sort");
    this.draw(holder, column, before === "none" ? column > 0 : before === "ascending");
    holder.scrollTop = 0;
    holder.querySelectorAll(".sorter")[column].focus({ preventScroll: true });
  },
};
