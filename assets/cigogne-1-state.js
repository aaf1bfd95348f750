/* The state: one object {id, profession: […], …, q, unite, mesure, echelle, fenetre, ouverts, tient}, mirrored in the page's
   address. Every change goes through `change`; the id grows by one each time,
   and an answer that carries another id is not painted. */
"use strict";

cigogne.state = {
  DIMENSIONS: ["profession", "savoir_faire", "mode", "structure", "secteur", "departement", "epci", "commune", "niveau", "raison", "perimetre"],
  DEFAULTS: { q: "", unite: "professionnels", mesure: "densite", echelle: "epci" },
  current: null,
  lastId: 0,
  WRITE_MS: 180, // from a click to its address in the history, at most
  SEEN_MS: 40, // from the view on the screen to its address
  unwritten: null, // the address of the present view until the browser's history has it
  writing: null, // the timer that writes it
  langue: null, // as the page's address says it; null in a French page whose address says nothing

  /** Read a query string as the server does: a name that is repeated adds its values, a code counts once. */
  parse(search) {
    const query = new URLSearchParams(search);
    const state = {};
    for (const dimension of this.DIMENSIONS) {
      const codes = query.getAll(dimension).flatMap((said) => said.split(",")).map((code) => code.trim());
      state[dimension] = [...new Set(codes.filter(Boolean).slice(0, cigogne.setup.valeurs_filtre))];
    }
    for (const [name, value] of Object.entries(this.DEFAULTS)) {
      const said = query.get(name) || value;
      state[name] = cigogne.setup.options[name]?.includes(said) ?? true ? said : value;
    }
    return state;
  },

  /** Write the query string of `state`, defaults left out; `selection` leaves out what only the map shows. */
  encode(state, selection = false) {
    const query = new URLSearchParams();
    for (const dimension of this.DIMENSIONS) {
      if (state[dimension].length) query.set(dimension, state[dimension].join(","));
    }
    for (const [name, value] of Object.entries(this.DEFAULTS)) {
      const isMaps = name === "mesure" || name === "echelle";
      if (state[name] !== value && !(selection && isMaps)) query.set(name, state[name]);
    }
    if (this.langue && !selection) query.set("langue", this.langue);
    return query.toString().replaceAll("%2C", ",");
  },

  /** Take `state` as the page's, from now on, and ask for its view. */
  adopt(state) {
    this.lastId += 1;
    this.current = { ...state, langue: document.documentElement.lang, id: this.lastId, fenetre: cigogne.map.window(), ouverts: cigogne.paint.unfolded(), tient: cigogne.held.names() };
    document.body.dataset.asked = this.lastId;
    cigogne.wait.start();
    cigogne.exchange.view(this.current);
    if (this.isOther(cigogne.lastState)) cigogne.grid.ahead();
  },

  /** Whether the present state selects other rows than `before`. */
  isOther(before) {
    return !before || this.encode(before, true) !== this.encode(this.current, true);
  },

  /** Apply `patch` to the state, ask for the view; the browser's history remembers it once it is painted. */
  change(patch) {
    const next = { ...this.current, ...patch };
    const query = this.encode(next);
    if (query === this.encode(this.current)) return;
    this.write();
    this.unwritten = query ? `?${query}` : location.pathname;
    this.writing = setTimeout(() => this.write(), this.WRITE_MS);
    this.adopt(next);
  },

  /** The view is painted: once it is on the screen its address may be written. */
  painted() {
    requestAnimationFrame(() => setTimeout(() => this.write(), this.SEEN_MS));
  },

  /** Write the address of the present view, unless it is: a browser takes 8 ms to note one, which the answer would wait for. */
  write() {
    if (this.unwritten !== null) history.pushState(null, "", this.unwritten);
    this.forget();
  },

  forget() {
    clearTimeout(this.writing);
    this.unwritten = null;
  },

  /** Say the page's language in its address: what it asks for from now on is answered in that one, whatever
      another tab has chosen since. */
  name(langue) {
    this.langue = langue;
    const query = new URLSearchParams(location.search);
    query.set("langue", langue);
    history.replaceState(history.state, "", `?${query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":")}`);
  },

  /** The same view in another language: the page is laid out again, and « back » finds this one as it is. */
  speak(langue) {
    this.name(document.documentElement.lang);
    const query = new URLSearchParams(this.encode(this.current));
    query.set("langue", langue);
    location.search = query.toString().replaceAll("%2C", ",");
  },

  toggle(dimension, code) {
    const chosen = this.current[dimension];
    const without = chosen.filter((other) => other !== code);
    const next = without.length < chosen.length ? without : [...chosen, code].sort();
    this.change({ [dimension]: next });
  },

  clear(names) {
    const patch = {};
    for (const name of names) patch[name] = name === "q" ? "" : [];
    this.change(patch);
  },

  /** The back and forward buttons: the address is the state. */
  restore() {
    this.adopt(this.parse(location.search));
  },
};

