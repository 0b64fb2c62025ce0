// Keys, focus and answers without a new page. Without this file the desk does all the same.
//
//   aria-keyshortcuts="K"   the key that presses the thing: the one in the row at hand comes first
//   data-row                something to go through with N and P; its value, where it has one, is
//                           the address at which it is the one at hand
//   data-main               the link that a row at hand has the focus on
//   data-swap               a form whose answer takes the place of what the page shows
//   data-send               a form that is sent as soon as something in it is changed
//   data-leave              what closes the form that it is in
//   data-fill               a link whose answer takes the place of the last thing in its section
//   data-watch              what is asked for again every second until it no longer has the mark
//   data-first="2"          the field that has the focus where that key opened its form
//   data-aside              where keys press something only in the row at hand
//   data-closed             a button that its key presses though its form is folded up
//
// What a page's own script may hear: 'desk:key' (detail: key, event; to be prevented where it is
// dealt with), 'desk:row' from the row that is at hand now, 'desk:fresh' when a page was swapped.

const SINGLE = "desk-single-keys";
const said = document.getElementById("said");
const main = () => document.getElementById("main");
let going = false; // G was pressed, and the place is still to come

export const isWriting = (e) =>
  e instanceof HTMLTextAreaElement || e instanceof HTMLSelectElement || e?.isContentEditable ||
  (e instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(e.type));
const isShown = (e) => e.checkVisibility() && !e.closest("[hidden]") && !e.disabled;
export const tell = (text) => { said.textContent = text; };

// ---------- rows ----------

const rows = () => [...document.querySelectorAll("[data-row]")].filter(isShown);
export const atHand = () => document.querySelector("[data-row].at-hand");

export function take(row, focus = true) {
  const before = atHand();
  if (before && before !== row) {
    before.classList.remove("at-hand");
    before.removeAttribute("aria-current");
  }
  row.classList.add("at-hand");
  row.setAttribute("aria-current", "true");
  if (focus) (row.querySelector("[data-main]") ?? row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (row !== before) row.dispatchEvent(new CustomEvent("desk:row", { bubbles: true }));
}

function step(by) {
  const all = rows();
  const at = all.indexOf(atHand());
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  if (next) take(next);
}

let wanted = 0;
async function fillHand(row) {
  const hand = document.getElementById("hand");
  if (!hand || !row.dataset.row) return;
  const turn = ++wanted;
  const place = row.dataset.row.replace("/queue?", "/queue/hand?");
  const answer = await fetch(place);
  if (turn !== wanted || !answer.ok) return;
  hand.innerHTML = await answer.text(); // our own, escaped by the server
  fillIn();
  history.replaceState(null, "", row.dataset.row);
}

// What takes a moment comes after the rest.
function fillIn() {
  for (const link of document.querySelectorAll("a[data-fill]")) {
    fetch(link.href).then((answer) => (answer.ok ? answer.text() : "")).then((text) => {
      if (text && link.isConnected) link.closest("section").lastElementChild.outerHTML = text;
    }, () => {});
  }
}
document.addEventListener("desk:fresh", fillIn);
fillIn();
document.addEventListener("desk:row", (event) => fillHand(event.target));
let pressed = false; // between press and release nothing moves, or the click would go astray
function takeFocused() {
  const row = document.activeElement?.closest("[data-row]");
  if (!pressed && row && row !== atHand()) take(row, false);
}
document.addEventListener("focusin", takeFocused);
document.addEventListener("pointerdown", () => { pressed = true; }, true);
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => setTimeout(() => { pressed = false; takeFocused(); }), true);
}

// ---------- forms ----------

const noAnswer = "The desk does not answer: nothing was changed. Is it still running?";

async function post(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(form.action, { method: "POST", body });
  return [answer, new DOMParser().parseFromString(await answer.text(), "text/html")];
}

export async function swap(form, button) {
  const own = form.querySelector("[name=row]")?.value ?? form.closest("[data-row]")?.id;
  const before = atHand()?.id;
  form.setAttribute("aria-busy", "true");
  let answer, page;
  try {
    [answer, page] = await post(form, button);
  } catch {
    form.removeAttribute("aria-busy");
    warn(noAnswer);
    return;
  }
  const fresh = page.getElementById("main");
  if (!fresh) { location.reload(); return; }
  const top = scrollY;
  main().replaceWith(document.adoptNode(fresh));
  document.title = page.title;
  if (answer.ok) history.replaceState(null, "", answer.url);
  scrollTo(0, top);
  settle(own, before);
  document.dispatchEvent(new CustomEvent("desk:fresh"));
}

// After a swap: the focus on what was wrong, else on the row at hand, else on the row that was before.
function settle(own, before) {
  const wrong = document.querySelector("main [role=alert]");
  if (wrong) {
    (wrong.closest("form")?.querySelector("[aria-invalid]") ?? wrong).focus();
    tell(wrong.textContent);
    return;
  }
  const row = atHand() ?? document.getElementById(own || before || "");
  if (row) take(row);
  else main().focus({ preventScroll: true });
  const told = document.querySelector("[data-said]")?.textContent;
  const summary = row && row.id === own ? row.querySelector("summary") : null;
  tell(summary ? `Saved: ${summary.textContent}` : told ?? "");
}

