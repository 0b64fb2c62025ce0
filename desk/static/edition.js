// The editor of an edition in comfort: saved while you write, buttons without a new page, dragging.
// Without this file the same form does all of it. Another window that saves tells the previews.

const WAIT = 1200; // milliseconds after the last letter
const channel = "BroadcastChannel" in window ? new BroadcastChannel("digest-desk-edition") : null;
const said = document.getElementById("said");
const form = () => document.getElementById("edition");
const tell = (text) => { said.textContent = text; };
const texts = (where) => [...where.querySelectorAll("input[name]:not([type=hidden]), textarea[name]")];
const isNew = (field) => field.dataset.with !== undefined;

// ---------- times, as the clock of this machine has them ----------

function localTimes() {
  for (const time of document.querySelectorAll("#saved time, #preview time")) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) {
      time.textContent = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    }
  }
}

// ---------- saving ----------

let timer = 0;
let queue = Promise.resolve(); // one form after the other, each with the marks of the last answer
let dirty = false;

function state(text) {
  const place = document.getElementById("saved");
  if (place) place.textContent = text;
}

function later() {
  dirty = true;
  state("not saved yet");
  clearTimeout(timer);
  timer = setTimeout(() => send("autosave"), WAIT);
}

function send(action, extra = {}, whole = false) {
  clearTimeout(timer);
  queue = queue.then(() => sendNow(action, extra, whole)).catch(failed);
  return queue;
}

function failed() {
  dirty = true;
  state("not saved: the desk does not answer");
  tell("Not saved: the desk does not answer. Your texts are still in the fields.");
  timer = setTimeout(() => send("autosave"), 4 * WAIT);
}

async function sendNow(action, extra, whole) {
  const here = form();
  const body = new URLSearchParams(new FormData(here));
  body.set("do", action);
  for (const [name, value] of Object.entries(extra)) body.set(name, value);
  if (action === "autosave") for (const field of texts(here)) if (isNew(field)) body.delete(field.name);
  const sent = new Map(texts(here).map((field) => [field.name, field.value]));
  dirty = false;
  here.setAttribute("aria-busy", "true");
  let answer, page;
  try {
    answer = await fetch(here.action, { method: "POST", body });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } finally {
    here.removeAttribute("aria-busy");
  }
  const there = page.getElementById("edition");
  if (!there) { // published, refused, or another page: go there with nothing half done
    if (answer.ok) location.assign(answer.url);
    else { state("not saved"); tell("Not saved."); showWrong(page); }
    return;
  }
  if (answer.redirected && new URL(answer.url).pathname.endsWith("/preview")) {
    location.assign(answer.url);
    return;
  }
  if (action === "autosave" && answer.ok && !whole && isSame(here, there)) refresh(page, there, sent);
  else replace(page, there, sent, answer);
  if (answer.ok || answer.status === 409) channel?.postMessage(here.querySelector("[name=id]").value);
  localTimes();
  if (dirty) later();
}

const order = (where) => [...where.querySelectorAll("[data-section], [data-item]")]
  .map((one) => one.dataset.section ?? one.dataset.item).join(" ");
function isSame(here, there) {
  const telling = there.querySelector("#telling").textContent.trim();
  return order(here) === order(there) && !telling && !there.querySelector("[data-conflict]")
    && !here.querySelector("[data-conflict]");
}

// After a save while writing: the field and the place in it stay as they are.
function refresh(page, there, sent) {
  const here = form();
  for (const name of ["version", "marks", "aside"]) {
    here.elements[name].value = there.elements[name].value;
  }
  for (const id of ["saved", "words", "checks", "whynot", "telling"]) {
    document.getElementById(id)?.replaceWith(document.adoptNode(page.getElementById(id)));
  }
  const publish = (where) => where.querySelector("button[value=publish]");
  if (publish(there).hasAttribute("aria-disabled")) publish(here).setAttribute("aria-disabled", "true");
  else publish(here).removeAttribute("aria-disabled");
  const fresh = new Map(texts(there).map((field) => [field.name, field.value]));
  for (const field of texts(here)) {
    const value = fresh.get(field.name);
    const isMine = field.value !== sent.get(field.name) || field === document.activeElement;
    if (value !== undefined && !isMine && !isNew(field) && field.value !== value) field.value = value;
  }
}

