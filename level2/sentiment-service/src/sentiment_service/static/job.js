// Follow a job without loading the page again; at its end, load it once, for the links.
const job = document.querySelector("#job");
const bar = document.querySelector("#progress");
const state = document.querySelector("#state");
const EVERY_MS = 500;

async function look() {
  try {
    const reply = await fetch(job.dataset.url);
    if (!reply.ok) return location.reload();
    const now = await reply.json();
    if (!["waiting", "running"].includes(now.state)) return location.reload();
    bar.value = now.progress.done;
    const [done, lines] = [now.progress.done, now.progress.lines].map((n) => n.toLocaleString("en"));
    state.textContent = `${now.state}: ${done} of ${lines}`;
  } catch {
    state.textContent = "The service does not answer; trying again.";
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
