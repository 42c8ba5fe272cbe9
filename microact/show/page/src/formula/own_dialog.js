/** The dialog in which one types an activation of one's own, and sees its curve and its slope. */

import { openDialog } from "../base/dialog.js";
import { make } from "../base/dom.js";
import { short } from "../base/numbers.js";
import { coloursNow } from "../base/palette.js";
import { sharpened } from "../base/pens.js";
import { ACTIVATIONS } from "../kernels.js";
import { FORMULA_WORDS } from "./formula_words.js";
import { ownActivation, triedActivation } from "./own_activation.js";
/** @import { Activation } from "../kernels.js" */

/** The size of the curve, how far it goes, and at how many places. */
const [OWN_WIDTH, OWN_HEIGHT, OWN_REACH, OWN_PLACES] = [420, 190, 5, 161];

/** @param {string} now what the layer uses now @param {(title: string) => void} choose */
export function openOwnActivation(now, choose) {
  const words = FORMULA_WORDS;
  const isOwn = ACTIVATIONS[now]?.formula === now;
  const box = make("input", {
    type: "text", class: "formula", "aria-label": words.ownTitle, value: isOwn ? now : "x*sigmoid(x)",
    spellcheck: "false", autocomplete: "off",
  });
  const said = make("p", { role: "status", class: "wrong-formula" });
  const canvas = make("canvas", { "aria-hidden": "true" });
  const use = make("button", { type: "button", class: "main", onclick: () => accept() }, words.ownUse);
  const update = () => {
    try {
      draw(canvas, triedActivation(box.value));
      said.textContent = isDefined(triedActivation(box.value)) ? "" : words.ownUndefined;
      use.disabled = false;
    } catch (error) {
      said.textContent = error instanceof Error ? error.message : String(error);
      use.disabled = true;
    }
  };
  const dialog = openDialog(words.ownTitle, [
    make("p", { class: "quiet" }, words.ownText), box, said, canvas, make("p", { class: "quiet" }, words.ownCurve),
    make("div", { class: "row" }, use),
  ]);
  const accept = () => {
    const { title } = ownActivation(box.value);
    dialog.close();
    choose(title);
  };
  box.addEventListener("input", update);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !use.disabled) accept();
  });
  update();
  box.select();
}

/** Whether it has a number everywhere that is shown. @param {Activation} activation */
function isDefined(activation) {
  const z = Float64Array.from({ length: OWN_PLACES }, (_, k) => OWN_REACH * ((2 * k) / (OWN_PLACES - 1) - 1));
  const a = new Float64Array(OWN_PLACES);
  activation.forward(z, a, OWN_PLACES);
  return a.every(Number.isFinite);
}

/** @param {HTMLCanvasElement} canvas @param {Activation} activation */
function draw(canvas, activation) {
  const pen = sharpened(canvas, OWN_WIDTH, OWN_HEIGHT);
  Object.assign(canvas.style, { width: `${OWN_WIDTH}px`, maxWidth: "100%" });
  const colours = coloursNow();
  const z = Float64Array.from({ length: OWN_PLACES }, (_, k) => OWN_REACH * ((2 * k) / (OWN_PLACES - 1) - 1));
  const [a, slopes] = [new Float64Array(OWN_PLACES), new Float64Array(OWN_PLACES)];
  activation.forward(z, a, OWN_PLACES);
  activation.slopes(z, a, slopes, OWN_PLACES);
  const all = [...a, ...slopes, 0, 1].filter(Number.isFinite);
  const [low, high] = [Math.max(-20, Math.min(...all)), Math.min(20, Math.max(...all))];
  const across = (/** @type {number} */ x) => 8 + ((x + OWN_REACH) / (2 * OWN_REACH)) * (OWN_WIDTH - 16);
  const down = (/** @type {number} */ y) => OWN_HEIGHT - 22 - ((y - low) / (high - low)) * (OWN_HEIGHT - 34);
  pen.begin();
  pen.move(8, down(0));
  pen.line(OWN_WIDTH - 8, down(0));
  pen.move(across(0), 6);
  pen.line(across(0), OWN_HEIGHT - 18);
  pen.draw({ stroke: colours.line, width: 1 });
  for (const x of [-4, -2, 0, 2, 4])
    pen.text(across(x), OWN_HEIGHT - 4, short(x), { size: 11, align: "middle", colour: colours.quiet });
  for (const [ys, ink] of /** @type {const} */ ([
    [slopes, { stroke: colours.quiet, width: 1.3, dash: [4, 3] }], [a, { stroke: colours.ink, width: 2.2 }],
  ])) {
    pen.begin();
    let drawing = false;
    ys.forEach((y, k) => {
      const isIn = y >= low - 1 && y <= high + 1 && Number.isFinite(a[k]);
      if (isIn) pen[drawing ? "line" : "move"](across(z[k]), down(y));
      drawing = isIn;
    });
    pen.draw(/** @type {import("../base/pens.js").Ink} */ (ink));
  }
}
