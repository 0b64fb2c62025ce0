// The search page. Pagefind finds; this asks it and shows what it says, as text and never as HTML.
"use strict";
{
  const GROUPS = ["body", "question", "side", "source", "kind", "year"];
  const ORDERS = { newest: { day: "desc" }, oldest: { day: "asc" } };
  const PAGE = 10, EXCERPT = 34, WAIT = 250, LONG = 15, MOST = 20, LONGEST = 200;
  const bundle = new URL("../pagefind/pagefind.js", document.currentScript.src);
  const at = (id) => document.getElementById(id);
  const finder = at("finder"), field = at("q"), sort = at("sort"), count = at("count");
  const results = at("results"), more = at("more"), chips = at("chips"), narrow = at("narrow");
  const panels = new Map([...narrow.querySelectorAll("[data-group]")].map((p) => [p.dataset.group, p]));

  let state; // { words, sort, shown, chosen: Map of group to values }
  let engine; // a promise of Pagefind
  let filtered; // a promise of all its filters, with how many pages each has
  let turn = 0; // of the newest search: what an older one finds is dropped
  let typing = false; // whether the newest entry of the history is still being typed

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key in element) element[key] = value;
      else element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };

  // The address holds the search, so that it can be linked and gone back to.
  const read = () => {
    const asked = new URLSearchParams(location.search);
    const chosen = new Map();
    for (const group of GROUPS) {
      const values = [...new Set(asked.getAll(group))].filter((v) => v && v.length <= LONGEST);
      if (values.length) chosen.set(group, values.slice(0, MOST));
    }
    const shown = Number(history.state?.shown) || PAGE;
    const sorted = asked.get("sort") ?? "";
    return {
      words: (asked.get("q") ?? "").slice(0, LONGEST),
      sort: Object.hasOwn(ORDERS, sorted) ? sorted : "",
      shown,
      chosen,
    };
  };

  const address = () => {
    const asked = new URLSearchParams();
    if (state.words.trim()) asked.set("q", state.words.trim());
    for (const [group, values] of state.chosen) for (const value of values) asked.append(group, value);
    if (state.sort) asked.set("sort", state.sort);
    const text = asked.toString();
    return location.pathname + (text && `?${text}`);
  };

  const remember = (replace) => {
    const url = address();
    const same = url === location.pathname + location.search;
    history[replace || same ? "replaceState" : "pushState"]({ shown: state.shown }, "", url);
  };

  const load = () => {
    engine ??= import(bundle).then(async (pagefind) => {
      await pagefind.options({ excerptLength: EXCERPT });
      await pagefind.init();
      return pagefind;
    });
    return engine;
  };

  const loadFilters = () => {
    filtered ??= load().then((pagefind) => pagefind.filters());
    return filtered;
  };

  const term = () => {
    const words = state.words.replace(/[“”„«»]/g, '"').replace(/[‘’ʼ]/g, "'").trim();
    return words || null;
  };

  const wanted = (without) =>
    Object.fromEntries(
      [...state.chosen].filter(([g]) => g !== without).map(([g, values]) => [g, { any: values }]),
    );

  const asks = (without) => {
    return { filters: wanted(without), sort: ORDERS[order()] ?? {} };
  };

  // Without words nothing matches better than another.
  const order = () => state.sort || (term() === null ? "newest" : "");

  // How many there would be of each value: in a group that is narrowed, as if it were not.
  const counted = async (pagefind, found) => {
    const counts = { ...found.filters };
    for (const group of state.chosen.keys()) {
      counts[group] = (await pagefind.search(term(), asks(group))).filters[group] ?? {};
    }
    return counts;
  };

  // Who is called just so, before all that only has the words; as facets.py writes names.
  const namesFirst = async (pagefind, found) => {
    const name = (term() ?? "").toLowerCase().replace(/"/g, "").trim().replace(/\s+/g, " ");
    if (!name || order()) return found;
    const filters = { ...wanted(), called: [name] };
    const named = await pagefind.search(null, { filters, sort: ORDERS.newest });
    const firsts = new Set(named.results.map(({ id }) => id));
    const own = new Map(found.results.map((result) => [result.id, result]));
    const results = [
      ...named.results.map((result) => own.get(result.id) ?? result),
      ...found.results.filter(({ id }) => !firsts.has(id)),
    ];
    return { ...found, results };
  };

  const search = async () => {
    const mine = ++turn;
    const idle = term() === null && !state.chosen.size;
    showChips();
    if (idle) {
      showNothingAsked();
      if (filtered) showPanels(await filtered);
      return;
    }
    const slow = setTimeout(() => mine === turn && say("Searching…"), 400);
    try {
      const pagefind = await load();
      const all = state.chosen.size || filtered ? await loadFilters() : null;
      const found = await namesFirst(pagefind, await pagefind.search(term(), asks()));
      const counts = all ? await counted(pagefind, found) : null;
      if (mine !== turn) return;
      await show(found, mine);
      if (counts && mine === turn) showPanels(counts, all);
    } catch (error) {
      if (mine === turn) showFailure();
      console.warn(error);
    } finally {
      clearTimeout(slow);
    }
  };

  const say = (text) => {
    if (count.textContent !== text) count.textContent = text;
  };

  const showNothingAsked = () => {
    say("");
    results.replaceChildren();
    more.hidden = at("order").hidden = at("none").hidden = true;
    at("ways").hidden = false;
  };

  const showFailure = () => {
    showNothingAsked();
    say("The search could not be loaded. Load the page again, or look in the lists below.");
    engine = filtered = undefined;
  };

  const number = (many) => `${many.toLocaleString("en-GB")} ${many === 1 ? "result" : "results"}`;

  const show = async (found, mine) => {
    const many = found.results.length;
    const data = await Promise.all(
      found.results.slice(0, state.shown).map((result) => result.data().catch(() => null)),
    );
    if (mine !== turn) return;
    const words = state.words.trim();
    const asked = words ? ` for “${words.replace(/^["“”]|["“”]$/g, "")}”` : "";
    const others = found.unfilteredResultCount - many;
    const rest = !many && state.chosen.size && others > 0 ? ` ${number(others)} if not narrowed.` : "";
    say(many ? number(many) + asked : `Nothing was found${asked}.${rest}`);
    results.replaceChildren(...data.filter(Boolean).map(hit));
    more.hidden = many <= state.shown;
    at("order").hidden = many < 2;
    sort.options[0].disabled = term() === null;
    sort.value = order();
    at("none").hidden = many > 0;
    at("ways").hidden = many > 0;
  };

  const hit = ({ url, meta, excerpt }) => {
    const target = new URL(url, location.href);
    const title = meta.title || target.pathname;
    const told = [meta.source, meta.when, meta.kind]
      .filter(Boolean)
      .flatMap((part, place) => [place ? " · " : "", make("bdi", {}, part)]);
    return make(
      "li",
      {},
      make("h3", {}, make("a", { href: target.pathname + target.hash }, make("bdi", {}, title))),
      make("p", { className: "meta" }, ...told),
      make("p", { className: "excerpt" }, make("bdi", {}, ...marked(untitled(excerpt, title)))),
    );
  };

  // An excerpt mostly has the headline in it, which stands above it already.
  const untitled = (excerpt, title) => {
    const words = excerpt.split(" ");
    const said = words.map((word) => plain(word.replace(/<\/?mark>/g, "")));
    const sought = `${title.trim().replace(/\s+/g, " ").replace(/\.$/, "")}.`;
    const length = sought.split(" ").length;
    const is = (place) => said.slice(place, place + length).join(" ") === sought;
    const place = words.findIndex((_, at) => is(at));
    if (place >= 0) words.splice(place, length);
    return words.join(" ");
  };

  const plain = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">");

  // Pagefind's excerpt is text in which < and > are escaped, with <mark> around what was found.
  const marked = (excerpt) =>
    excerpt
      .replace(/<\/mark> <mark>/g, " ")
      .split(/<mark>(.*?)<\/mark>/s)
      .map((part, place) => (place % 2 ? make("mark", {}, plain(part)) : plain(part)));

  const showChips = () => {
    const list = [...state.chosen].flatMap(([group, values]) =>
      values.map((value) => {
        const label = `${panels.get(group).dataset.name}: ${value}`;
        const told = [make("bdi", {}, label), make("span", { "aria-hidden": "true" }, "×")];
        const button = make("button", { type: "button", "aria-label": `${label}, remove` }, ...told);
        button.addEventListener("click", () => choose(group, value, false, chips));
        return make("li", {}, button);
      }),
    );
    if (list.length > 1) {
      const button = make("button", { type: "button", className: "clear" }, "Remove all");
      button.addEventListener("click", () => change({ chosen: new Map() }, field));
      list.push(make("li", {}, button));
    }
    chips.replaceChildren(...list);
    chips.hidden = !list.length;
    for (const [group, panel] of panels) {
      const many = state.chosen.get(group)?.length;
      panel.querySelector(".many").textContent = many ? `(${many})` : "";
    }
  };

  const showPanels = (counts, all = counts) => {
    for (const [group, panel] of panels) {
      const names = new Set([...Object.keys(all[group] ?? {}), ...(state.chosen.get(group) ?? [])]);
      const rows = [...names].map((name) => ({ name, many: counts[group]?.[name] ?? 0 }));
      rows.sort(group === "year" ? byName : byMany);
      fill(panel, group, rows);
    }
  };
  const byName = (a, b) => b.name.localeCompare(a.name, "en");
  const byMany = (a, b) => b.many - a.many || a.name.localeCompare(b.name, "en");

  // Boxes are kept and only moved, so that the keyboard stays where it was.
  const fill = (panel, group, rows) => {
    const list = panel.querySelector("ul") ?? newList(panel, rows.length);
    const focused = document.activeElement;
    const boxes = new Map([...list.children].map((row) => [row.querySelector("input").value, row]));
    const chosen = new Set(state.chosen.get(group) ?? []);
    const shown = rows.filter(({ name, many }) => many || chosen.has(name));
    list.replaceChildren(
      ...shown.map(({ name, many }) => {
        const row = boxes.get(name) ?? newBox(group, name);
        row.querySelector("input").checked = chosen.has(name);
        row.querySelector("small").textContent = many.toLocaleString("en-GB");
        return row;
      }),
    );
    list.nextElementSibling.hidden = shown.length > 0;
    if (list.contains(focused)) focused.focus({ preventScroll: true });
    look(panel);
  };

  const newList = (panel, length) => {
    const list = make("ul", { "aria-label": panel.dataset.name });
    if (length > LONG) {
      const told = "Look in this list";
      const box = make("input", { type: "search", className: "within", placeholder: told });
      box.setAttribute("aria-label", `${told}: ${panel.dataset.name}`);
      box.addEventListener("input", () => look(panel));
      panel.append(box);
    }
    panel.append(list, make("p", { className: "hint" }, "None among the results."));
    return list;
  };

  const newBox = (group, name) => {
    const box = make("input", { type: "checkbox", value: name });
    box.addEventListener("change", () => choose(group, name, box.checked));
    return make("li", {}, make("label", {}, box, make("bdi", {}, name), " ", make("small")));
  };

  const look = (panel) => {
    const sought = panel.querySelector(".within")?.value.trim().toLowerCase() ?? "";
    for (const row of panel.querySelectorAll("li")) {
      row.hidden = !row.textContent.toLowerCase().includes(sought);
    }
  };

  const choose = (group, value, on, focus) => {
    const chosen = new Map(state.chosen);
    const values = (chosen.get(group) ?? []).filter((other) => other !== value);
    if (on) values.push(value);
    chosen.delete(group);
    if (values.length) chosen.set(group, values);
    change({ chosen }, focus);
  };

  const change = (changed, focus) => {
    typing = false;
    state = { ...state, shown: PAGE, ...changed };
    remember(false);
    const done = search();
    if (focus) (focus.querySelector?.("button") ?? field).focus();
    return done;
  };

  const restore = () => {
    typing = false;
    state = read();
    field.value = state.words;
    return search();
  };

  const start = () => {
    at("need").remove();
    finder.hidden = false;
    narrow.open = matchMedia("(min-width: 62rem)").matches;
    let timer;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      load().catch(showFailure);
      timer = setTimeout(() => {
        if (field.value === state.words) return;
        state = { ...state, shown: PAGE, words: field.value };
        remember(typing);
        typing = true;
        search();
      }, WAIT);
    });
    at("ask").addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(timer);
      change({ words: field.value });
    });
    sort.addEventListener("change", () => change({ sort: sort.value }));
    more.addEventListener("click", async () => {
      const first = results.children.length;
      state.shown += PAGE;
      remember(true);
      await search();
      results.children[first]?.querySelector("a").focus();
    });
    for (const panel of panels.values()) {
      panel.addEventListener("toggle", () => {
        if (panel.open && !filtered) loadFilters().then(() => search()).catch(showFailure);
      });
    }
    addEventListener("popstate", restore);
    restore();
    if (!state.words && !state.chosen.size) field.focus();
  };

  if (location.protocol === "file:") {
    at("need").textContent =
      "This copy was opened as a file, from which a browser starts no search: it needs a web server, "
      + "as ‘digest serve’ is one. Everything is in these lists, too.";
  } else {
    start();
  }
}