// After a button: the page as it is now, with what was written meanwhile.
function replace(page, there, sent, answer) {
  const here = form();
  const active = document.activeElement;
  const focus = active?.id;
  const range = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  const meanwhile = texts(here).filter((field) => field.value !== sent.get(field.name));
  const open = [...here.querySelectorAll("details[open][id]")].map((one) => one.id);
  const top = scrollY;
  const aside = here.querySelector("aside")?.scrollTop ?? 0;
  const main = document.getElementById("main");
  main.replaceWith(document.adoptNode(page.getElementById("main")));
  document.title = page.title;
  if (answer.ok) history.replaceState(null, "", answer.url.replace(/[?&]told=[^&#]*/, ""));
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  for (const field of meanwhile) {
    const now = form().elements[field.name];
    if (now && !isNew(field)) { now.value = field.value; dirty = true; }
  }
  scrollTo(0, top);
  const margin = form().querySelector("aside");
  if (margin) margin.scrollTop = aside;
  ready();
  const wrong = document.querySelector("#telling [role=alert], [data-conflict]");
  const again = focus && document.getElementById(focus);
  const row = document.querySelector(".item.at-hand");
  const refused = form().querySelector("[data-with][aria-invalid]");
  if (refused) {
    refused.focus();
    refused.select();
  } else if (again && again.closest("form") === form()) {
    again.focus({ preventScroll: true });
    if (range && "setSelectionRange" in again && range[0] !== null) again.setSelectionRange(...range);
  } else if (row) {
    (row.querySelector("[data-main]") ?? row).focus({ preventScroll: true });
  } else {
    document.getElementById("main").focus({ preventScroll: true });
  }
  row?.scrollIntoView({ block: "nearest" });
  const told = document.querySelector("[data-said]")?.textContent ?? "";
  tell(wrong ? wrong.textContent.trim() : told);
  document.dispatchEvent(new CustomEvent("desk:fresh"));
}

function showWrong(page) {
  const main = page.getElementById("main");
  if (!main) return;
  const place = document.getElementById("telling");
  const wrong = document.createElement("p");
  wrong.className = "wrong";
  wrong.setAttribute("role", "alert");
  wrong.textContent = main.textContent.trim().replace(/\s+/g, " ").slice(0, 400);
  place.replaceChildren(wrong);
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.closest?.("#edition") && field.matches("input, textarea") && !isNew(field)) later();
});
document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  event.preventDefault();
  const value = event.submitter?.value || "save";
  const field = document.activeElement;
  const isEntered = value === "save" && field?.dataset?.with && field.value.trim();
  send(isEntered ? field.dataset.with : value, {}, true);
});
addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && dirty && form()) send("autosave");
});
// A link out of the editor waits for what was written.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!form() || !dirty || !link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  send("autosave").then(() => { if (!dirty) location.assign(link.href); });
});

// ---------- keys: moving, and the checks one after the other ----------

document.addEventListener("keydown", (event) => {
  if (!form() || event.defaultPrevented || event.isComposing) return;
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  const active = document.activeElement;
  if (active instanceof HTMLSelectElement) return;
  const way = event.key === "ArrowUp" ? "up" : "down";
  const head = active?.closest(".part-head");
  const item = active?.closest(".item") ?? (head ? null : document.querySelector(".item.at-hand"));
  event.preventDefault();
  if (item) send(`${way} ${item.dataset.item}`, {}, true);
  else if (head) send(`section-${way} ${head.closest("[data-section]").dataset.section}`, {}, true);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-check]");
  if (!link) return;
  const all = [...document.querySelectorAll("[data-check]")];
  const next = all[(all.indexOf(link) + 1) % all.length];
  for (const one of all) one.removeAttribute("aria-keyshortcuts");
  next.setAttribute("aria-keyshortcuts", "C");
  document.querySelector(link.getAttribute("href"))?.focus({ preventScroll: true });
});

