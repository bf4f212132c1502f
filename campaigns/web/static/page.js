// What the page does beyond forms: the live press, and asking again for an answer that is coming.
// Everything works without this file.
"use strict";
(() => {
  if (document.querySelector("[data-again]")) setTimeout(() => location.reload(), 1500);
  const drop = document.querySelector("[data-drop]");
  if (drop) {
    const input = drop.querySelector("input[type=file]");
    const over = (on) => (event) => { event.preventDefault(); drop.classList.toggle("over", on); };
    for (const kind of ["dragenter", "dragover"]) addEventListener(kind, over(true));
    addEventListener("dragleave", over(false));
    addEventListener("drop", (event) => {
      event.preventDefault(); drop.classList.remove("over");
      if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; input.form.submit(); }
    });
    input.addEventListener("change", () => { if (input.files.length) input.form.submit(); });
  }
  // A figure whose points say something: the picture gives way to the drawing itself.
  for (const picture of document.querySelectorAll("img[data-points]"))
    picture.addEventListener("pointerenter", () => {
      const drawing = document.createElement("object");
      Object.assign(drawing, { type: "image/svg+xml", data: picture.src, className: "coming" });
      drawing.setAttribute("aria-label", picture.alt);
      drawing.addEventListener("load", () => { picture.remove(); drawing.className = "drawing"; });
      picture.after(drawing);
    }, { once: true });
  // Charts take the colours of the page, light or dark.
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const ink = getComputedStyle(document.body).color, blue = dark ? "#4aa3df" : "#0072b2", grey = dark ? "#9aa5b1" : "#6b7280";
  const axis = (label, size, more) => ({ label, labelSize: 22, size, stroke: ink, grid: { stroke: dark ? "#39424c" : "#d7dbe0", width: 1 }, ticks: { show: false }, ...more });
  // The cells of the table as a figure: the pointer reads one, a click opens it.
  const plot = document.querySelector("[data-cells]");
  if (plot && window.uPlot) {
    const rows = [...document.querySelectorAll("tr[data-cell]")].map((row) => row.dataset).sort((a, b) => a.cell - b.cell);
    const asr = rows.map((row) => (row.asr ? Number(row.asr) : null));
    const known = asr.filter((value) => value !== null);
    if (known.length > 1) {
      plot.hidden = false;
      const lowest = Math.min(...known);
      const broken = rows.map((row) => (row.broken ? lowest : null));
      const dots = (colour, fill) => ({ stroke: colour, paths: () => null, points: { show: true, size: 9, stroke: colour, fill } });
      const chart = new uPlot({
        width: plot.clientWidth - 14, height: 240, scales: { x: { time: false, range: (_, low, high) => [low - 0.5, high + 0.5] }, y: { range: (_, low, high) => [low - 0.05 * (high - low || high), high + 0.05 * (high - low || high)] } },
        axes: [axis("cell", 34, { incrs: [1, 2, 5, 10, 20, 50, 100] }), axis("ASR / Ω cm²", 68)],
        series: [{ label: "cell" },
          { label: "ASR / Ω cm²", ...dots(blue, blue), value: (_, v) => (v === null ? "–" : v.toPrecision(4)) },
          { label: "cracked or shorted (no resistance)", ...dots("#d55e00", dark ? "#1c2229" : "#ffffff"), value: (_, v) => (v === null ? "–" : "yes") }],
      }, [rows.map((row) => Number(row.cell)), asr, broken], plot);
      chart.over.addEventListener("click", () => {
        const row = rows[chart.cursor.idx];
        if (row) location.href = document.querySelector(`tr[data-cell="${row.cell}"] a`).href;
      });
      addEventListener("resize", () => chart.setSize({ width: plot.clientWidth - 14, height: 240 }));
    }
  }
  const box = document.querySelector("[data-live]");
  if (!box || !window.EventSource) return;
  const at = (name) => document.querySelector(`[data-${name}]`);
  const say = (name, text) => { const one = at(name); if (one && one.textContent !== text) one.textContent = text; };
  const shown = (value) => (value === null ? "–" : value.toFixed(0));
  let series = [[], [], []];
  let chart = null;
  let head = Number(box.dataset.head), running = box.dataset.running === "yes";

  const draw = () => {
    const place = at("chart");
    if (!place || !window.uPlot || series[0].length < 2) return;
    if (chart) { chart.setData(series); return; }
    place.replaceChildren();
    chart = new uPlot({
      width: place.clientWidth - 14, height: 240, cursor: { drag: { x: true, y: false } },
      scales: { x: { time: false } }, legend: { live: true },
      axes: [axis("time / s", 34), axis("pressure on the pellet / MPa", 44)],
      series: [{ label: "s" },
        { label: "achieved", stroke: blue, width: 2, value: (_, v) => (v === null ? "–" : v.toFixed(1)) },
        { label: "planned", stroke: grey, width: 2, dash: [7, 5], value: (_, v) => (v === null ? "–" : v.toFixed(1)) }],
    }, series, place);
  };
  addEventListener("resize", () => { if (chart) chart.setSize({ width: at("chart").clientWidth - 14, height: 240 }); });

  const renew = async () => {
    const place = at("state");
    if (!place || place.contains(document.activeElement)) return;
    const answer = await fetch(place.dataset.state, { headers: { "hx-request": "true" } });
    if (answer.ok) { place.innerHTML = await answer.text(); } else if (answer.status === 401) { location.reload(); }
  };

  const look = (seen) => {
    if (seen.again) { series = [[], [], []]; if (chart) { chart.destroy(); chart = null; } }
    for (const [s, mpa, planned] of seen.samples) { series[0].push(s); series[1].push(mpa); series[2].push(planned); }
    say("doing", seen.doing);
    say("mpa", shown(seen.pressing ? seen.mpa : null)); say("planned-mpa", shown(seen.pressing ? seen.planned_mpa : null));
    say("left", seen.left_s === null || !seen.pressing ? "–" : `${seen.left_s.toFixed(0)} s`);
    say("alarms", seen.alarms.length && seen.pressing ? seen.alarms.join(", ") : "none");
    box.classList.toggle("stale", seen.stale);
    const dot = at("dot");
    if (dot) dot.className = `dot ${seen.stale || seen.trouble ? "warn" : seen.pressing ? "on beat" : ""}`;
    draw();
    if (seen.head !== head || seen.running !== running) { head = seen.head; running = seen.running; renew(); }
  };

  const source = new EventSource(box.dataset.live);
  source.onopen = () => { at("lost").hidden = true; };
  source.onmessage = (event) => look(JSON.parse(event.data));
  source.onerror = () => { at("lost").hidden = false; box.classList.add("stale"); };
  addEventListener("pagehide", () => source.close());
})();
