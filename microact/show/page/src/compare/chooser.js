/** The menu of one side: what is different there. */

import { make } from "../base/dom.js";
import { ACTIVATIONS } from "../kernels.js";
import { MOST } from "../network/settings.js";
import { COMPARE_WORDS } from "./compare_words.js";
/** @import { CompareTab } from "./compare_tab.js" */
/** @import { Side } from "./side.js" */

/**
 * What is chosen for one side: an activation, a rate, a number of layers.
 * @param {CompareTab} tab @param {Side} side @param {number} k
 */
export function buildChooser(tab, { chooser }, k) {
  const { differs, left, right } = tab.pair.choice;
  const now = k ? right : left;
  const label = `${k ? COMPARE_WORDS.right : COMPARE_WORDS.left} ${COMPARE_WORDS.kinds[differs]}`;
  const take = (/** @type {string} */ chosen) => tab.choose(differs, k ? left : chosen, k ? chosen : right);
  const options = {
    activation: Object.keys(ACTIVATIONS),
    rate: ["0.001", "0.003", "0.01", "0.03", "0.1", "0.2", "0.3", "1", "3", "10"],
    depth: Array.from({ length: MOST.layers }, (_, n) => String(n + 1)),
  }[differs];
  const all = options.includes(now) ? options : [...options, now];
  const words = differs === "depth" ? COMPARE_WORDS.layers : differs === "rate" ? COMPARE_WORDS.rate : null;
  const select = make("select", { "aria-label": label, onchange: () => take(select.value) },
    ...all.map((value) => make("option", { value, selected: value === now }, words ? words(Number(value)) : value)));
  const focused = chooser.contains(document.activeElement);
  chooser.replaceChildren(select);
  if (focused) select.focus();
}
