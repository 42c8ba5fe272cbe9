/** The tools at the top: help, undo, redo, save, light or dark. */

import { byId, make } from "./base/dom.js";
import { openTakeAway } from "./take_away.js";
import { WORDS } from "./words.js";
/** @import { Tab } from "./tab.js" */

/**
 * What the tools work on; `source`: the page as it came; `kept`: the state that it came with.
 * @typedef {{
 *   tab: () => Tab | null, all: () => Partial<Record<string, Tab>>, source: string, kept: Record<string, unknown>,
 *   recolour: () => void,
 * }} Page
 */

export class Top {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    const titles = /** @type {Record<string, string>} */ (WORDS.titles);
    /** @param {string} id @param {string} label @param {() => void} act @param {string} text */
    const tool = (id, label, act, text = label) =>
      make("button", { type: "button", id, "aria-label": label, title: titles[id] ?? label, onclick: act }, text);
    this.help = tool("help", WORDS.help, () => page.tab()?.help?.(), "?");
    this.undo = tool("undo", WORDS.undo, () => page.tab()?.states.undo());
    this.redo = tool("redo", WORDS.redo, () => page.tab()?.states.redo());
    byId("tools").append(
      this.help, this.undo, this.redo, tool("save", WORDS.save, () => openTakeAway(page)),
      tool("theme", WORDS.theme, () => { otherTheme(); page.recolour(); }, "◐"),
    );
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", page.recolour);
  }

  update() {
    const tab = this.page.tab();
    this.undo.disabled = !tab?.states.past.length || Boolean(tab.standsStill?.());
    this.redo.disabled = !tab?.states.future.length || Boolean(tab.standsStill?.());
    this.help.disabled = !tab?.help;
  }
}

/** Whoever likes light sees dark, and the other way round. */
function otherTheme() {
  const { classList } = document.documentElement;
  const liked = matchMedia("(prefers-color-scheme: dark)").matches;
  const dark = classList.contains("dark") || (liked && !classList.contains("light"));
  classList.remove("dark", "light");
  classList.add(dark ? "light" : "dark");
}
