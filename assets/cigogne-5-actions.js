/* What people do: one listener for every button that carries `data-action`, one for typing, one for history. */
"use strict";

cigogne.actions = {
  choisir: ({ dimension, code }) => cigogne.state.toggle(dimension, code),
  retirer: ({ dimension, code }) =>
    dimension === "q" ? cigogne.state.clear(["q"]) : cigogne.state.toggle(dimension, code),
  relacher: ({ dimension }) => cigogne.state.clear([dimension]),
  effacer: () => {
    cigogne.facets.forget();
    cigogne.state.clear([...cigogne.state.DIMENSIONS, "q"]);
  },
  fil: ({ clear }) => cigogne.territory.leave(clear.split(" ").filter(Boolean)),
  territoire: ({ position }) => cigogne.territory.choose(Number(position)),
  unite: ({ value }) => cigogne.state.change({ unite: value }),
  mesure: ({ value }) => cigogne.state.change({ mesure: value }),
  echelle: ({ value }) => cigogne.state.change({ echelle: value }),
  plus: ({ dimension }) => cigogne.facets.unfold(dimension),
  recentrer: () => cigogne.map.home(),
  "image-graphe": ({ chart, kind }) => cigogne.charts.save(chart, kind),
  "image-carte": () => cigogne.image.save(),
  cadrer: () => cigogne.map.frame(),
  "plein-ecran": () => cigogne.map.full(),
  recharger: () => location.reload(),
  reessayer: () => {
    cigogne.state.restore();
    if (cigogne.grid.near && cigogne.grid.stale) cigogne.grid.refresh();
    if (cigogne.sheet.hasFailed) cigogne.sheet.follow();
  },
  fiche: ({ fiche }) => cigogne.sheet.ask({ fiche }),
  qualite: () => cigogne.sheet.ask({ vue: "qualite" }),
  trier: ({ column }, button) => cigogne.tables.sort(button.closest("[data-table]"), Number(column)),
  "fermer-fiche": () => cigogne.sheet.close(),
  aide: () => cigogne.byId("aide").showModal(),
  "fermer-aide": () => cigogne.byId("aide").close(),
  langue: ({ value }) => cigogne.state.speak(value),
  colonne: ({ column }) => cigogne.columns.toggle(column),
  "colonnes-origine": () => cigogne.columns.reset(),
  imprimer: () => cigogne.print.run(),

  /** Filter on the territory of a sheet: alone, the filters that are not of place stay. */
  "filtrer-territoire": ({ dimension, code }) => {
    cigogne.state.change({ departement: [], epci: [], commune: [], [dimension]: [code] });
    cigogne.sheet.close();
  },

  "copier-lien": async (_, button) => {
    await cigogne.copy(location.href);
    const label = button.querySelector("span:last-child");
    label.textContent = cigogne.setup.textes.partage_fait;
    setTimeout(() => (label.textContent = cigogne.setup.textes.copier_lien), cigogne.notice.DONE_MS);
  },

  /** Going back in the history, as a closed sheet does, brings back the scroll there was: the map comes after. */
  "voir-carte": async ({ lon, lat, label }) => {
    const name = document.querySelector("#fiche h2").textContent;
    const fiche = new URLSearchParams(location.search).get("fiche");
    const back = history.state?.depth && new Promise((resume) => addEventListener("popstate", resume, { once: true }));
    cigogne.sheet.close();
    await back;
    await new Promise((resume) => setTimeout(resume, cigogne.map.SCROLLED_MS));
    cigogne.map.show(Number(lon), Number(lat), { name, label, fiche });
  },

  filtres: () => {
    const open = document.body.classList.toggle("filters-open");
    document.querySelector(".open-filters").setAttribute("aria-expanded", String(open));
    (open ? cigogne.byId("filtres").querySelector("input") : document.querySelector(".open-filters")).focus();
  },

  theme: () => {
    const root = document.documentElement;
    const dark = getComputedStyle(root).colorScheme === "dark";
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("cigogne.theme", root.dataset.theme);
    cigogne.recolour();
  },

  partager: async () => {
    await cigogne.copy(location.href);
    cigogne.notice.done(cigogne.setup.textes.partage_fait);
  },
};