// the address chooses the language, or the visitor's last choice does: said before anything is asked for
cigogne.state.langue = new URLSearchParams(location.search).get("langue");
if (!cigogne.state.langue && document.documentElement.lang !== "fr") cigogne.state.name(document.documentElement.lang);

/* Long lists that seldom change (names, populations) come once, named; the state tells the server which are held. */
cigogne.held = {
  MOST: 16,
  lists: new Map(), // name → list, the last used at the end

  /** What the next question says is held. Only now is the oldest forgotten: an answer on its way may still name it. */
  names() {
    for (const name of [...this.lists.keys()].slice(0, -this.MOST)) this.lists.delete(name);
    return [...this.lists.keys()];
  },

  /** The same answer with every `{tenu: name}` replaced by its list. */
  whole(value) {
    if (Array.isArray(value)) return typeof value[0] === "object" ? value.map((part) => this.whole(part)) : value;
    if (!value || typeof value !== "object") return value;
    if (value.tenu) return this.list(value.tenu, value.valeur);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, this.whole(part)]));
  },

  list(name, sent) {
    const list = sent || this.lists.get(name);
    this.lists.delete(name);
    this.lists.set(name, list);
    return list;
  },
};

/* Says when an answer is late, and when it does not come. */
cigogne.wait = {
  LATE_MS: 180,
  LOST_MS: 12000,
  timers: [],

  start() {
    this.timers.forEach(clearTimeout);
    this.timers = [
      setTimeout(() => document.body.classList.add("late"), this.LATE_MS),
      setTimeout(() => cigogne.notice.failure(), this.LOST_MS),
    ];
  },

  end() {
    this.timers.forEach(clearTimeout);
    document.body.classList.remove("late");
    cigogne.notice.hide("erreur");
  },
};

/* The one line that says an error or a new release, with what to do; and for a moment, what has been done. */
cigogne.notice = {
  DONE_MS: 2500,
  leaving: null, // the timer that takes off what has been done

  show(kind, sentence, label, action) {
    const notice = cigogne.byId("avis");
    notice.dataset.kind = kind;
    notice.replaceChildren(
      cigogne.make("span", {}, sentence),
      cigogne.make("button", { type: "button", class: "button", "data-action": action }, label),
    );
    notice.hidden = false;
  },

  hide(kind) {
    const notice = cigogne.byId("avis");
    if (notice.dataset.kind === kind) notice.hidden = true;
  },

  failure() {
    const text = cigogne.setup.textes;
    document.body.classList.remove("late");
    this.show("erreur", text.erreur, text.reessayer, "reessayer");
  },

  /** Seen at the foot of the page, heard by the live region. */
  done(sentence) {
    const notice = cigogne.byId("fait");
    notice.textContent = cigogne.byId("annonce").textContent = sentence;
    notice.hidden = false;
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => (notice.hidden = true), this.DONE_MS);
  },

  newRelease() {
    const text = cigogne.setup.textes;
    this.show("edition", text.nouvelle_edition, text.recharger, "recharger");
  },
};
