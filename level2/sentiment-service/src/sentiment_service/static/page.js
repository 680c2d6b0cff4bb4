// Judge while one types, and take a file that is dropped anywhere on its form.
const form = document.querySelector("#try");
const text = document.querySelector("#text");
const error = document.querySelector("#text-error");
const verdict = document.querySelector("#verdict");
const LOUD = 0.05; // what weighs less is shown as 0.0
const PAUSE_MS = 300; // of typing, before we ask
const SIDES = { positive: "praise", negative: "complaint" };
let asked = new AbortController();
let timer;

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function say(problem) {
  error.textContent = problem;
  error.hidden = !problem;
  text.setAttribute("aria-invalid", String(Boolean(problem)));
}

function show(said) {
  const sure = said.kind === "label";
  const word = SIDES[sure ? said.label : said.leaning];
  const title = sure ? word[0].toUpperCase() + word.slice(1) : `Unsure, leaning to ${word}`;
  const sureness = element("span", { className: "sure" }, `${Math.floor(100 * said.confidence)} % sure`);
  const words = said.words.filter(({ weight }) => Math.abs(weight) >= LOUD).map(({ text, weight }) => {
    const amount = (weight > 0 ? "+" : "") + weight.toFixed(1);
    return element("li", { className: weight > 0 ? "positive" : "negative" }, `${text} `, element("span", {}, amount));
  });
  const list = element("ul", { className: "words", ariaLabel: "What spoke for it" }, ...words);
  verdict.replaceChildren(element("p", { className: `verdict ${sure ? said.label : "unsure"}` }, title, sureness), list);
}

// The question before is abandoned: the service sees its client leave, and frees its place.
async function judge() {
  asked.abort();
  asked = new AbortController();
  if (!text.value.trim()) return verdict.replaceChildren();
  try {
    const reply = await fetch("/api/sentiment", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text: text.value }),
      signal: asked.signal,
    });
    const said = await reply.json();
    say(reply.ok ? "" : Object.values(said.errors ?? {})[0] ?? said.detail);
    if (reply.ok) show(said);
  } catch (problem) {
    if (problem.name !== "AbortError") say("The service does not answer. Is it still running?");
  }
}

text.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(judge, PAUSE_MS);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (text.value.trim()) return judge();
  say("The text is empty.");
  text.focus();
});

const files = document.querySelector("#file-form");
const dropping = (on) => (event) => {
  event.preventDefault();
  files.classList.toggle("dropping", on);
};
files.addEventListener("dragover", dropping(true));
files.addEventListener("dragleave", dropping(false));
files.addEventListener("drop", (event) => {
  dropping(false)(event);
  files.elements.file.files = event.dataTransfer.files;
  if (files.elements.file.files.length) files.requestSubmit();
});
