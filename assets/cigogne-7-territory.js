/* Choosing a territory: by typing (a combobox whose list the server fills), by a click on the map, by the trail. */
"use strict";

cigogne.territory = {
  LEVELS: ["departement", "epci", "commune"],
  asked: 0,
  places: [], // what the list shows
  active: -1, // the one the arrows are on
  asking: "", // the text that places are asked for
  listed: null, // the text that the list answers
  isChosen: false, // Enter was pressed before the list of what is typed was here

  /** Dash's inputs take no ARIA attributes: make the field a combobox once it is there. */
  start() {
    const field = cigogne.byId("territoire");
    const role = { role: "combobox", "aria-expanded": "false", "aria-controls": "territoire-liste", "aria-autocomplete": "list", "aria-describedby": "territoire-choisi" };
    for (const [name, value] of Object.entries(role)) field.setAttribute(name, value);
    field.addEventListener("focus", () => this.ask(field.value));
    field.addEventListener("click", () => cigogne.byId("territoire-liste").hidden && this.ask(field.value));
    field.addEventListener("blur", () => setTimeout(() => this.close(), 150)); // a click on the list comes first
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("input", () => this.move(-1)); // the arrows were in the list of another text
    cigogne.byId("territoire-liste").addEventListener("mousedown", (event) => event.preventDefault());
  },

  /** Ask for the places of a text; without one, for what lies inside the present territory. */
  ask(text) {
    if (!cigogne.state.current) return;
    this.asked += 1;
    this.isChosen &&= text.trim() === this.asking;
    this.asking = text.trim();
    cigogne.tell("territoire-demande", { data: { texte: this.asking, n: this.asked, etat: cigogne.state.current } });
  },

  found(answer) {
    if (!answer || answer.n !== this.asked || document.activeElement?.id !== "territoire") return;
    this.places = answer.lieux;
    this.listed = this.asking;
    if (this.isChosen && this.places.length) return void this.choose(0);
    const { make } = cigogne;
    const rows = this.places.map((place, i) =>
      make(
        "li",
        { role: "option", id: `lieu-${i}`, "data-action": "territoire", "data-position": i, "aria-selected": "false" },
        make("span", { class: "place-name" }, place.nom),
        make("span", { class: "place-detail" }, place.detail),
      ),
    );
    const none = make("li", { class: "facet-none" }, cigogne.setup.textes.territoire_aucun);
    cigogne.fill("territoire-liste", ...(rows.length ? rows : [none]));
    this.open(true);
    this.move(-1);
    cigogne.byId("annonce").textContent = `${rows.length} ${cigogne.setup.textes.territoires_trouves}`;
  },

  open(shown) {
    cigogne.byId("territoire-liste").hidden = !shown;
    cigogne.byId("territoire").setAttribute("aria-expanded", String(shown));
  },

  close() {
    this.asked += 1; // an answer on its way is for nobody
    this.isChosen = false;
    this.move(-1);
    this.open(false);
  },

  move(position) {
    this.active = position;
    for (const row of cigogne.byId("territoire-liste").children) row.setAttribute("aria-selected", "false");
    const row = cigogne.byId(`lieu-${position}`);
    row?.setAttribute("aria-selected", "true");
    row?.scrollIntoView({ block: "nearest" });
    cigogne.byId("territoire").setAttribute("aria-activedescendant", row ? row.id : "");
  },

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.places.length) {
      event.preventDefault();
      this.move((this.active + step + this.places.length) % this.places.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation(); // Dash's own Enter reads a number in the field, and writes NaN
      this.confirm(event.target.value);
    }
    else if (event.key === "Escape") this.close();
  },

  /** Take the place the arrows are on, else the first of the list of what is typed, as soon as it is here. */
  confirm(text) {
    if (this.active >= 0) return this.choose(this.active);
    if (!text.trim()) return;
    if (this.listed === text.trim()) return this.choose(0);
    this.ask(text);
    cigogne.tell("territoire", { value: text }); // else Dash would not see that it is emptied
    this.isChosen = true;
  },

  choose(position) {
    const place = this.places[position];
    if (!place) return;
    this.close();
    cigogne.typed.write("territoire", "");
    this.set(place.choix);
  },

  /** A click on an area of the map: choose it and go one level down; on the one chosen, come back up. */
  enter(level, code, outside) {
    const place = this.LEVELS.indexOf(level);
    const chosen = cigogne.state.current[level];
    const finer = Object.fromEntries(this.LEVELS.slice(place).map((name) => [name, []]));
    const coarser = outside ? Object.fromEntries(this.LEVELS.slice(0, place).map((name) => [name, []])) : {};
    const again = chosen.length === 1 && chosen[0] === code;
    this.set({ ...coarser, ...finer, [level]: again ? [] : [code] });
  },

  leave(levels) {
    this.set(Object.fromEntries(levels.map((level) => [level, []])));
  },

  /** Choose a territory, and show the areas one level inside it. */
  set(patch) {
    const next = { ...cigogne.state.current, ...patch };
    const finest = this.LEVELS.findLastIndex((level) => next[level].length);
    cigogne.state.change({ ...patch, echelle: this.LEVELS[Math.min(finest + 1, 2)] });
  },
};
