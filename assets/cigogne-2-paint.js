/* Paints an answer of the server: chips, trail, key figures, facets, tables. Text nodes only. */
"use strict";

cigogne.view = {
  /** A view → everything painted; `listed`: the table shows its rows already. */
  paint(answer, listed) {
    const { current: state } = cigogne.state;
    const view = { ...answer, graphes: cigogne.held.whole(answer.graphes), aplat: cigogne.map.valued(cigogne.held.whole(answer.aplat)) };
    const before = cigogne.lastState;
    cigogne.lastView = view;
    cigogne.lastState = state;
    cigogne.wait.end();
    if (view.edition !== cigogne.setup.edition) cigogne.notice.newRelease();
    cigogne.paint.view(view);
    cigogne.map.clusters(view);
    cigogne.map.areas(view);
    cigogne.charts.show(view);
    cigogne.paint.tables(view.tableaux);
    if (cigogne.state.isOther(before)) {
      if (!listed) cigogne.grid.restart();
      cigogne.map.follow(state, before);
    }
    const search = cigogne.byId("recherche");
    if (!cigogne.typed.isText && search.value.trim() !== state.q) cigogne.typed.write("recherche", state.q);
    document.body.dataset.painted = view.id;
    cigogne.state.painted();
    if (!before) cigogne.grid.watch();
  },
};