/** Put a text on the clipboard, which needs https: on a plain intranet address the old command still works. */
cigogne.copy = async (text) => {
  try {
    return await navigator.clipboard.writeText(text);
  } catch {
    // no clipboard, or not allowed: what follows
  }
  const field = (document.querySelector("dialog[open]") || document.body).appendChild(cigogne.make("input", { value: text }));
  field.select();
  document.execCommand("copy");
  field.remove();
};

/** The theme has changed: charts and canvas must be told, CSS does not reach them. */
cigogne.recolour = () => {
  cigogne.colours.clear();
  if (!cigogne.lastView) return;
  cigogne.charts.redraw();
  cigogne.map.restyle();
};
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", cigogne.recolour);

cigogne.typed = {
  isText: false, // a text is being typed that no view has been asked for
  text: cigogne.debounced((value) => {
    cigogne.typed.isText = false;
    if (cigogne.typed.stays("recherche", value)) cigogne.state.change({ q: value.trim() });
  }, 250),
  territory: cigogne.debounced((value) => cigogne.typed.stays("territoire", value) && cigogne.territory.ask(value), 120),
  facet: cigogne.debounced((dimension, value) => {
    if (cigogne.typed.stays(`chercher-${dimension}`, value)) cigogne.facets.search(dimension, value);
  }, 150),

  /** Whether what was typed is still there: a choice, or « Tout effacer », may have emptied the field since.
      Dash is told of it, else it would not see that another text takes its place. */
  stays(id, value) {
    if (cigogne.byId(id).value !== value) return false;
    cigogne.tell(id, { value });
    return true;
  },

  /** Write a text into a field of Dash, which may not have been told what was typed since. */
  write(id, value) {
    cigogne.tell(id, { value });
    cigogne.byId(id).value = value;
  },
};

cigogne.pressed = null; // where a click began: a text that is selected may end on the backdrop
document.addEventListener("mousedown", ({ target }) => (cigogne.pressed = target));

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  if (button) cigogne.state.write();
  if (button && cigogne.state.current) cigogne.actions[button.dataset.action](button.dataset, button);
  // the backdrop is the dialog itself
  if (event.target.matches("dialog") && event.target === cigogne.pressed) event.target.close();
  if (event.target.closest("a[aria-disabled=true]")) event.preventDefault();
  for (const open of document.querySelectorAll(".definition[open], .menu[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.matches(".figures-behind[open]")) cigogne.paint.unfold(event.target.querySelector("div").id);
  },
  true, // `toggle` does not bubble
);

document.addEventListener("input", (event) => {
  const { id, value } = event.target;
  if (id === "recherche") {
    cigogne.typed.isText = true;
    cigogne.typed.text(value);
  }
  else if (id === "territoire") cigogne.typed.territory(value);
  else if (id.startsWith("chercher-")) cigogne.typed.facet(id.slice("chercher-".length), value);
});

document.addEventListener("change", (event) => {
  const { select } = event.target.dataset;
  if (select) cigogne.actions[select]({ value: event.target.value });
});

document.addEventListener("keydown", (event) => {
  const row = event.key === "Enter" && event.target.closest("#tableau .ag-row[row-id]");
  if (row) {
    event.preventDefault(); // else the same key presses « Fermer », which has the focus by then
    cigogne.sheet.ofRow(row.getAttribute("row-id"));
  }
  if (event.key !== "Escape") return;
  const menu = document.querySelector(".menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  document.querySelectorAll(".definition[open]").forEach((open) => (open.open = false));
  if (document.body.classList.contains("filters-open")) cigogne.actions.filtres();
});

window.addEventListener("popstate", () => {
  const { state } = cigogne;
  if (!state.current) return;
  if (state.unwritten !== null) {
    // gone back from a view whose address was not written yet: to the one before it, not to the one before that
    state.forget();
    history.forward();
    return;
  }
  if (state.encode(state.parse(location.search)) !== state.encode(state.current)) state.restore();
  cigogne.sheet.follow();
});

document.documentElement.dataset.theme = localStorage.getItem("cigogne.theme") || "";
