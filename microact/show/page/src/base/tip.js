/** What stands beside the pointer. */

import { make } from "./dom.js";

const element = make("div", { class: "tip", hidden: true });

/**
 * @param {PointerEvent} event
 * @param {string} title
 * @param {string[]} rows
 */
export function showTip(event, title, rows) {
  if (!element.isConnected) document.body.append(element);
  element.replaceChildren(make("b", {}, title), ...rows.map((row) => make("div", {}, row)));
  element.hidden = false;
  element.style.left = `${Math.min(innerWidth - element.offsetWidth - 8, event.clientX + 14)}px`;
  element.style.top = `${Math.min(innerHeight - element.offsetHeight - 8, event.clientY + 14)}px`;
}

export function hideTip() {
  element.hidden = true;
}
