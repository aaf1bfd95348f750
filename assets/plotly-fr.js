/* Which Plotly the charts load, and its French (facts of the language, written for this page). */
"use strict";

/* Dash names plotly.py's full bundle here when it starts, and fetches it with the first chart, if `Plotly` is
   not there yet. The basic bundle is a quarter of it: the name stays ours. */
const plotlyBundle = new URL("vendor/plotly-basic-4.1.1.min.js", document.currentScript.src).href;
Object.defineProperty(window, "_dashPlotlyJSURL", { get: () => plotlyBundle, set() {} });

window.PlotlyLocales = [
  {
    moduleType: "locale",
    name: "fr",
    dictionary: {},
    format: {
      days: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
      shortDays: ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
      months: [
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
      ],
      shortMonths: [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
      ],
      date: "%d/%m/%Y",
      decimal: ",",
      thousands: "\u202f",
    },
  },
];