cigogne.paint = {
  view(view) {
    this.chips(view.jetons);
    this.trail(view.fil);
    this.figures(view.chiffres);
    cigogne.facets.fromView(view.facettes);
    this.pressed();
    this.empty(view.vide);
    this.located(view.localises);
    cigogne.byId("tableau-compte").textContent = view.compte;
    cigogne.byId("annonce").textContent = view.annonce;
    this.exports(view);
    document.title = view.fil.length > 1 ? `${view.fil.at(-1).libelle} · Cigogne` : "Cigogne";
  },

  /** The four files of what is filtered: where they are, how many rows, how large. */
  exports({ requete, total, compte }) {
    cigogne.byId("exports-compte").textContent = compte;
    for (const link of document.querySelectorAll("#exports [data-export]")) {
      const { export: format, rowBytes, most } = link.dataset;
      const refused = total > Number(most || Infinity);
      link.href = `${cigogne.setup.racine}export.${format}${requete ? `?${requete}` : ""}`;
      link.setAttribute("aria-disabled", String(refused));
      link.querySelector(".export-size").textContent = refused ? cigogne.setup.textes.trop_de_lignes : this.size(total * rowBytes);
    }
  },

  /** About how large: `≈ 12 ko`, `≈ 3,9 Mo`. */
  size(bytes) {
    const { kilo, mega } = cigogne.setup.textes;
    const [value, unit, decimals] = bytes < 1e6 ? [Math.max(bytes / 1e3, 1), kilo, 0] : [bytes / 1e6, mega, bytes < 1e7 ? 1 : 0];
    return `≈\u00a0${cigogne.number(value, decimals)}\u00a0${unit}`;
  },

  chips(chips) {
    const make = cigogne.make;
    const focused = document.activeElement?.closest("#jetons") !== null;
    const made = chips.map((chip) =>
      make(
        "button",
        {
          type: "button",
          class: "chip",
          "data-action": "retirer",
          "data-dimension": chip.dimension,
          "data-code": chip.code,
        },
        make("span", { class: "visually-hidden" }, `${cigogne.setup.textes.retirer_filtre} `),
        make("span", { class: "chip-name" }, chip.nom),
        make("span", { class: "visually-hidden" }, cigogne.setup.textes.deux_points),
        make("span", { class: "chip-label" }, chip.libelle),
        make("span", { class: "icon icon-close" }),
      ),
    );
    if (made.length) {
      const label = cigogne.setup.textes.tout_effacer;
      made.push(make("button", { type: "button", class: "button quiet", "data-action": "effacer" }, label));
    }
    cigogne.fill("jetons", ...made);
    document.querySelector(".clear-all").hidden = !made.length;
    document.querySelector(".open-filters").dataset.count = chips.length || "";
    // the chip that had the focus is gone: hand it to the next, or to the results
    if (focused) (cigogne.byId("jetons").querySelector("button") || cigogne.byId("contenu")).focus();
  },

  trail(steps) {
    const make = cigogne.make;
    const made = steps.map((step, position) => {
      const last = position === steps.length - 1;
      const attributes = { type: "button", "data-action": "fil", "data-clear": step.efface.join(" ") };
      const inside = last
        ? make("span", { "aria-current": "location" }, step.libelle)
        : make("button", attributes, step.libelle);
      return make("li", {}, inside);
    });
    const { fiche, libelle } = steps.at(-1);
    const text = cigogne.setup.textes.voir_fiche;
    const attributes = { type: "button", class: "button sheet-open", "data-action": "fiche", "data-fiche": fiche, "aria-label": text + cigogne.setup.textes.deux_points + libelle };
    if (fiche) made.at(-1).append(make("button", attributes, text));
    cigogne.fill("fil-territoire", ...made);
    this.place(steps);
  },

  /** The territory chosen, under the field that chose it, with what takes it off. */
  place([region, ...chosen]) {
    const { make } = cigogne;
    const holder = cigogne.byId("territoire-choisi");
    const focused = holder.contains(document.activeElement);
    const names = chosen.map((step) => step.libelle).join(" › ");
    const text = cigogne.setup.textes;
    const attributes = { type: "button", "data-action": "fil", "data-clear": region.efface.join(" "), title: text.retirer_filtre, "aria-label": text.retirer_filtre + text.deux_points + names };
    holder.hidden = !chosen.length;
    cigogne.fill("territoire-choisi", make("p", {}, names), make("button", attributes, make("span", { class: "icon icon-close" })));
    if (focused) (holder.hidden ? cigogne.byId("filtres") : holder.querySelector("button")).focus({ preventScroll: true });
  },

  figures(figures) {
    const make = cigogne.make;
    const text = cigogne.setup.textes;
    for (const [key, figure] of Object.entries(figures)) {
      cigogne.byId(`chiffre-${key}`).textContent = figure.valeur;
      cigogne.byId(`chiffre-${key}-unite`).textContent = figure.unite;
      cigogne.byId(`chiffre-${key}-unite`).title = figure.unite;
      const beside = figure.reperes.map(([scope, value, gap]) =>
        make("div", {}, make("dt", { title: scope === text.departement_court ? text.departement_autour : null }, scope), make("dd", {}, value), make("dd", { class: "gap", title: this.gapSaid(scope, gap) }, gap)),
      );
      cigogne.fill(`chiffre-${key}-reperes`, ...beside);
      cigogne.fill(`chiffre-${key}-evolution`, this.spark(figure), figure.mouvements ? make("p", {}, figure.mouvements) : null);
    }
  },

  /** What a gap is: a part of the territory around (`9 %`), else a difference (`+1,2`). */
  gapSaid(scope, gap) {
    const text = cigogne.setup.textes;
    const around = scope === text.region_court ? "region" : "departement";
    return text[`${gap.endsWith("%") ? "part" : "ecart"}_${around}`].replace("{ecart}", gap);
  },

  /** A line without axes from the first release to the last; the sentence says its ends. */
  spark({ evolution, evolution_dite }) {
    if (!evolution) return null;
    const [least, most] = [Math.min(...evolution), Math.max(...evolution)];
    const at = (value, i) => [
      2 + (96 * i) / (evolution.length - 1),
      most === least ? 10 : 18 - (16 * (value - least)) / (most - least),
    ];
    const points = evolution.map(at);
    const [x, y] = points.at(-1);
    const svg = this.svg("svg", { viewBox: "0 0 100 20", preserveAspectRatio: "xMinYMid", class: "spark", role: "img", "aria-label": evolution_dite });
    const title = this.svg("title", {});
    title.textContent = evolution_dite;
    const line = this.svg("polyline", { points: points.map((point) => point.join(",")).join(" ") });
    svg.append(title, line, this.svg("circle", { cx: x, cy: y, r: 2 }));
    return svg;
  },

  svg(tag, attributes) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  },

  /** Press the buttons that stand for the state: unit, what colours the map. */
  pressed() {
    const state = cigogne.state.current;
    for (const button of document.querySelectorAll(".segments button")) {
      button.setAttribute("aria-pressed", String(state[button.dataset.action] === button.dataset.value));
    }
    for (const choice of document.querySelectorAll("[data-select]")) choice.value = state[choice.dataset.select];
    for (const button of document.querySelectorAll("[role=switch][data-dimension]")) {
      const { dimension, code } = button.dataset;
      button.setAttribute("aria-checked", String(state[dimension].includes(code)));
    }
    for (const button of document.querySelectorAll("[data-action=echelle]")) {
      button.disabled = state.mesure === "aucune";
    }
  },

  empty(found) {
    const make = cigogne.make;
    const holder = cigogne.byId("resultat-vide");
    holder.hidden = !found;
    cigogne.byId("contenu").classList.toggle("is-empty", Boolean(found));
    if (!found) return;
    const ways = found.voies.map(([dimension, name, count]) =>
      make(
        "button",
        { type: "button", class: "button", "data-action": "relacher", "data-dimension": dimension },
        make("strong", {}, name),
        make("span", {}, `→ ${count}`),
      ),
    );
    const all = make("button", { type: "button", class: "button primary", "data-action": "effacer" });
    all.append(cigogne.setup.textes.tout_effacer);
    holder.replaceChildren(
      make("p", { class: "empty-title" }, found.phrase),
      make("p", {}, found.conseil),
      make("div", { class: "empty-ways" }, ...ways, all),
    );
  },

  located(located) {
    const make = cigogne.make;
    const why = make("button", { type: "button", class: "link", "data-action": "qualite" }, cigogne.setup.textes.pourquoi);
    cigogne.fill("localises", make("p", {}, located.phrase, " ", why));
  },

  /** The folds that are open: the server sends no other table. */
  unfolded() {
    return [...document.querySelectorAll(".figures-behind[open] > div")].map((holder) => holder.id);
  },

  /** A fold has been opened: ask for its table, and for those of the others, whose answer this one may overtake. */
  unfold(id) {
    cigogne.fill(id, cigogne.make("p", {}, cigogne.setup.textes.chargement));
    cigogne.tell("tableaux-demandes", { data: { ...cigogne.state.current, ouverts: this.unfolded() } });
  },

  /** The tables of the folds that are open, by id. */
  tables(tables) {
    for (const [id, table] of Object.entries(tables)) {
      const holder = cigogne.byId(id);
      const titre = holder.closest(".panel").querySelector("h2").textContent;
      cigogne.tables.refill(holder, { ...table, titre });
      holder.tabIndex = 0; // it scrolls: the keyboard must reach it
    }
  },
};

