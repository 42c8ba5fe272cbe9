/** The page begins here: its tabs, its address, its keys. */

import { CompareTab } from "./compare/compare_tab.js";
import { FormulaTab } from "./formula/formula_tab.js";
import { MatricesTab } from "./matrices/matrices_tab.js";
import { fromAddress } from "./network/address.js";
import { networkFrom, whyOf } from "./network/beginning.js";
import { NetworkTab } from "./network/network_tab.js";
import { fieldsOf } from "./base/fields.js";
import { byId, make } from "./base/dom.js";
import { forgetColours } from "./base/palette.js";
import { svgOf } from "./base/pictures.js";
import { embedded, PANELS } from "./embed.js";
import { hasAddress } from "./take_away.js";
import { STYLE } from "./style.js";
import { TabBar } from "./tab_bar.js";
import { Top } from "./top.js";
import { onPaper } from "./worksheet.js";
import { WORDS } from "./words.js";
/** @import { Tab } from "./tab.js" */

/** @param {unknown} name @returns {name is Tab["name"]} */
const isTab = (name) => ["network", "formula", "compare", "matrices"].includes(String(name));

/** The page as it came, for whoever saves it. */
const source = (() => {
  const script = document.currentScript;
  if (script instanceof HTMLElement && script.dataset.unpacked) script.remove(); // it is there packed
  return `<!DOCTYPE html>\n${document.documentElement.outerHTML}`;
})();

/** What the page holds: null for the usual; what is no state is told where the network is. */
const held = (() => {
  try {
    return JSON.parse(byId("state").textContent || "null");
  } catch {
    return "";
  }
})();
const kept = held === null || Object.keys(fieldsOf(held)).length ? fieldsOf(held) : { network: {} };

// ---- the address: which tab, what is embedded, and what the tab shows
let written = hasAddress() ? location.hash.slice(1) : "";
const firstTab = isTab(kept.tab) ? kept.tab : kept.graph ? "formula" : "network";
const { tab: named, rest, panels, unknown } = embedded(written, firstTab);

document.head.append(make("style", {}, STYLE));
byId("still").remove();
byId("page").hidden = false;

const first = isTab(named) ? named : rest ? "network" : firstTab;

/** What a tab begins with: the address, if it is about this tab, or what the page holds. @param {string} name */
const given = (name) => /** @type {const} */ ([
  name === first ? rest : "",
  kept[name] === undefined || kept[name] === null ? null : fieldsOf(kept[name]),
]);

/** Each tab is made when it is first shown. @type {Partial<Record<Tab["name"], Tab>>} */
const made = {};

/** @type {NetworkTab | undefined} */
let network;

/** @param {Tab["name"]} name @returns {Tab} */
function tabOf(name) {
  const known = made[name];
  if (known) return known;
  const [address, state] = given(name);
  const makers = {
    network: () => (network = new NetworkTab(networkFrom(address, state), changed)),
    formula: () => new FormulaTab(address, state, kept.graph ?? null, changed),
    compare: () => new CompareTab(address, state, () => network?.app ?? networkFrom(...given("network")), changed),
    matrices: () => new MatricesTab(address, state, changed),
  };
  const tab = makers[name]();
  made[name] = tab;
  return tab;
}

/** The tab that is shown. @type {Tab | null} */
let current = null;

/** @param {Tab["name"]} name */
function openTab(name) {
  if (current?.name === name) return;
  current?.hide();
  tabs.show(name); // visible first: what is made measures its room
  byId("stories").parentElement?.toggleAttribute("hidden", name !== "network");
  current = tabOf(name);
  current.show();
  changed();
}

const tabs = new TabBar(openTab);
const tools = new Top({ tab: () => current, all: () => made, source, kept, recolour });
if (panels) document.body.classList.add("embed", ...panels.map((panel) => `with-${panel}`));
for (const panel of unknown)
  byId("page").prepend(make("p", { class: "wrong-formula" }, WORDS.takeAway.noPanel(panel, PANELS[first])));

/** After whatever was done: the top, the address, and the height of a notebook's frame. */
function changed() {
  if (!current) return;
  tools.update();
  settleAddress();
  tellHeight();
}

function recolour() {
  forgetColours();
  current?.redraw();
}

/** Keep the address in step with what is shown, where there is one; a page with a state has none by itself. */
function settleAddress() {
  if (!current || !hasAddress() || held !== null || panels) return;
  if (current === network && network.app.playing) return;
  const untouched = current.isNew() && current.name === "network";
  const said = untouched ? "" : current.address();
  const address = current.name === "network" ? said : `tab=${current.name}${said && `&${said}`}`;
  if (address === written || (untouched && network?.app.wrong)) return;
  written = address;
  try {
    history.replaceState(null, "", address ? `#${address}` : location.pathname + location.search);
  } catch {
    // Some browsers refuse it for a file; the address is in the dialog all the same.
  }
}

addEventListener("hashchange", () => {
  if (location.hash.slice(1) === written) return;
  written = location.hash.slice(1);
  const asked = embedded(written);
  if (isTab(asked.tab) && asked.tab !== "network") return location.reload();
  openTab("network");
  const { app } = /** @type {NetworkTab} */ (network);
  app.remember();
  try {
    app.run = fromAddress(asked.rest);
    app.view = { ...app.view, unit: null, point: -1, story: "", stopAt: Infinity };
  } catch (error) {
    app.wrong = whyOf(error);
  }
  app.tell(true);
});

/** A notebook makes the frame as high as this. */
let told = 0;
function tellHeight() {
  const height = byId("page").offsetHeight;
  if (window.parent === window || height === told) return;
  told = height;
  window.parent.postMessage({ microact: height }, "*");
}
if (window.parent !== window) document.body.classList.add("framed");

// Resizing comes in dozens; one picture does.
let pending = 0;
const resized = new ResizeObserver(() => {
  cancelAnimationFrame(pending);
  pending = requestAnimationFrame(() => {
    current?.show();
    tellHeight();
  });
});
for (const part of [byId("page"), byId("net")]) resized.observe(part);

// On paper a graph stands as a whole, as wide as the page.
addEventListener("beforeprint", () => {
  current?.show();
  const tab = current;
  const frame = tab && byId(`view-${tab.name}`).querySelector(".frame");
  if (frame) frame.append(make("div", { class: "printed" }, onPaper(() => svgOf(tab.picture()))));
});
addEventListener("afterprint", () => document.querySelectorAll(".printed").forEach((drawn) => drawn.remove()));

// ---- a table may be dropped anywhere on the network
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  const file = event.dataTransfer?.files[0];
  if (!file || document.querySelector("dialog")) return;
  openTab("network");
  network?.dropped(file);
});

addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (!current || target.closest("dialog")) return;
  if (event.key !== "Escape" && (target.closest("input, select, textarea, [role=tab]") || event.altKey)) return;
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (current.standsStill?.()) return;
    if (key === "y" || event.shiftKey) current.states.redo();
    else current.states.undo();
  } else if (event.key === "?") {
    event.preventDefault();
    current.help?.();
  } else current.key(event);
});

openTab(first);
performance.mark("shown");
