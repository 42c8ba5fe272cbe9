/** Above each column: its activation, and how many units; and how many layers there are. */

import { FORMULA_WORDS } from "../formula/formula_words.js";
import { openOwnActivation } from "../formula/own_dialog.js";
import { ACTIVATIONS } from "../kernels.js";
import { make } from "../base/dom.js";
import { MOST } from "./settings.js";
import { WORDS } from "../words.js";
/** @import { App } from "./app.js" */
/** @import { Layout } from "./layout.js" */
/** @import { LayerSetting } from "./settings.js" */

/** Columns nearer to one another than this have menus without an arrow. */
const TIGHT = 84;

/** @param {App} app @param {Layout} layout */
export function headsOf(app, layout) {
  const { layers, output } = app.run.settings;
  /** @param {number} i @param {Partial<LayerSetting>} changes */
  const change = (i, changes) =>
    app.set({ layers: layers.map((layer, k) => (k === i ? { ...layer, ...changes } : layer)) });
  const hidden = layers.map(({ activation, units }, i) => {
    /** @type {[string, string]} */
    const labels = [WORDS.unitsFewer(i + 1), WORDS.unitsMore(i + 1)];
    return [
      activationMenu(layout, activation, WORDS.activationOf(i + 1), (chosen) => change(i, { activation: chosen })),
      counter(units, 1, MOST.units, labels, (by) => change(i, { units: units + by })),
    ];
  });
  const last = [
    activationMenu(layout, output, WORDS.outputActivation, (chosen) => app.set({ output: chosen })),
    make("span", { class: "quiet" }, WORDS.output),
  ];
  return [...hidden, last].map((content, i) => {
    const head = make("div", { class: layout.pitch < TIGHT ? "head tight" : "head" }, ...content);
    head.style.left = `${layout.centres[i + 1]}px`;
    return head;
  });
}

/**
 * @param {Layout} layout @param {string} activation @param {string} label
 * @param {(title: string) => void} choose
 */
function activationMenu(layout, activation, label, choose) {
  const own = make("option", { value: "" }, FORMULA_WORDS.ownEntry);
  const select = make(
    "select",
    { "aria-label": label, title: activation },
    ...Object.keys(ACTIVATIONS).map((title) =>
      make("option", { value: title, selected: title === activation }, title)),
    own,
  );
  select.addEventListener("change", () => {
    const { value } = select;
    select.value = value || activation;
    if (value) choose(value);
    else openOwnActivation(activation, choose);
  });
  select.style.width = `${Math.min(124, layout.pitch - 4, 22 + 7.4 * activation.length)}px`;
  return select;
}

/**
 * − n +
 * @param {number} count @param {number} least @param {number} most
 * @param {[string, string]} labels of the two buttons
 * @param {(by: number) => void} change
 */
export function counter(count, least, most, [fewer, more], change) {
  /** @param {string} label @param {string} text @param {boolean} disabled @param {number} by */
  const button = (label, text, disabled, by) =>
    make("button", { type: "button", "aria-label": label, disabled, onclick: () => change(by) }, text);
  return make("span", { class: "count" },
    button(fewer, "−", count <= least, -1), make("b", {}, String(count)), button(more, "+", count >= most, 1));
}