/* Facets: buttons with counts; searching in a long one asks the server. */
cigogne.facets = {
  asked: {}, // dimension → {texte, complet}: what its list shows beyond the view's first values
  lastAsked: 0,

  /** Dash's inputs take no `aria-label`: say which list each search box searches. */
  name() {
    for (const facet of document.querySelectorAll("[data-facet]")) {
      const label = cigogne.setup.textes.chercher_dans + cigogne.setup.textes.deux_points + facet.querySelector("summary span").textContent;
      facet.querySelector("input")?.setAttribute("aria-label", label);
    }
  },

  /** The first values come with the view; what shows others asks for them. */
  fromView(facets) {
    for (const [dimension, values] of Object.entries(facets)) {
      if (!this.asked[dimension]) this.draw(dimension, values);
      this.chosen(dimension);
    }
    this.request();
  },

  /** Ask for the values of `dimension` that hold a text, or for more of them. */
  ask(dimension, wish) {
    this.asked[dimension] = { texte: "", complet: false, ...this.asked[dimension], ...wish };
    this.request();
  },

  /** Ask for all that is searched or unfolded: only the latest question to a Dash callback is answered. */
  request() {
    const demandes = Object.entries(this.asked).map(([dimension, wish]) => ({ dimension, ...wish }));
    this.lastAsked += 1;
    if (demandes.length) cigogne.tell("facette-demandee", { data: { demandes, n: this.lastAsked, etat: cigogne.state.current } });
  },

  found(answer) {
    if (answer?.n !== this.lastAsked) return;
    for (const { dimension, valeurs, ailleurs } of answer.facettes) if (this.asked[dimension]) this.draw(dimension, valeurs, ailleurs);
  },

  /** Show the values of `dimension`; `elsewhere`: what was searched for in vain is in another filter. */
  draw(dimension, values, elsewhere) {
    const list = cigogne.byId(`facette-${dimension}`);
    if (!list) return; // a dimension that is a switch
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.code : null;
    const held = new Map([...list.querySelectorAll(":scope > button")].map((button) => [button.dataset.code, button]));
    const wanted = this.buttons(dimension, values, held);
    if (elsewhere) wanted.push(this.elsewhere(elsewhere));
    else if (!values.length) wanted.push(cigogne.make("p", { class: "facet-none" }, cigogne.setup.textes.sans_choix));
    // buttons that stay in their order are left where they are: the browser lays out nothing anew
    if (wanted.length !== list.children.length || wanted.some((button, i) => button !== list.children[i])) list.replaceChildren(...wanted);
    if (focused !== null && document.activeElement === document.body) list.querySelector(`[data-code="${CSS.escape(focused)}"]`)?.focus();
    this.more(dimension, values.length);
  },

  /** A button a value, those in `held` again. */
  buttons(dimension, values, held = new Map()) {
    const most = Math.max(1, ...values.map((value) => value[2]));
    return values.map((value) => this.counted(held.get(value[0]) || this.button(dimension, value), value, most));
  },

  elsewhere({ dimension, titre, valeurs }) {
    const title = cigogne.make("p", { class: "facet-none" }, titre);
    return cigogne.make("div", { class: "facet-elsewhere", role: "group", "aria-label": titre }, title, ...this.buttons(dimension, valeurs));
  },

  button(dimension, [code, label]) {
    const make = cigogne.make;
    return make(
      "button",
      { type: "button", class: "facet-value", "data-action": "choisir", "data-dimension": dimension, "data-code": code, title: label },
      make("span", { class: "facet-label" }, label),
      make("span", { class: "facet-count" }),
      make("i", { class: "facet-part" }),
    );
  },

  /** A button, told how many its value counts and whether it is chosen: what has not changed is not written again. */
  counted(button, [, , count, selected], most) {
    const [, said, part] = button.children;
    const [text, pressed, scale] = [cigogne.number(count), String(Boolean(selected)), `scaleX(${(count / most).toFixed(3)})`];
    if (said.textContent !== text) said.textContent = text;
    if (part.style.transform !== scale) part.style.transform = scale; // a variable would reach every element below
    if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
    button.classList.toggle("none", !count);
    return button;
  },

  more(dimension, shown) {
    const button = document.querySelector(`[data-action=plus][data-dimension=${dimension}]`);
    const complete = Boolean(this.asked[dimension]?.complet);
    const text = cigogne.setup.textes;
    button.hidden = !complete && shown < cigogne.setup.valeurs;
    button.textContent = complete ? text.afficher_moins : text.afficher_plus;
  },

  /** Show all, or the first values again. */
  unfold(dimension) {
    if (this.asked[dimension]?.complet) {
      delete this.asked[dimension];
      if (cigogne.byId(`chercher-${dimension}`)) cigogne.typed.write(`chercher-${dimension}`, "");
      this.draw(dimension, cigogne.lastView.facettes[dimension]);
    } else this.ask(dimension, { complet: true });
  },

  search(dimension, text) {
    if (text.trim() || this.asked[dimension]?.complet) this.ask(dimension, { texte: text.trim() });
    else {
      delete this.asked[dimension];
      this.draw(dimension, cigogne.lastView.facettes[dimension]);
    }
  },

  /** Empty the search boxes: each list shows its usual values again. */
  forget() {
    for (const box of document.querySelectorAll("input[id^=chercher-]")) {
      if (!box.value) continue;
      cigogne.typed.write(box.id, "");
      this.search(box.id.slice("chercher-".length), "");
    }
  },

  /** Count the chosen values beside the facet's name, so that a folded facet tells it filters. */
  chosen(dimension) {
    const count = cigogne.state.current[dimension].length;
    const badge = document.querySelector(`[data-facet=${dimension}] .facet-chosen`);
    if (badge) badge.textContent = count ? cigogne.number(count) : "";
  },
};
