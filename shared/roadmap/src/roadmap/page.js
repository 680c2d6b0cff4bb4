"use strict";

// Arrow keys travel along a line, Left and Right change lines at an interchange; Enter opens a station's details.
const stations = [...document.querySelectorAll(".station")];
const told = document.querySelector("#told");
const panel = document.querySelector("dialog");
let line = null;

const linesOf = (station) => station.dataset.lines.split(" ");
const stopsOf = (name) => stations
  .filter((station) => linesOf(station).includes(name))
  .sort((one, other) => one.dataset.order - other.dataset.order);

function tell(station) {
  if (!linesOf(station).includes(line)) line = linesOf(station)[0];
  const stops = stopsOf(line);
  told.textContent = `${line} line, stop ${stops.indexOf(station) + 1} of ${stops.length}`;
}

function travel(station, key) {
  const stops = stopsOf(line);
  const at = stops.indexOf(station);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 }[key];
  stops[to]?.focus();
}

function changeLine(station, by) {
  const lines = linesOf(station);
  line = lines[(lines.indexOf(line) + by + lines.length) % lines.length];
  tell(station);
}

function open(slug) {
  const details = document.getElementById(slug).cloneNode(true);
  details.removeAttribute("id");
  const steps = details.querySelector("details");
  if (steps) steps.open = true;
  panel.querySelector("div").replaceChildren(details);
  panel.setAttribute("aria-label", details.querySelector("h3").textContent);
  panel.showModal();
}

for (const station of stations) {
  station.addEventListener("focus", () => tell(station));
  station.addEventListener("click", (event) => {
    event.preventDefault();
    open(station.dataset.slug);
  });
  station.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by) changeLine(station, by);
    else if (["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) travel(station, event.key);
    else return;
    event.preventDefault();
  });
}

panel.addEventListener("click", (event) => {
  if (event.target === panel || event.target.closest("a[href^='#']")) panel.close();
});
