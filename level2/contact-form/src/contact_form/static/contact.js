// The form works without this. With it nothing reloads, and a text survives a network that is away.
"use strict";

const AWAY = "The network or the server is away. Your text is still here: try again in a moment.";
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form.contact")) return;
  event.preventDefault();
  send(event.target);
});

async function send(form) {
  if (form.ariaBusy === "true") return; // the second click of a double click
  busy(form, true);
  try {
    const body = new URLSearchParams(new FormData(form));
    const reply = await fetch(form.action, { method: "POST", body });
    if (reply.redirected) return location.assign(reply.url);
    show(form, new DOMParser().parseFromString(await reply.text(), "text/html"));
  } catch {
    complain(form, AWAY);
  }
  busy(form, false);
}

function busy(form, is) {
  form.ariaBusy = String(is);
  form.querySelector("button").ariaDisabled = String(is); // not `disabled`: that would lose the focus
  form.querySelector(".status").textContent = is ? "Sending…" : "";
}

// Who comes back from the next page finds this one as it was left: busy.
addEventListener("pageshow", () => {
  document.querySelectorAll("form.contact").forEach((form) => busy(form, false));
});

// Take over a page with the form or with a reference; of any other, only what it says.
function show(form, page) {
  if (!page.querySelector("form.contact, .reference")) {
    return complain(form, page.querySelector("main p")?.textContent ?? AWAY);
  }
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.querySelector("main").focus();
  begin();
}

function complain(form, sentence) {
  document.querySelector("#summary")?.remove();
  const summary = make("section", { id: "summary", className: "errors", role: "alert", tabIndex: -1 });
  summary.append(
    make("h2", { textContent: "Your message is not sent yet" }),
    make("p", { textContent: sentence }),
  );
  form.before(summary);
  summary.focus();
}

// Count what is left of a long text: at once for the eye, after a pause for a screen reader.
function count(area) {
  const limit = Number(area.dataset.limit);
  const seen = make("p", { className: "count", ariaHidden: "true" });
  const heard = make("p", { className: "unseen", role: "status" });
  let pause;
  const tell = () => {
    const left = limit - [...area.value].length; // as the server counts: an emoji is one
    const characters = Math.abs(left) === 1 ? "1 character" : `${Math.abs(left)} characters`;
    seen.textContent = `${characters} ${left < 0 ? "too many" : "left"}`;
    clearTimeout(pause);
    if (left < limit / 10) pause = setTimeout(() => { heard.textContent = seen.textContent; }, 1000);
  };
  area.after(seen, heard);
  area.addEventListener("input", tell);
  tell();
}

function begin() {
  document.querySelectorAll("textarea[data-limit]").forEach(count);
  document.querySelector("#summary")?.focus();
}

begin();
