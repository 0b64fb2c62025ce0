// The article's page: words picked in the text go into forms, rows show their evidence.

import { atHand, isWriting, openForm, take, tell } from "./desk.js";

const points = (text) => [...text].length;
const fields = (name) => document.querySelector(`main details.form[open] [name=${name}]`);

// What a part of the text says, without the numbers that lead to the rows.
function saidBy(range) {
  const part = range.cloneContents();
  part.querySelectorAll(".ref").forEach((one) => one.remove());
  return part.textContent;
}

// The words that are selected, and where they begin in code points; null where none are.
function picked() {
  const selected = getSelection();
  if (!selected.rangeCount || selected.isCollapsed) return null;
  const range = selected.getRangeAt(0);
  const from = range.startContainer;
  const paragraph = (from instanceof Element ? from : from.parentElement)?.closest("[data-start]");
  if (!paragraph || !paragraph.closest("#text")) return null;
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const words = saidBy(range).trim();
  return words ? { words, near: Number(paragraph.dataset.start) + points(saidBy(before)) } : null;
}

function fill(details, { words, near }) {
  const place = details.querySelector("[data-words]");
  place.value = words;
  place.dataset.start = near;
  place.dataset.end = near + points(words);
  details.querySelector("[name=near]").value = near;
}

// ---------- the text, to go on a word ----------

function letters() {
  const found = [];
  for (const one of document.querySelectorAll("#text [data-start]")) {
    const range = document.createRange();
    range.selectNodeContents(one);
    while (found.length < Number(one.dataset.start)) found.push("\n");
    found.push(...saidBy(range));
  }
  return found;
}

function stretch(key) {
  const details = document.querySelector("main details.form[open]");
  const place = details?.querySelector("[data-words]");
  if (!place) return false;
  const isFresh = place.value === place.defaultValue && details.dataset.start;
  let start = Number(place.dataset.start ?? (isFresh ? details.dataset.start : NaN));
  let end = Number(place.dataset.end ?? (isFresh ? details.dataset.end : NaN));
  if (Number.isNaN(start) || Number.isNaN(end)) return false;
  const text = letters();
  const isGap = (at) => /\s/.test(text[at] ?? " ");
  if (key === "ArrowRight") {
    while (end < text.length && isGap(end)) end += 1;
    while (end < text.length && !isGap(end)) end += 1;
  } else if (key === "ArrowLeft") {
    let at = end;
    while (at > start && !isGap(at - 1)) at -= 1;
    while (at > start && isGap(at - 1)) at -= 1;
    if (at > start) end = at;
  } else if (key === "ArrowUp") {
    while (start > 0 && isGap(start - 1)) start -= 1;
    while (start > 0 && !isGap(start - 1)) start -= 1;
  } else {
    let at = start;
    while (at < end && !isGap(at)) at += 1;
    while (at < end && isGap(at)) at += 1;
    if (at < end) start = at;
  }
  fill(details, { words: text.slice(start, end).join(""), near: start });
  place.dataset.start = start;
  place.dataset.end = end;
  tell(place.value);
  return true;
}

// ---------- what is heard ----------

document.addEventListener("desk:key", (event) => {
  const { key, event: pressed } = event.detail;
  if (pressed.shiftKey && /^Arrow/.test(key)) {
    if (stretch(key)) event.preventDefault();
    return;
  }
  const words = /^[1-4]$/.test(key) ? picked() : null;
  if (!words) return;
  const wanted = document.querySelector(`summary[data-new="${key === "2" ? "3" : key}"]`)?.parentElement;
  if (!wanted) return;
  event.preventDefault();
  openForm(wanted, key);
  fill(wanted, words);
});

// With a form open, words that are selected in the text are the ones that it is about.
document.addEventListener("pointerup", (event) => {
  if (!event.target.closest?.("#text")) return;
  const details = fields("words")?.closest("details.form");
  const words = details && picked();
  if (!words) return;
  fill(details, words);
  tell(`Picked: ${words.words}`);
});

function show(row) {
  document.querySelectorAll("#text .now").forEach((one) => one.classList.remove("now"));
  if (!row?.id) return;
  const id = CSS.escape(row.id);
  const found = [...document.querySelectorAll(`#text [data-of="${id}"], #text a.bod[href="#${id}"]`)];
  found.forEach((one) => one.classList.add("now"));
  found[0]?.scrollIntoView({ block: "nearest" });
}
document.addEventListener("desk:row", (event) => show(event.target));
document.addEventListener("desk:fresh", () => show(atHand()));

// A number or a body in the text leads to its row, and opens it.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#text a[href^='#']");
  const row = link && document.getElementById(link.hash.slice(1));
  if (!row?.matches("details.form")) return;
  event.preventDefault();
  openForm(row);
});
const named = document.getElementById(location.hash.slice(1));
if (named?.matches("[data-row]")) take(named);

let asking = 0;
document.addEventListener("input", (event) => {
  if (event.target.getAttribute?.("list") !== "bodies" || !isWriting(event.target)) return;
  clearTimeout(asking);
  const written = event.target.value;
  asking = setTimeout(async () => {
    const { article } = document.querySelector("[data-article]").dataset;
    const answer = await fetch(`/names?${new URLSearchParams({ q: written, article })}`);
    if (answer.ok) document.getElementById("bodies").innerHTML = await answer.text();
  }, 150);
});
