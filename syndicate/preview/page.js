"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const list = $("list");
  const rows = [...list.children].map((item, number) => {
    const { key, states, tags, date, differs, search } = item.dataset;
    const title = item.querySelector(".title").textContent;
    return {
      item, number, key, title, date,
      link: item.firstElementChild,
      states: states.split("|"),
      tags: tags ? tags.split("\n") : [],
      differs: Number(differs),
      text: [title, tags, key, search].join(" ").toLowerCase(),
    };
  });
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const states = [...$("states").children];
  const orders = {
    "": (a, b) => a.number - b.number,
    date: (a, b) => b.date.localeCompare(a.date),
    oldest: (a, b) => a.date.localeCompare(b.date),
    title: (a, b) => a.title.localeCompare(b.title),
    differs: (a, b) => b.differs - a.differs,
  };
  let shown = rows;
  let chosen = null;
  let tab = tabs[0];
  let wasPicked = false;

  const make = (name, text, props = {}) => Object.assign(document.createElement(name), { textContent: text }, props);

  /** What the page holds of a post, unpacked. */
  async function details(row) {
    const packed = Uint8Array.from(atob($(`details-${row.number}`).textContent), (char) => char.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  }

  function filter() {
    const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = states.filter((button) => button.ariaPressed === "true").map((button) => button.dataset.state);
    const tag = $("tag").value;
    for (const row of rows) {
      row.item.hidden =
        !words.every((word) => row.text.includes(word)) ||
        (wanted.length > 0 && !wanted.some((state) => row.states.includes(state))) ||
        (tag !== "" && !row.tags.includes(tag));
    }
    rows.sort(orders[$("order").value]);
    list.append(...rows.map((row) => row.item));
    shown = rows.filter((row) => !row.item.hidden);
    $("count").textContent = shown.length === 1 ? "1 post" : `${shown.length} posts`;
  }

  /** Text in pieces, of which every second one is marked. */
  const pieces = (place, texts) => {
    place.append(...texts.map((text, number) => (number % 2 ? make("mark", text) : text)));
    return place;
  };

  function diff(lines) {
    const pre = make("pre", "", { className: "diff" });
    const names = { "-": "del", "+": "ins" };
    for (const [sign, texts] of lines) {
      pre.append(sign === "@" ? make("hr", "") : pieces(make(names[sign] || "span", `${sign} `), texts));
    }
    return pre;
  }

  function clash([where, base, ours, theirs]) {
    const section = make("section", "", { className: "clash" });
    const sides = make("dl", "");
    for (const [name, texts] of [["Last written", base], ["Here", ours], ["At the origin", theirs]]) {
      const side = make("div", "");
      side.append(make("dt", name), texts.join("") ? pieces(make("dd", ""), texts) : make("dd", "(nothing)"));
      sides.append(side);
    }
    section.append(make("h3", `In conflict: ${where}`), sides);
    return section;
  }

  function command([what, text]) {
    const place = make("div", "", { className: "command" });
    const code = make("code", text);
    const copy = make("button", "Copy", { type: "button" });
    copy.setAttribute("aria-label", `Copy: ${what}`);
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        copy.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(code);
        copy.textContent = "Selected";
      }
    });
    place.append(make("h3", what), code, copy);
    return place;
  }

  function facts(row, of) {
    const place = $("facts");
    place.replaceChildren(...row.states.map((state) => make("span", state, { className: `state ${state.replaceAll(" ", "-")}` })));
    const compared = make("span", row.item.querySelector(".compared").textContent);
    place.append(compared, make("span", row.date));
    if (of.address) {
      place.append(make("a", "original", { href: of.address, target: "_blank", rel: "noopener noreferrer" }));
    }
    if (of.path) place.append(make("code", of.path));
    place.append(...row.tags.map((tag) => make("span", tag, { className: "tag" })));
    const warnings = [of.reason, ...(of.losses || []).map((loss) => `Not carried over: ${loss}`)];
    $("warnings").replaceChildren(...warnings.filter(Boolean).map((text) => make("li", text)));
  }

  /** The frame of a post in the place of the one before, which stays until it is loaded: its process serves again. */
  function frame(title, body) {
    const panel = $("panel-compare");
    const old = [...panel.querySelectorAll("iframe")];
    const made = document.createElement("iframe");
    // Nothing in it runs or loads: no scripts, no forms, an origin of its own; links open beside this page.
    made.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
    made.title = `${title}: the original and the cross-post`;
    made.srcdoc = $("head").content.textContent + body;
    made.className = "coming";
    panel.append(made);
    return new Promise((resolve) => {
      made.addEventListener("load", () => {
        for (const each of old) each.remove();
        made.className = "";
        resolve();
      });
    });
  }

  async function choose(row) {
    const of = row ? await details(row) : null;
    if (row !== (byKey.get(decodeURIComponent(location.hash.slice(1))) || null)) return; // another was chosen meanwhile
    const before = chosen;
    before?.link.removeAttribute("aria-current");
    chosen = row;
    document.body.classList.toggle("one", row !== null);
    $("none").hidden = row !== null;
    $("chosen").hidden = row === null;
    if (!row) {
      before?.link.focus();
      return;
    }
    row.link.setAttribute("aria-current", "true");
    row.item.scrollIntoView({ block: "nearest" });
    $("title").textContent = row.title;
    $("title").focus({ preventScroll: true }); // a screen reader says it, and where one was may be hidden now
    facts(row, of);
    $("apart").hidden = Boolean(of.rows);
    $("apart").textContent = row.states.some((state) => state === "deleted here" || state === "not cross-posted") ? "There is no post." : "The original is not at hand: nobody could be asked for it, or it is gone.";
    $("front").textContent = of.front || "";
    $("markdown").textContent = of.markdown || "";
    const changed = [...(of.clashes || []).map(clash)];
    for (const [heading, lines] of of.changes) changed.push(make("h3", heading), diff(lines));
    $("panel-changes").replaceChildren(...(changed.length ? changed : [make("p", row.states.includes("changed") ? "What it read before is not in git’s history here." : "Nothing has changed.")]));
    $("panel-commands").replaceChildren(...of.commands.map(command));
    show(wasPicked ? tab : fitting(row, of));
    if (of.rows) await frame(row.title, of.rows);
    else for (const each of document.querySelectorAll("iframe")) each.remove();
    document.dispatchEvent(new CustomEvent("chosen", { detail: row.key }));
  }

  /** The tab on which shows why a person should look at a post. */
  function fitting(row, of) {
    const [compare, , changes, commands] = tabs;
    if (of.clashes?.length || (of.changes.length && row.differs === 0)) return changes;
    return of.rows || row.states.includes("as it was") ? compare : commands;
  }

  function pick(wanted) {
    wasPicked = true;
    show(wanted);
  }

  function show(wanted) {
    tab = wanted;
    for (const each of tabs) {
      each.ariaSelected = String(each === tab);
      each.tabIndex = each === tab ? 0 : -1;
      $(each.getAttribute("aria-controls")).hidden = each !== tab;
    }
  }

  function step(by) {
    const at = shown.indexOf(chosen);
    const next = shown[at < 0 ? 0 : Math.min(Math.max(at + by, 0), shown.length - 1)];
    if (next) location.hash = next.link.hash;
  }

  function forget() {
    $("search").blur();
    $("search").value = $("tag").value = "";
    for (const button of states) button.ariaPressed = "false";
    filter();
  }

  const follow = () => choose(byKey.get(decodeURIComponent(location.hash.slice(1))) || null);
  addEventListener("hashchange", follow);
  $("search").addEventListener("input", filter);
  $("tag").addEventListener("change", filter);
  $("order").addEventListener("change", filter);
  $("states").addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    button.ariaPressed = String(button.ariaPressed !== "true");
    filter();
  });
  for (const each of tabs) each.addEventListener("click", () => pick(each));
  document.querySelector("[role=tablist]").addEventListener("keydown", ({ key }) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!by) return;
    pick(tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length]);
    tab.focus();
  });
  $("skip").addEventListener("click", (event) => {
    event.preventDefault();
    $("post").focus();
  });
  $("keys").addEventListener("click", () => $("help").showModal());
  addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || $("help").open || (typing && event.key !== "Escape")) return;
    const acts = { j: () => step(1), k: () => step(-1), "/": () => $("search").focus(), Escape: forget, "?": () => $("help").showModal() };
    const act = acts[event.key] || (/^[1-4]$/.test(event.key) && (() => pick(tabs[event.key - 1])));
    if (!act) return;
    event.preventDefault();
    act();
  });
  // Where the list and a post stand side by side, the first is opened: it needs the reader first.
  if (!location.hash && rows.length && matchMedia("(min-width: 44.01rem)").matches) {
    history.replaceState(null, "", rows[0].link.hash);
  }
  follow();
})();
