/* The map as an image: what is seen, redrawn on one canvas with its title, its legend and its sources.
   The images of an intranet's server are left out: a canvas that holds another origin's cannot be saved. */
"use strict";

cigogne.image = {
  SCALE: 2, // pixels of the image for one of the screen: sharp on paper
  MARGIN: 16,
  HEAD: 58,
  LINE: 20,

  async save() {
    const image = this.draw();
    const blob = await new Promise((resume) => image.toBlob(resume, "image/png"));
    const address = URL.createObjectURL(blob);
    const name = `cigogne-carte-${cigogne.setup.edition}.png`;
    cigogne.make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  },

  draw() {
    const frame = cigogne.map.leaflet.getContainer().getBoundingClientRect();
    const legend = [...document.querySelectorAll("#legende li")];
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    const rows = this.legendRows(pen, legend, frame.width);
    const height = this.HEAD + frame.height + this.LINE * (rows + 2) + this.MARGIN;
    canvas.width = frame.width * this.SCALE;
    canvas.height = height * this.SCALE;
    pen.scale(this.SCALE, this.SCALE);
    this.box(pen, 0, 0, frame.width, height, cigogne.colour("surface"));
    this.title(pen);
    this.map(pen, frame);
    this.legend(pen, legend, frame);
    this.write(pen, this.sources(), this.MARGIN, height - this.MARGIN, "11px", "ink-2", frame.width);
    return canvas;
  },

  /** Territory and filters, then what the colours show. */
  title(pen) {
    const { width } = pen.canvas;
    this.write(pen, this.filters().join(" · "), this.MARGIN, 25, "650 17px", "ink", width / this.SCALE);
    const shown = document.querySelector("#legende p")?.textContent || cigogne.setup.textes.carte;
    this.write(pen, shown, this.MARGIN, 46, "13px", "ink-2", width / this.SCALE);
  },

  /** Sea, the layers' own canvases, names, marks: in the order of the panes. */
  map(pen, frame) {
    pen.save();
    pen.translate(0, this.HEAD);
    pen.beginPath();
    pen.rect(0, 0, frame.width, frame.height);
    pen.clip();
    this.box(pen, 0, 0, frame.width, frame.height, cigogne.colour("map-sea"));
    pen.translate(-frame.left, -frame.top);
    const map = cigogne.map.leaflet.getContainer();
    for (const layer of map.querySelectorAll(".leaflet-pane canvas")) {
      const { left, top, width, height } = layer.getBoundingClientRect();
      if (width && height) pen.drawImage(layer, left, top, width, height);
    }
    for (const name of map.querySelectorAll(".town span, .country span")) this.name(pen, name);
    for (const mark of map.querySelectorAll(".mark")) this.mark(pen, mark);
    pen.restore();
  },

  name(pen, element) {
    const { left, top, width, height } = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.strokeStyle = cigogne.colour("surface");
    pen.lineWidth = 3;
    pen.lineJoin = "round";
    const at = [left + width / 2, top + height / 2];
    pen.globalAlpha = Number(style.opacity);
    pen.strokeText(element.textContent, ...at);
    pen.fillStyle = style.color;
    pen.fillText(element.textContent, ...at);
    pen.globalAlpha = 1;
  },

  /** A mark as its style says: a disc, a square, a lozenge, dashed or not, and its count. */
  mark(pen, element) {
    const { left, top, width, height } = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const border = parseFloat(style.borderTopWidth);
    const side = element.offsetWidth - border;
    pen.save();
    pen.translate(left + width / 2, top + height / 2);
    pen.rotate((parseFloat(style.rotate) || 0) * (Math.PI / 180));
    pen.beginPath();
    pen.roundRect(-side / 2, -side / 2, side, side, style.borderTopLeftRadius === "50%" ? side / 2 : parseFloat(style.borderTopLeftRadius));
    pen.fillStyle = style.backgroundColor;
    pen.fill();
    pen.setLineDash(style.borderTopStyle === "dashed" ? [4, 3] : []);
    pen.strokeStyle = style.borderTopColor;
    pen.lineWidth = border;
    if (border) pen.stroke();
    pen.restore();
    pen.fillStyle = style.color;
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(element.textContent, left + width / 2, top + height / 2);
  },

  /** Place each row of the legend: `place(x, y, item)`; gives the number of lines. */
  flow(pen, legend, width, place) {
    pen.font = `12px ${getComputedStyle(document.body).fontFamily}`;
    let [x, line] = [this.MARGIN, 0];
    for (const item of legend) {
      const room = 30 + pen.measureText(item.textContent).width + 14;
      if (x + room > width && x > this.MARGIN) [x, line] = [this.MARGIN, line + 1];
      place(x, line, item);
      x += room;
    }
    return legend.length ? line + 1 : 0;
  },

  legendRows(pen, legend, width) {
    return this.flow(pen, legend, width, () => {});
  },

  legend(pen, legend, frame) {
    const top = this.HEAD + frame.height + this.LINE;
    this.flow(pen, legend, frame.width, (x, line, item) => {
      const y = top + line * this.LINE;
      const style = getComputedStyle(item.querySelector("i"));
      const round = style.borderTopLeftRadius === "50%" ? 6 : 2;
      pen.beginPath();
      pen.roundRect(x, y - 10, 18, 12, round);
      pen.fillStyle = style.backgroundColor;
      pen.fill();
      pen.strokeStyle = style.borderTopColor;
      pen.lineWidth = 1;
      pen.setLineDash(style.borderTopStyle === "dashed" ? [3, 2] : []);
      pen.stroke();
      pen.setLineDash([]);
      this.write(pen, item.textContent, x + 25, y, "12px", "ink");
    });
  },

  /** The territory, then the other filters: what an image shows. The trail's last step may have a button beside its name. */
  filters() {
    const place = document.querySelector("#fil-territoire [aria-current]").textContent;
    const chips = [...document.querySelectorAll("#jetons .chip-label")].map((chip) => chip.textContent);
    return [place, ...chips.filter((label) => label !== place)];
  },

  /** Each source of the header with its date. */
  vintages() {
    const said = (one, tag) => one.querySelector(tag).textContent;
    return [...document.querySelectorAll("#millesimes > div")].map((one) => `${said(one, "dt")} ${said(one, "dd")}`);
  },

  /** Vintages of the header, the licence, and the fiction when it is one. */
  sources() {
    const banner = document.querySelector(".demo-banner strong");
    const text = cigogne.setup.textes;
    return [banner?.textContent, ...this.vintages(), text.fond_source, text.licence, text.titre].filter(Boolean).join(" · ");
  },

  box(pen, x, y, width, height, colour) {
    pen.fillStyle = colour;
    pen.fillRect(x, y, width, height);
  },

  write(pen, words, x, y, font, colour, width) {
    pen.font = `${font} ${getComputedStyle(document.body).fontFamily}`;
    pen.textAlign = "left";
    pen.textBaseline = "alphabetic";
    pen.fillStyle = cigogne.colour(colour);
    pen.fillText(words, x, y, width && width - 2 * this.MARGIN);
  },
};