export function warn(text) {
  let place = document.getElementById("warning");
  if (!place) {
    place = document.createElement("p");
    place.id = "warning";
    place.className = "wrong";
    place.setAttribute("role", "alert");
    main().prepend(place);
  }
  place.textContent = text;
  place.scrollIntoView({ block: "center" });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-swap]")) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") !== "true") swap(form, event.submitter);
});
document.addEventListener("change", (event) => {
  event.target.closest?.("form[data-send]")?.requestSubmit();
});

// ---------- what goes on ----------

async function watch() {
  const going = document.querySelector("[data-watch]");
  if (!going) return;
  try {
    const answer = await fetch(going.dataset.watch);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.body.firstElementChild;
    if (now?.matches("[data-watch]")) going.replaceWith(document.adoptNode(now));
    else return await refresh();
  } catch {
    warn(noAnswer);
  }
  setTimeout(watch, 1000);
}

async function refresh() {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  main().replaceWith(document.adoptNode(page.getElementById("main")));
  tell(document.getElementById("run")?.textContent.trim() ?? "");
}
document.addEventListener("desk:fresh", watch);
watch();

// ---------- keys ----------

const isSingle = () => localStorage.getItem(SINGLE) !== "off";

function find(key) {
  const row = atHand();
  const open = document.querySelector("main details.form[open]");
  const has = (e) => e.getAttribute("aria-keyshortcuts").split(" ").includes(key);
  const all = (place) => [...place.querySelectorAll("[aria-keyshortcuts]")].filter(has);
  for (const place of [open, row, main(), document]) {
    const thing = place && all(place).find((e) => (place === row && "closed" in e.dataset)
      || (isShown(e) && (place === row || !e.closest("[data-aside]"))));
    if (thing) return thing;
  }
  return null;
}

function press(thing, key) {
  if (thing.matches("summary")) openForm(thing.parentElement, key);
  else if (thing.matches("select, input, textarea")) thing.focus();
  else if (thing.form && "closed" in thing.dataset) thing.form.requestSubmit(thing);
  else thing.click();
}

export function openForm(details, key) {
  details.open = true;
  if (details.matches("[data-row]")) take(details, false);
  const field = details.querySelector(`[data-first="${key}"]`)
    ?? details.querySelector("form input:checked, form select, form textarea")
    ?? details.querySelector("form input:not([type=hidden])");
  field?.focus();
  details.scrollIntoView({ block: "nearest" });
}

function leave() {
  const details = document.activeElement?.closest("details.form[open]")
    ?? document.querySelector("main details.form[open]");
  if (details) {
    details.querySelectorAll("form").forEach((form) => form.reset());
    details.open = false;
    details.querySelector("summary").focus();
    return true;
  }
  if (!isWriting(document.activeElement)) return false;
  document.activeElement.blur();
  return true;
}
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-leave]") && leave()) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Escape" && leave()) { event.preventDefault(); return; }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = document.activeElement?.closest("form[method=post]")
      ?? document.querySelector("details.form[open] form[method=post]");
    if (form) { event.preventDefault(); form.requestSubmit(form.querySelector("button.main")); }
    return;
  }
  if (event.ctrlKey || event.metaKey || isWriting(document.activeElement)) return;
  const own = new CustomEvent("desk:key", { detail: { key: event.key, event }, cancelable: true });
  if ((event.altKey || isSingle()) && !document.dispatchEvent(own)) {
    event.preventDefault();
    return;
  }
  if (event.altKey || !isSingle()) return;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  if (going) {
    going = false;
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  if (key === "G") { going = true; setTimeout(() => { going = false; }, 1500); return; }
  if (key === "/") { event.preventDefault(); document.getElementById("search").focus(); return; }
  if (event.repeat && key !== "N" && key !== "P") return;
  const thing = find(key);
  if (thing) { event.preventDefault(); press(thing, key); return; }
  const main = key === "Enter" && document.activeElement === document.body && atHand()?.querySelector("[data-main]");
  if (main) { event.preventDefault(); main.click(); return; }
  if (key === "N" || key === "P") { event.preventDefault(); step(key === "N" ? 1 : -1); }
});

const single = document.getElementById("single");
if (single) {
  const show = () => {
    single.querySelector("span").textContent = isSingle() ? "on" : "off";
    single.querySelector("button").textContent = isSingle() ? "turn off" : "turn on";
  };
  single.querySelector("button").addEventListener("click", () => {
    localStorage.setItem(SINGLE, isSingle() ? "off" : "on");
    show();
    tell(`Single keys are ${isSingle() ? "on" : "off"}.`);
  });
  single.hidden = false;
  show();
}
