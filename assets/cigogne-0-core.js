/* Names shared by the page's scripts. Everything hangs on one object, `cigogne`; nothing here ever
   reads a string from the data as HTML: elements are made with `make`, whose strings become text. */
"use strict";

window.cigogne = {
  setup: null, // texts, root, bounds, release, towns: the dcc.Store `reglages`

  /** Write into a Dash component (a store, the grid, a graph). */
  tell(id, props) {
    window.dash_clientside.set_props(id, props);
  },

  byId(id) {
    return document.getElementById(id);
  },

  /** Make an element: attributes (null left out; `data-…`, `aria-…` welcome), then children or strings. */
  make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  },

  /** Replace what `id` holds; null children are left out. */
  fill(id, ...children) {
    const holder = cigogne.byId(id);
    if (holder) holder.replaceChildren(...children.filter((child) => child !== null));
  },

  LOCALES: { fr: "fr-FR", en: "en-GB", de: "de-DE" },

  /** How the page's language writes numbers and dates. */
  locale: () => cigogne.LOCALES[document.documentElement.lang],

  /** A number as the page's language writes it, what is more than nothing never as 0; a formatter is costly to make and is kept. */
  number(value, decimals = 0) {
    const least = 10 ** -decimals;
    if (value > 0 && value < least / 2) return `<\u00a0${cigogne.number(least, decimals)}`;
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    cigogne.formats[decimals] ||= new Intl.NumberFormat(cigogne.locale(), digits);
    return cigogne.formats[decimals].format(value);
  },

  /** A part of one (0 to 1) as the server writes a percentage, but for ties: 94,5 is 95 here, 94 there. */
  percent: (part) => cigogne.number(100 * part) + cigogne.setup.pourcent,

  /** Call `action` once calls have stopped for `wait` milliseconds. */
  debounced(action, wait) {
    let timer = null;
    return (...given) => {
      clearTimeout(timer);
      timer = setTimeout(() => action(...given), wait);
    };
  },

  /** The theme's colour named by a CSS token (`accent` → `--accent`), as the browser computes it. */
  colour(token) {
    if (!cigogne.colours.has(token)) {
      const probe = document.body.appendChild(cigogne.make("i", { hidden: true, class: "probe" }));
      probe.style.color = `var(--${token})`;
      cigogne.colours.set(token, getComputedStyle(probe).color);
      probe.remove();
    }
    return cigogne.colours.get(token);
  },

  formats: {}, // decimals → Intl.NumberFormat
  colours: new Map(), // token → colour of the present theme; emptied when the theme changes
};
