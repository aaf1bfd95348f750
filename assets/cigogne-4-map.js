/* The map: outlines are fetched once and recoloured in place; clusters come with each answer. */
"use strict";

cigogne.map = {
  leaflet: null,
  isFull: false, // over the whole screen
  frameSize: null, // pixels: {x, y}
  gained: 0, // zoom that the whole screen has given
  layers: {}, // level → L.GeoJSON
  loading: {}, // level → promise
  asked: null, // the last window asked for: {bounds, zoom, n}
  named: new Map(), // rank and place of a town → its label on the map
  placed: [], // features of the clusters on the map
  marks: new Map(), // cluster, as it was sent → its mark on the map
  FILE_TRIES: 3,
  NEAR: 13, // zoom from which single points are the matter, and areas have no colour
  SCROLLED_MS: 60, // until the browser has scrolled to where it was, after it went back
  NAMES: 10, // zoom from which every commune may be named, not the largest alone
  SHOWN: 15, // zoom at which a place is shown
  everyName: null, // names of all communes: [name, lon, lat]; null until asked for
  SHADES: 5, // colours of 00-tokens.css, beside 0 and « no data »
  CITIES: 8, // towns in large letters; then TOWNS in middling ones
  TOWNS: 40,
  TOWNS_TRIED: 60, // names tried in one view, the largest towns of it
  TOWN_BELOW: 12, // pixels from a town to the middle of its name

  /** Called by Leaflet for the page's one map, before Dash knows of it. */
  attach(map) {
    this.leaflet = map;
    for (const [pane, order] of [["countries", 250], ["areas", 350], ["lines", 360], ["towns", 450]]) {
      map.createPane(pane).style.zIndex = order;
    }
    map.getPane("lines").style.pointerEvents = "none";
    map.getPane("towns").style.pointerEvents = "none";
    map.on("moveend", () => {
      this.moved();
      this.towns();
    });
    map.on("zoomend", () => {
      this.restyle();
      if (cigogne.lastView) this.legend(cigogne.lastView.aplat);
    });
    document.addEventListener("fullscreenchange", () => this.resized());
    new ResizeObserver(() => this.resized()).observe(map.getContainer());
  },

  /** Draw what does not change with the filters; called once, when the settings are known. */
  start() {
    const map = this.leaflet;
    const text = cigogne.setup.textes;
    const titles = { zoomInTitle: text.zoom_avant, zoomOutTitle: text.zoom_arriere };
    L.control.zoom({ position: "topright", ...titles }).addTo(map);
    this.home(false);
    if (!cigogne.setup.fond) this.countries();
    this.outlines("departement").then((data) => {
      this.borders = L.geoJSON(data, { pane: "lines", interactive: false, renderer: L.canvas({ pane: "lines" }) });
      this.borders.setStyle(this.borderStyle()).addTo(map);
    });
    this.towns();
  },

  /** Land around the region, from Natural Earth: paper, and names; an intranet's images show their own. */
  async countries() {
    const data = await this.outlines("pays");
    const renderer = L.canvas({ pane: "countries", padding: 0.3 });
    this.land = L.geoJSON(data, { pane: "countries", interactive: false, renderer, smoothFactor: 1.2 });
    this.land.setStyle(this.landStyle()).addTo(this.leaflet);
    for (const [name, lon, lat] of cigogne.setup.pays) {
      const icon = L.divIcon({ html: cigogne.make("span", {}, name), className: "country", iconSize: [0, 0] });
      L.marker([lat, lon], { icon, pane: "countries", interactive: false, keyboard: false }).addTo(this.leaflet);
    }
  },

  landStyle() {
    const far = this.leaflet.getZoom() < 10; // nearer, a frontier drawn to 2 km would cross the region's own limits
    return { color: cigogne.colour("map-frontier"), weight: far ? 1 : 0, fillColor: cigogne.colour("map-land"), fillOpacity: 1 };
  },

  borderStyle() {
    return { color: cigogne.colour("map-border"), weight: 1.6, fill: false, opacity: 0.9 };
  },

  home(animate = true) {
    const [west, south, east, north] = cigogne.setup.emprise;
    this.leaflet.fitBounds([[south, west], [north, east]], { animate, padding: [6, 6] });
  },

  /** Show all that is selected and has a position. */
  frame() {
    const extent = cigogne.lastView?.emprise;
    if (!extent) return;
    const [west, south, east, north] = extent;
    this.leaflet.fitBounds([[south, west], [north, east]], { padding: [36, 36], maxZoom: 16 });
  },

  /** The frame has another size: over the whole screen, what was seen is shown as large as it allows. */
  resized() {
    const [map, before] = [this.leaflet, this.frameSize];
    this.frameSize = map.invalidateSize().getSize();
    const isFull = Boolean(document.fullscreenElement);
    if (isFull === this.isFull) return;
    this.isFull = isFull;
    const [zoom, times] = [map.getZoom(), Math.min(this.frameSize.x / before.x, this.frameSize.y / before.y)];
    const wanted = isFull ? Math.round(4 * Math.log2(times)) / 4 : -this.gained; // by the quarter, as the map zooms
    map.setZoom(zoom + wanted, { animate: false });
    this.gained = map.getZoom() - zoom; // the nearest zoom there is may be less
  },

  /** The map with its legend over the whole screen, or back. */
  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.querySelector(".map-frame").requestFullscreen();
  },

  // ---- windows and clusters -------------------------------------------------------------------

  /** The window to ask clusters for, with its number: what is seen and a third more on each side, so that a small move is free. */
  window() {
    if (!this.leaflet) return null;
    const bounds = this.leaflet.getBounds().pad(0.33);
    this.asked = {
      bounds: [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()],
      zoom: this.leaflet.getZoom(),
      n: (this.asked?.n || 0) + 1,
    };
    return this.asked;
  },

  moved() {
    if (!cigogne.state.current) return;
    const seen = this.leaflet.getBounds();
    const [west, south, east, north] = this.asked?.bounds || [0, 0, 0, 0];
    const inside =
      seen.getWest() >= west && seen.getSouth() >= south && seen.getEast() <= east && seen.getNorth() <= north;
    if (inside && this.asked.zoom === this.leaflet.getZoom()) return;
    cigogne.exchange.clusters({ ...this.window(), etat: cigogne.state.current });
  },

  /** Show clusters unless a later window has been asked for since. */
  clusters(answer) {
    if (answer.fenetre === (this.asked?.n || 0)) this.place(answer.grappes);
  },

  /** Marks that stay are left where they are; the others are told another cluster, or go: few are made anew. */
  place({ features }) {
    this.placed = features;
    this.markLayer ||= L.layerGroup().addTo(this.leaflet);
    const shown = new Map(features.map((feature) => [JSON.stringify(feature), feature]));
    const free = [];
    for (const [key, mark] of this.marks) {
      if (shown.delete(key)) continue;
      free.push(mark);
      this.marks.delete(key);
    }
    for (const [key, feature] of shown) this.marks.set(key, this.told(free.pop() || this.mark(), feature));
    for (const mark of free) this.markLayer.removeLayer(mark);
    this.towns();
  },

  /** Diameter of a mark, in pixels. */
  size({ n, r }) {
    if (n === 1) return 16;
    return r ? 26 : Math.round(19 + 4.4 * Math.log10(n));
  },

  /** A mark without a cluster yet: a click opens who is there, or comes nearer. */
  mark() {
    const icon = L.divIcon({ html: cigogne.make("div"), className: "mark-box", iconSize: null });
    const made = L.marker([0, 0], { icon, keyboard: false, riseOnHover: true });
    made.on("click", () => {
      const [map, lignes] = [this.leaflet, made.cluster.r];
      if (lignes) cigogne.sheet.ask({ lignes });
      else map.setView(made.getLatLng(), Math.min(map.getZoom() + 2, map.getMaxZoom()));
    });
    return made.addTo(this.markLayer);
  },

  /** A mark, told which cluster it stands for. */
  told(mark, { geometry, properties }) {
    const { n, t, l, r } = properties;
    const [lon, lat] = geometry.coordinates;
    const text = cigogne.setup.textes;
    const [box, size] = [mark.getElement(), this.size(properties)];
    const [shape] = box.children;
    mark.cluster = properties;
    mark.setLatLng([lat, lon]);
    box.style.width = box.style.height = `${size}px`; // a margin would be a shift of the layout: it is centred by `translate`
    box.title = `${t} ${n > 1 ? text.des_activites : text.une_activite}${l ? ` – ${cigogne.setup.niveaux[l] || ""}` : ""}`;
    shape.className = `mark ${n === 1 ? `point level-${l}` : r ? `stack level-${l}` : "cluster"}`;
    shape.dataset.n = n;
    shape.textContent = n === 1 ? "" : t;
    return mark;
  },

  // ---- areas ----------------------------------------------------------------------------------

  /** The outlines of a level; asked again when the network fails, then said in French. */
  outlines(level) {
    if (!this.loading[level]) {
      const address = `${cigogne.setup.racine}geo/${level}.geojson?v=${encodeURIComponent(cigogne.setup.edition)}`;
      this.loading[level] = this.fetched(address, this.FILE_TRIES).catch(() => {
        delete this.loading[level];
        cigogne.notice.show("carte", cigogne.setup.textes.erreur_carte, cigogne.setup.textes.recharger, "recharger");
        return { type: "FeatureCollection", features: [] };
      });
    }
    return this.loading[level];
  },

  async fetched(address, tries) {
    try {
      const reply = await fetch(address);
      if (!reply.ok) throw new Error(`${reply.status}`);
      return await reply.json();
    } catch (problem) {
      if (tries <= 1) throw problem;
      await new Promise((resume) => setTimeout(resume, 800));
      return this.fetched(address, tries - 1);
    }
  },

  async layer(level) {
    const data = await this.outlines(level);
    if (!this.layers[level]) {
      const renderer = (this.renderer ||= L.canvas({ pane: "areas", padding: 0.3 }));
      this.layers[level] = L.geoJSON(data, {
        pane: "areas",
        renderer,
        smoothFactor: 0.6,
        onEachFeature: (feature, area) => this.bindArea(level, feature, area),
      });
    }
    return this.layers[level];
  },

  bindArea(level, feature, area) {
    area.bindTooltip(() => this.areaTip(feature), { sticky: true, className: "area-tip", opacity: 1 });
    area.on("click", ({ originalEvent: event }) => {
      const { code } = feature.properties;
      if (event.ctrlKey || event.metaKey || event.shiftKey) cigogne.state.toggle(level, code);
      else cigogne.territory.enter(level, code, this.values?.get(code) < 0);
    });
    area.on("mouseover", () => area.setStyle({ weight: 2.2, color: cigogne.colour("accent") }));
    area.on("mouseout", () => area.setStyle(this.areaStyle(feature)));
  },

  areaTip(feature) {
    const { aplat } = cigogne.lastView;
    const value = this.values?.get(feature.properties.code);
    const said = !aplat ? "" : value === null || value === undefined ? aplat.absence : value < 0 ? "" : this.said(value, aplat);
    return cigogne.make("span", {}, cigogne.make("strong", {}, feature.properties.nom), said ? ` ${said}` : "");
  },

  said(value, aplat) {
    return `${cigogne.number(value, aplat.decimales)} ${aplat.unite}`;
  },

  /** Show the areas of the view's level with its values; keep the layer, change its style. */
  async areas(view) {
    const level = view.aplat ? view.aplat.echelle : cigogne.state.current.echelle;
    const layer = await this.layer(level);
    if (view.id !== cigogne.state.current.id) return;
    for (const [name, other] of Object.entries(this.layers)) if (name !== level) other.remove();
    const codes = layer.getLayers().map((area) => area.feature.properties.code);
    this.values = view.aplat ? new Map(codes.map((code, i) => [code, view.aplat.valeurs[i]])) : null;
    this.level = level;
    layer.setStyle((feature) => this.areaStyle(feature)).addTo(this.leaflet);
    layer.eachLayer((area) => this.isChosen(area.feature) && area.bringToFront());
    this.legend(view.aplat);
  },

  /** Give the areas their values: −1 outside, null without data. A density comes as counts and populations. */
  valued(aplat) {
    if (!aplat?.effectifs) return aplat;
    const valeurs = aplat.effectifs.map((count, i) => (count < 0 ? count : this.density(count, aplat.populations[i])));
    return { ...aplat, valeurs };
  },

  /** A density per 10,000, to the tenth, as the server rounds it when it counts the classes: the same number exactly,
      else an area on a bound has another colour than the legend's. Python brings a tie to the even tenth, `toFixed` up:
      they differ on …,25 alone (…,75 goes to ,8 both ways; no other tie is exact in binary). */
  density(count, people) {
    if (!people) return null;
    const value = (10_000 * count) / people;
    const rounded = value % 1 === 0.25 ? (10 * Math.floor(value) + 2) / 10 : Number(value.toFixed(1));
    return rounded || (count ? 0.1 : 0); // 0 is the colour of nobody
  },

  isChosen(feature) {
    return cigogne.state.current[this.level].includes(feature.properties.code);
  },

  /** Class of a value: 0 for zero, 1… for the bounds passed, `none` without data, `outside` the territory. */
  classOf(value) {
    if (value === null || value === undefined) return "none";
    if (value < 0) return "outside";
    const { bornes } = cigogne.lastView.aplat;
    return this.shade(bornes.filter((bound) => value >= bound).length, bornes.length);
  },

  /** Colour of class `rank` of `classes`: few classes still run from pale to dark. */
  shade(rank, classes) {
    return classes ? Math.round((rank * this.SHADES) / classes) : 0; // all are 0
  },

  areaStyle(feature) {
    const chosen = this.isChosen(feature);
    const found = this.values ? this.classOf(this.values.get(feature.properties.code)) : 0;
    const isPaper = this.isNear() && found !== "outside";
    return {
      fillColor: cigogne.colour(isPaper ? "surface" : `class-${found}`),
      fillOpacity: cigogne.setup.fond ? (this.isNear() ? 0 : 0.6) : 1, // an intranet's map must show through
      color: cigogne.colour(chosen ? "accent-strong" : this.isNear() ? "map-border" : "map-line"),
      weight: chosen ? 2.5 : 0.7,
      dashArray: found === "none" ? "2 3" : null,
    };
  },

  /** Whether doors are what is looked at: areas have the colours of the legend as long as it is about them, then none. */
  isNear() {
    return this.leaflet.getZoom() >= this.NEAR;
  },

  /** What the colours mean from far, and what the marks mean: those of single points from near, where they show. */
  legend(aplat) {
    const text = cigogne.setup.textes;
    const marks = [["mark cluster", text.mark_cluster], ["mark stack", text.mark_stack], ...this.shapes()];
    if (!aplat) this.fillLegend([["", marks]]);
    else if (this.isNear()) this.fillLegend([["", marks]], text.sans_couleur);
    else this.fillLegend([[aplat.unite.charAt(0).toUpperCase() + aplat.unite.slice(1), this.classes(aplat)], ["", marks]], aplat.note);
  },

  /** Groups of a title and its rows, behind one another; then a note. */
  fillLegend(groups, note = "") {
    const make = cigogne.make;
    const item = ([shape, label, areas]) => {
      const count = areas === undefined ? null : make("small", { title: cigogne.setup.textes.territoires_classe }, `\u00a0(${cigogne.number(areas)})`);
      return make("li", {}, make("i", { class: shape }), label, count);
    };
    const parts = groups.flatMap(([title, rows]) => [title ? make("p", {}, title) : null, make("ul", {}, ...rows.map(item))]);
    cigogne.fill("legende", ...parts, note ? make("p", { class: "legend-note" }, note) : null);
  },

  /** Single points by how precise they are: those that are drawn, all of them from near. */
  shapes() {
    const drawn = new Set(this.placed.filter(({ properties }) => properties.n === 1).map(({ properties }) => properties.l));
    const levels = Object.entries(cigogne.setup.niveaux).filter(([level]) => drawn.has(level) || (this.isNear() && level !== "aucun"));
    return levels.map(([level, label]) => [`mark point level-${level}`, label]);
  },

  /** Rows of the legend: swatch, bounds, how many areas. */
  classes(aplat) {
    return aplat.classes.map(([low, high, areas]) => {
      if (low === null) return ["swatch class-none", aplat.absence, areas];
      const rank = low === 0 ? 0 : this.shade(aplat.bornes.indexOf(low) + 1, aplat.bornes.length);
      return [`swatch class-${rank}`, this.bounds(low, high, aplat), areas];
    });
  },

  /** What a class holds: rates below the next bound, « 75 – 110 »; counts up to the one before it, « 5 – 9 ». */
  bounds(low, high, aplat) {
    // two figures, as the bounds are rounded: 0,23 · 4,5 · 130
    const format = (value) => cigogne.number(value, value % 1 === 0 ? 0 : value < 1 ? 2 : 1);
    if (high === 0) return "0";
    if (high === null) return aplat.part && low === 100 ? "100" : `${format(low)} ${cigogne.setup.textes.et_plus}`;
    const isCount = !aplat.part && !aplat.decimales;
    const last = isCount ? high - 1 : high;
    return last === low ? format(low) : `${format(low)} – ${format(last)}`;
  },

  /** Move to the territory chosen, the finest level first; home when none is. */
  async follow(state, before) {
    const { LEVELS } = cigogne.territory;
    if (LEVELS.every((level) => String(state[level]) === String(before?.[level] ?? ""))) return;
    const level = LEVELS.findLast((name) => state[name].length);
    if (!level) return void (before && this.home());
    const data = await this.outlines(level);
    if (state.id !== cigogne.state.current.id) return;
    const features = data.features.filter((feature) => state[level].includes(feature.properties.code));
    if (features.length) this.leaflet.fitBounds(L.geoJSON(features).getBounds(), { padding: [24, 24], maxZoom: 14 });
  },

  // ---- names of towns ---------------------------------------------------------------------------

  /** Names of all communes, the largest first; asked for once one comes near, those of the page until they are here. */
  known() {
    if (this.leaflet.getZoom() >= this.NAMES && !this.everyName) {
      this.everyName = cigogne.setup.villes;
      const address = `${cigogne.setup.racine}geo/noms.json?v=${encodeURIComponent(cigogne.setup.edition)}`;
      this.fetched(address, this.FILE_TRIES).then((names) => {
        this.everyName = names;
        this.towns();
      }, () => (this.everyName = null)); // a map with fewer names is a map: asked for again at the next move
    }
    return this.everyName || cigogne.setup.villes;
  },

  towns() {
    if (!cigogne.setup) return;
    this.names ||= L.layerGroup().addTo(this.leaflet);
    const seen = this.leaflet.getBounds().pad(0.1);
    const near = this.known()
      .map(([name, lon, lat], rank) => ({ name, lon, lat, rank }))
      .filter(({ lon, lat }) => seen.contains([lat, lon]));
    const wanted = this.apart(near.slice(0, this.TOWNS_TRIED));
    const shown = new Map(wanted.map((town) => [`${town.rank} ${town.right} ${town.below}`, town]));
    // names that stay are left where they are: most do, from one filter to the next
    for (const [key, label] of this.named) {
      if (shown.has(key)) continue;
      this.names.removeLayer(label);
      this.named.delete(key);
    }
    for (const [key, town] of shown) if (!this.named.has(key)) this.named.set(key, this.town(town).addTo(this.names));
  },

  /** The towns whose names run neither into a mark nor into a larger town's, at the present zoom. */
  apart(towns) {
    const zoom = this.leaflet.getZoom();
    const at = (lon, lat) => this.leaflet.project([lat, lon], zoom);
    const { min, max } = this.leaflet.getPixelBounds();
    const marks = this.placed.map(({ geometry, properties }) => {
      const half = this.size(properties) / 2;
      return { ...at(...geometry.coordinates), half, tall: half, isSlight: properties.n === 1 };
    });
    const countries = cigogne.setup.pays.map(([name, lon, lat]) => ({ ...at(lon, lat), half: 5.5 * name.length, tall: 7, isSlight: true }));
    const taken = [...marks, ...countries];
    return towns.flatMap(({ name, lon, lat, rank }) => {
      const isCity = rank < this.CITIES;
      const town = { ...at(lon, lat), half: 4 + (isCity ? 3.9 : 3.1) * name.length, isCity };
      const isWhole = ({ x }) => x - town.half > min.x && x + town.half < max.x;
      const places = this.namePlaces(town, marks).filter(isWhole);
      const found = this.free(places, taken, town) || (isCity && this.free(places, taken.filter((other) => !other.isSlight), town));
      if (!found) return []; // Strasbourg is named on a telephone, be it over the ring of one person, or a country's name
      const [right, below] = [Math.round(found.x - town.x), Math.round(found.y - town.y)];
      taken.push({ x: town.x + right, y: town.y + below, half: town.half + 6, tall: 9 });
      return [{ name, lon, lat, right, below, rank }];
    });
  },

  /** The first of the places where a name so wide runs into nothing taken. */
  free(places, taken, { half }) {
    const parted = (place, other) => Math.abs(other.y - place.y) > other.tall + 6 || Math.abs(other.x - place.x) > other.half + half;
    return places.find((place) => taken.every((other) => parted(place, other)));
  },

  /** Middles of a town's name, in pixels as the town and the marks, the best first: beside the marks that hide the town. */
  namePlaces({ x, y, half, isCity }, marks) {
    const away = (mark) => Math.hypot(mark.x - x, mark.y - y);
    const hiding = marks.filter((mark) => away(mark) < mark.half + 8).sort((one, other) => away(one) - away(other));
    if (!hiding.length) return [{ x, y: y + this.TOWN_BELOW }, { x, y: y - this.TOWN_BELOW }];
    return hiding.flatMap((mark) => {
      const [down, across] = [mark.half + 9, mark.half + half + 3];
      const [below, above] = [{ x, y: mark.y + down }, { x, y: mark.y - down }];
      const [right, left] = [{ x: mark.x + across, y }, { x: mark.x - across, y }];
      // a mark of several towns: Épernay, which lies south of Reims, is not named north of it
      const own = [];
      if (Math.abs(mark.y - y) > mark.half / 2) own.push(mark.y < y ? below : above);
      if (Math.abs(mark.x - x) > mark.half / 2) own.push(mark.x < x ? right : left);
      if (isCity) return [...own, below, above, right, left]; // a city is named somewhere
      return own.length ? own : [below, above];
    });
  },

  town({ name, lon, lat, right, below, rank }) {
    const label = cigogne.make("span", { class: rank < this.CITIES ? "city" : rank < this.TOWNS ? null : "village" }, name);
    label.style.translate = `calc(${right}px - 50%) calc(${below}px - 50%)`;
    const icon = L.divIcon({ html: label, className: "town", iconSize: [0, 0] });
    return L.marker([lat, lon], { icon, pane: "towns", interactive: false, keyboard: false });
  },

  /** The theme has changed: the canvas must be told, CSS does not reach it. */
  restyle() {
    this.borders?.setStyle(this.borderStyle());
    this.land?.setStyle(this.landStyle());
    this.layers[this.level]?.setStyle((feature) => this.areaStyle(feature));
  },

  /** Paint the canvas now: before paper there is no next frame, which Leaflet would wait for. */
  repaint() {
    for (const renderer of [this.renderer, this.borders?.options.renderer]) renderer?._redraw();
  },

  /** Come near a place, ring it, and say who is there, with the way back to the sheet, until the next click. */
  show(lon, lat, { name, label, fiche }) {
    const { leaflet: map } = this;
    const { make } = cigogne;
    const again = fiche && make("button", { type: "button", class: "link", "data-action": "fiche", "data-fiche": fiche }, cigogne.setup.textes.rouvrir_fiche);
    const said = make("div", {}, make("strong", {}, name), make("span", {}, label), again || null);
    const ring = L.circleMarker([lat, lon], { radius: 15, weight: 3, color: cigogne.colour("accent-strong"), fill: false, interactive: false });
    map.setView([lat, lon], this.SHOWN, { animate: false });
    const tip = L.popup({ closeButton: false, autoPan: false, offset: [0, -14], className: "place-tip" });
    tip.on("remove", () => ring.remove());
    map.openPopup(tip.setLatLng([lat, lon]).setContent(said));
    ring.addTo(map);
    map.getContainer().scrollIntoView({ block: "center" });
    map.getContainer().focus({ preventScroll: true });
  },
};

// `L` is dash-leaflet's own; its bundle is loaded before the assets.
/* Leaflet places marks with a transform in three dimensions: each of them is a layer of its own to be rastered and
   joined. In two dimensions a view of eighty marks is one layer; the map's pane keeps its own, which moves. */
const placed = L.Marker.prototype._setPos;
L.Marker.include({
  _setPos(position) {
    placed.call(this, position);
    this._icon.style.transform = `translate(${position.x}px, ${position.y}px)`;
  },
});

L.Map.addInitHook(function attachPage() {
  cigogne.map.attach(this);
});
