/** The bar at the top: help, undo, redo, save, light or dark; and the stories below it. */

import { byId, make, roving } from "./dom.js";
import { toggleHelp } from "./help.js";
import { STORIES } from "./stories.js";
import { openTakeAway } from "./take_away.js";
import { WORDS } from "./words.js";
/** @import { App } from "./app.js" */
/** @import { Stage } from "./stage.js" */

export class Top {
  /**
   * @param {App} app
   * @param {Stage} stage
   * @param {string} source the page as it came
   * @param {() => void} recolour called when light has become dark, or dark light
   */
  constructor(app, stage, source, recolour) {
    this.app = app;
    const titles = /** @type {Record<string, string>} */ (WORDS.titles);
    /** @param {string} id @param {string} label @param {() => void} act @param {string} text */
    const tool = (id, label, act, text = label) =>
      make("button", { type: "button", id, "aria-label": label, title: titles[id] ?? label, onclick: act }, text);
    this.help = tool("help", WORDS.help, () => toggleHelp(stage), "?");
    this.undo = tool("undo", WORDS.undo, () => app.undo());
    this.redo = tool("redo", WORDS.redo, () => app.redo());
    byId("tools").append(
      this.help, this.undo, this.redo,
      tool("save", WORDS.save, () => openTakeAway(app, stage, source)),
      tool("theme", WORDS.theme, () => { otherTheme(); recolour(); }, "◐"),
    );
    this.stories = byId("stories");
    const names = /** @type {Record<string, string>} */ (WORDS.storyNames);
    this.stories.append(...Object.keys(STORIES).map((name) => make(
      "button", { type: "button", "data-story": name, onclick: () => app.tellStory(name) }, names[name])));
    roving(this.stories);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  }

  build() {}

  update() {
    const { past, future, view } = this.app;
    this.undo.disabled = past.length === 0;
    this.redo.disabled = future.length === 0;
    this.help.disabled = view.unit !== null; // it is about the network
    for (const button of this.stories.querySelectorAll("button"))
      button.setAttribute("aria-pressed", String(button.dataset.story === view.story));
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
