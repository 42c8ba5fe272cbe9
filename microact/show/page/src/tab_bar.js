/** The tabs: one is chosen; arrow keys go to the next. */

import { byId } from "./base/dom.js";
/** @import { Tab } from "./tab.js" */

export class TabBar {
  /** @param {(name: Tab["name"]) => void} choose */
  constructor(choose) {
    this.buttons = /** @type {HTMLElement[]} */ ([...byId("tabs").querySelectorAll("button")]);
    for (const button of this.buttons) {
      button.addEventListener("click", () => choose(nameOfTab(button)));
      button.addEventListener("keydown", (event) => this.key(event, choose));
    }
  }

  /** @param {KeyboardEvent} event @param {(name: Tab["name"]) => void} choose */
  key(event, choose) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const { buttons } = this;
    const at = buttons.findIndex((button) => button === event.target);
    const next = buttons[(at + by + buttons.length) % buttons.length];
    next.focus();
    choose(nameOfTab(next));
  }

  /** @param {string} name */
  show(name) {
    for (const button of this.buttons) {
      const chosen = nameOfTab(button) === name;
      button.setAttribute("aria-selected", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
      byId(`view-${nameOfTab(button)}`).hidden = !chosen;
    }
  }
}

/** @param {HTMLElement} button */
const nameOfTab = (button) => /** @type {Tab["name"]} */ (button.id.slice("tab-".length));
