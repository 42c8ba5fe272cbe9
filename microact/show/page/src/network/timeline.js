/** The curves of the past: loss, or how much gradient arrived at each layer, over the steps. */

import { short } from "../base/numbers.js";
import { coloursNow } from "../base/palette.js";
import { WORDS } from "../words.js";
/** @import { Run, Moment } from "./run.js" */
/** @import { CanvasPen, Ink } from "../base/pens.js" */

/** An axis of steps is at least so long. */
const LEAST_STEPS = 20;

/** Lines that are told apart without colour. */
const DASHES = [[1.5, 3], [4, 3], [8, 3], [8, 3, 2, 3], [12, 2], []];

/** Below this no gradient is told from another. */
const LEAST_GRADIENT = 1e-12;

/** The first and the last step of the axis. @param {Run} run @returns {[number, number]} */
export function stepsShown({ history, ghost }) {
  const first = history[0].step;
  const last = [history, ghost].map((moments) => moments[moments.length - 1]?.step ?? 0);
  return [first, Math.max(first + LEAST_STEPS, ...last)];
}

/**
 * A curve: its number at each moment, its name, and how it is drawn.
 * @typedef {{ of: (moment: Moment) => number, name: string, ink: Ink }} Curve
 */

/** @param {Run} run @param {boolean} gradient @returns {Curve[]} */
function curvesOf({ network }, gradient) {
  const { ink, quiet } = coloursNow();
  if (!gradient)
    return [
      { of: ({ losses }) => losses[0], name: WORDS.lossCurve, ink: { stroke: ink, width: 1.6 } },
      { of: ({ losses }) => losses[1], name: WORDS.heldCurve, ink: { stroke: quiet, width: 1.3, dash: [4, 3] } },
    ];
  return Array.from({ length: network.depth }, (_, l) => ({
    of: ({ arriving }) => Math.log10(Math.max(LEAST_GRADIENT, arriving[l])),
    name: l === network.depth - 1 ? WORDS.output : WORDS.hidden(l + 1),
    ink: {
      stroke: ink, width: 1.6, alpha: 0.4 + (0.6 * (l + 1)) / network.depth,
      dash: l === network.depth - 1 ? [] : DASHES[l % (DASHES.length - 1)],
    },
  }));
}

/**
 * Between which numbers the curves are drawn.
 * @param {number[]} all @param {boolean} gradient @returns {[number, number]}
 */
function extent(all, gradient) {
  if (gradient) return [Math.min(-1, ...all), Math.max(0, ...all)];
  // One wild step must not press all others flat.
  const sorted = all.sort((a, b) => a - b);
  const usual = sorted[Math.floor(sorted.length * 0.9)] ?? 1;
  return [0, Math.max(1e-9, Math.min(sorted[sorted.length - 1] ?? 1, 4 * usual))];
}

/**
 * @param {CanvasPen} pen @param {number} width @param {number} height
 * @param {Run} run @param {boolean} gradient
 */
export function drawTimeline(pen, width, height, run, gradient) {
  const colours = coloursNow();
  const small = width < 420;
  const [top, bottom] = [small ? 8 : 24, height - (small ? 22 : 38)];
  const [first, last] = stepsShown(run);
  const curves = curvesOf(run, gradient);
  const all = [...run.history, ...run.ghost].flatMap((moment) => curves.map(({ of }) => of(moment)));
  const [low, high] = extent(all.filter(Number.isFinite), gradient);
  const across = (/** @type {number} */ step) => 8 + ((step - first) / (last - first)) * (width - 16);
  const down = (/** @type {number} */ y) =>
    bottom - ((Math.max(low, Math.min(high, y)) - low) / (high - low || 1)) * (bottom - top);
  /** @param {Moment[]} moments @param {Curve} curve @param {Ink} ink */
  const stroke = (moments, { of }, ink) => {
    pen.begin();
    let drawing = false;
    for (const moment of moments) {
      const y = of(moment);
      if (!Number.isFinite(y)) drawing = false;
      else if (drawing) pen.line(across(moment.step), down(y));
      else pen.move(across(moment.step), down(y));
      drawing = Number.isFinite(y);
    }
    pen.draw(ink);
  };
  pen.context.clearRect(0, 0, width, height);
  const grey = { stroke: colours.nothing, width: 1, alpha: 0.6 };
  for (const curve of curves) stroke(run.ghost, curve, { ...curve.ink, ...grey });
  for (const curve of curves) stroke(run.history, curve, curve.ink);
  pen.begin();
  pen.move(across(run.step), top - 4);
  pen.line(across(run.step), bottom + 8);
  pen.draw({ stroke: colours.ink, width: 1.2 });
  if (small) return;
  const quiet = { size: 11, colour: colours.quiet };
  for (let i = 0; i <= 4; i++) {
    const step = first + Math.round(((last - first) * i) / 4);
    const align = /** @type {"start" | "middle" | "end"} */ (["start", "middle", "middle", "middle", "end"][i]);
    pen.text(across(step), height - 3, i ? String(step) : WORDS.axisStep(step), { ...quiet, align });
  }
  if (gradient)
    for (const y of [low, high]) {
      const at = down(y) + (y === low ? -4 : 10);
      pen.text(width - 8, at, short(10 ** y), { ...quiet, align: "end", rim: colours.paper });
    }
  const end = drawNames(pen, curves);
  if (end < width - 150) pen.text(width - 8, 14, WORDS.drag, { ...quiet, align: "end" });
}

/** Which curve is which; returns where the names end. @param {CanvasPen} pen @param {Curve[]} curves */
function drawNames(pen, curves) {
  const { quiet } = coloursNow();
  let x = 8;
  for (const { name, ink } of curves) {
    pen.begin();
    pen.move(x, 10);
    pen.line(x + 24, 10);
    pen.draw(ink);
    pen.text(x + 29, 14, name, { size: 11, colour: quiet });
    x += 44 + 6.2 * name.length;
  }
  return x;
}
