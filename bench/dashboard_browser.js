/* What bench/dashboard_browser.py asks of the page: act, wait until every view shows it, say how long it took. */
"use strict";

(() => {
  const frame = () => new Promise((resume) => requestAnimationFrame(resume));
  const body = () => document.body?.dataset || {}; // none yet when the document has only begun
  const seen = (element) => element.getBoundingClientRect().top < innerHeight && element.getBoundingClientRect().bottom > 0;
  const charts = () => [...document.querySelectorAll(".charts figure")].filter(seen);

  /** Resolve when `true_()`: looked at when the page says something on its body, and every 3 ms. */
  function became(true_, seconds) {
    return new Promise((resume, fail) => {
      const end = performance.now() + 1000 * seconds;
      const done = (answer, value) => {
        said.disconnect();
        clearInterval(timer);
        answer(value);
      };
      const look = () => {
        if (document.body && true_()) done(resume);
        else if (performance.now() > end) done(fail, new Error(`never: ${true_}`));
      };
      const said = new MutationObserver(look);
      said.observe(document, { subtree: true, attributeFilter: ["data-painted", "data-drawn", "data-listed"] });
      const timer = setInterval(look, 3);
      look();
    });
  }

  /** Wait until `true_()`, then for the frame that shows it. Returns the time. */
  async function until(true_, seconds = 20) {
    await became(true_, seconds);
    await frame();
    await new Promise((resume) => setTimeout(resume)); // the task after a frame: it has been painted
    return performance.now();
  }

  const onMap = () => [...document.querySelectorAll("#carte .mark")].reduce((sum, mark) => sum + Number(mark.dataset.n), 0);
  const answered = () => body().painted && body().painted === body().asked;
  const listed = () => {
    if (!seen(document.querySelector("#tableau-place"))) return true;
    const row = document.querySelector("#tableau .ag-row[row-index='0']");
    const data = body().listed === body().asked && dash_ag_grid.getApi("tableau").getDisplayedRowAtIndex(0)?.data;
    return data && row?.getAttribute("row-id") === data.id && row.querySelector("[col-id=prenom]").textContent === data.prenom;
  };
  const whole = () => answered() && onMap() === cigogne.lastView.localises.sur_carte && listed();

  window.measured = {
    /** From the navigation's start until figures, map and charts are there. */
    first: () => until(() => whole() && charts().every((chart) => chart.querySelector(".trace"))),

    /** Change the state as a click does; milliseconds until every view on the screen shows the answer. */
    async filter(patch) {
      const start = performance.now();
      cigogne.state.change(patch);
      return (await until(() => body().drawn === body().asked && whole())) - start;
    },

    /** Move the map without animation; milliseconds until the clusters of the new window are shown. */
    async move(lon, lat, zoom) {
      const asked = cigogne.map.asked.n;
      const start = performance.now();
      let placed = null;
      const place = cigogne.map.place;
      cigogne.map.place = (...given) => {
        place.apply(cigogne.map, given);
        placed = cigogne.map.asked.n;
      };
      cigogne.map.leaflet.setView([lat, lon], zoom, { animate: false });
      if (cigogne.map.asked.n === asked) return (await until(() => true)) - start; // the padded window held
      const end = await until(() => placed === cigogne.map.asked.n);
      cigogne.map.place = place;
      return end - start;
    },
  };
})();
