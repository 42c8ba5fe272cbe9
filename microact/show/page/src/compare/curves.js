/** The losses of both, one axis: the left one's line, the right one's dashes. */

import { short } from "../base/numbers.js";
import { coloursNow } from "../base/palette.js";
import { WORDS } from "../words.js";
/** @import { CanvasPen } from "../base/pens.js" */
/** @import { Pair } from "./pair.js" */

/** An axis of steps is at least so long. */
const LEAST_AXIS = 20;

/** The first and the last step of the axis. @param {Pair} pair @returns {[number, number]} */
export function axisOf({ runs }) {
  const steps = runs.flatMap(({ history, ghost }) => [...history, ...ghost].map(({ step }) => step));
  return [0, Math.max(LEAST_AXIS, ...steps)];
}

/** @param {CanvasPen} pen @param {number} width @param {number} height @param {Pair} pair */
export function drawCurves(pen, width, height, pair) {
  const colours = coloursNow();
  const small = width < 420;
  const [top, bottom] = [small ? 20 : 24, height - (small ? 22 : 38)];
  const [first, last] = axisOf(pair);
  const all = pair.runs.flatMap(({ history, ghost }) => [...history, ...ghost].map(({ losses }) => losses[0]));
  const known = all.filter(Number.isFinite).sort((a, b) => a - b);
  const usual = known[Math.floor(known.length * 0.9)] ?? 1;
  const high = Math.max(1e-9, Math.min(known[known.length - 1] ?? 1, 4 * usual));
  const across = (/** @type {number} */ step) => 8 + ((step - first) / (last - first)) * (width - 16);
  const down = (/** @type {number} */ y) => bottom - (Math.max(0, Math.min(high, y)) / high) * (bottom - top);
  pen.context.clearRect(0, 0, width, height);
  pair.runs.forEach(({ history, ghost }, which) => {
    const dash = which ? [5, 4] : undefined;
    for (const [moments, ink] of /** @type {const} */ ([
      [ghost, { stroke: colours.nothing, width: 1, dash, alpha: 0.6 }],
      [history, { stroke: colours.ink, width: 1.7, dash }],
    ])) {
      pen.begin();
      let drawing = false;
      for (const { step, losses: [loss] } of moments) {
        if (Number.isFinite(loss)) pen[drawing ? "line" : "move"](across(step), down(loss));
        drawing = Number.isFinite(loss);
      }
      pen.draw(ink);
    }
  });
  pen.begin();
  pen.move(across(pair.step), top - 4);
  pen.line(across(pair.step), bottom + 8);
  pen.draw({ stroke: colours.ink, width: 1.2 });
  const quiet = { size: 11, colour: colours.quiet };
  let x = 8;
  pair.names.forEach((name, which) => {
    pen.begin();
    pen.move(x, 10);
    pen.line(x + 24, 10);
    pen.draw({ stroke: colours.ink, width: 1.7, dash: which ? [5, 4] : undefined });
    pen.text(x + 29, 14, name.slice(0, 24), quiet);
    x += 44 + 6.6 * Math.min(24, name.length);
  });
  if (small) return;
  for (let i = 0; i <= 4; i++) {
    const step = first + Math.round(((last - first) * i) / 4);
    const align = /** @type {"start" | "middle" | "end"} */ (["start", "middle", "middle", "middle", "end"][i]);
    pen.text(across(step), height - 3, i ? String(step) : WORDS.axisStep(step), { ...quiet, align });
  }
  for (const y of [0, high])
    pen.text(width - 8, down(y) - 3, short(y), { ...quiet, align: "end", rim: colours.paper });
  if (x < width - 200) pen.text(width - 60, 14, WORDS.drag, { ...quiet, align: "end" });
}
