/** The stories, a button each. */

import { byId, make, roving } from "../base/dom.js";
import { WORDS } from "../words.js";
import { STORIES } from "./stories.js";
/** @import { App } from "./app.js" */

export class Stories {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.bar = byId("stories");
    const names = /** @type {Record<string, string>} */ (WORDS.storyNames);
    this.bar.append(...Object.keys(STORIES).map((name) => make(
      "button", { type: "button", "data-story": name, onclick: () => app.tellStory(name) }, names[name])));
    roving(this.bar);
  }

  build() {}

  update() {
    for (const button of this.bar.querySelectorAll("button"))
      button.setAttribute("aria-pressed", String(button.dataset.story === this.app.view.story));
  }
}