// ---------- dragging by the handle ----------

let drag = null;

function line() {
  const made = document.createElement("li");
  made.className = "drop here";
  made.setAttribute("aria-hidden", "true");
  made.textContent = "It goes here";
  return made;
}

function begin(event) {
  const grip = event.target.closest?.("[data-grip]");
  if (!grip || !form() || event.button !== 0) return;
  event.preventDefault();
  const row = grip.closest("[data-item], [data-kept], [data-date]");
  const section = row ? null : grip.closest("[data-section]");
  drag = { row, section, line: line(), id: event.pointerId };
  (row ?? section).classList.add("dragged");
  document.body.classList.add("dragging");
}

function over(event) {
  if (!drag || event.pointerId !== drag.id) return;
  event.preventDefault();
  if (event.clientY < 90) scrollBy(0, -14);
  if (event.clientY > innerHeight - 90) scrollBy(0, 14);
  if (drag.section) {
    const all = [...document.querySelectorAll("[data-section]")].filter((one) => one !== drag.section);
    const next = all.find((one) => event.clientY < middle(one.querySelector(".part-head")));
    if (next) next.before(drag.line); else all.at(-1)?.after(drag.line);
    return;
  }
  const lists = [...document.querySelectorAll("[data-items]")];
  const list = lists.filter((one) => event.clientY >= one.closest("section").getBoundingClientRect().top)
    .at(-1) ?? lists[0];
  if (!list) return;
  const rows = [...list.querySelectorAll("[data-item]")].filter((one) => one !== drag.row);
  const next = rows.find((one) => event.clientY < middle(one));
  if (next) next.before(drag.line); else list.append(drag.line);
}

function middle(element) {
  const box = element.getBoundingClientRect();
  return box.top + box.height / 2;
}

function end(event) {
  if (!drag || event.pointerId !== drag.id) return;
  const { row, section, line: mark } = drag;
  const isPlaced = mark.isConnected;
  let action = "", extra = {};
  if (isPlaced && section) {
    const all = [...document.querySelectorAll("[data-section], .drop.here")].filter((one) => one !== section);
    action = `section-drag ${section.dataset.section}`;
    extra = { "drag-at": String(all.indexOf(mark) + 1) };
  } else if (isPlaced && row) {
    const list = mark.closest("[data-items]");
    const rows = [...list.children].filter((one) => one !== row);
    action = row.dataset.item ? `drag ${row.dataset.item}` : `place ${row.dataset.kept ?? row.dataset.date}`;
    extra = {
      "drag-to": list.closest("[data-section]").dataset.section,
      "drag-at": String(rows.indexOf(mark) + 1),
    };
  }
  stop();
  if (action) send(action, extra, true);
}

function stop() {
  if (!drag) return;
  drag.line.remove();
  (drag.row ?? drag.section).classList.remove("dragged");
  document.body.classList.remove("dragging");
  drag = null;
}

document.addEventListener("pointerdown", begin);
document.addEventListener("pointermove", over, { passive: false });
document.addEventListener("pointerup", end);
document.addEventListener("pointercancel", stop);
document.addEventListener("keydown", (event) => {
  if (drag && event.key === "Escape") { event.preventDefault(); stop(); tell("Put back."); }
}, true);

// ---------- previews that stay current ----------

const preview = () => document.getElementById("preview");
let looking = false;

async function look() {
  if (!preview() || looking || document.activeElement?.closest("main form")) return;
  looking = true;
  try {
    const answer = await fetch(location.pathname);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("preview");
    if (!fresh || fresh.dataset.version === preview().dataset.version) return;
    document.getElementById("main").replaceWith(document.adoptNode(page.getElementById("main")));
    if (location.hash) location.replace(location.hash); // full size stays full size
    localTimes();
    tell("The preview is as it was just saved.");
  } finally {
    looking = false;
  }
}
channel?.addEventListener("message", look);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") look(); });

function ready() {
  for (const grip of document.querySelectorAll("[data-grip]")) grip.hidden = false;
}
ready();
localTimes();
