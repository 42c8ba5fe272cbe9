/** One unit: what it answers over the plane, its curve, and where the points sit on it. */

import { curveOf, FLAT, REACH } from "./measure.js";
/** @import { Pen } from "../base/pens.js" */
/** @import { Colours } from "../base/palette.js" */
/** @import { Activation } from "../kernels.js" */
/** @import { Box } from "./layout.js" */

/**
 * A unit's sums over some points: every `stride`-th number from `from` on; and what is wanted of
 * each point, above or below `middle`.
 * @typedef {{
 *   z: Float64Array, from: number, stride: number, count: number, wanted: Float64Array, middle: number,
 * }} Sums
 */

/** How high the highest bar is, as a share of the box. */
const HIGHEST = 0.62;

/**
 * Where the two halves of a tile stand: the heat map, and the curve if there is room for one.
 * @param {Box} box @param {boolean} wide
 * @returns {{ heat: Box, curve: Box | null }}
 */
export function halves({ x, y, width, height }, wide) {
  if (wide) {
    const side = Math.min(height - 8, width * 0.45);
    const left = x + 4 + side + 6;
    return {
      heat: { x: x + 4, y: y + 4, width: side, height: height - 8 },
      curve: { x: left, y: y + 4, width: x + width - 5 - left, height: height - 8 },
    };
  }
  const both = height >= 0.85 * width;
  const high = both ? Math.min(width - 8, (height - 11) * 0.6) : height - 8;
  return {
    heat: { x: x + 4, y: y + 4, width: width - 8, height: high },
    curve: both
      ? { x: x + 4, y: y + 4 + high + 3, width: width - 8, height: height - 11 - high }
      : null,
  };
}

/**
 * Draw an activation's curve from −5 to 5, the grey where it is flat, and how many points sit where.
 * @param {Pen} pen @param {Colours} colours @param {Box} box @param {Activation} activation
 * @param {Sums} points
 * @param {boolean} faint
 */
export function drawCurve(pen, colours, box, activation, points, faint) {
  const curve = curveOf(activation);
  const [zones, across, down] = scales(box, activation);
  pen.begin();
  pen.box(box.x, box.y, box.width, box.height);
  pen.draw({ fill: colours.stage });
  pen.begin();
  for (const [from, to] of zones) pen.box(from, box.y, to - from, box.height);
  pen.draw({ fill: colours.flat });
  pen.begin();
  pen.move(box.x, down(0));
  pen.line(box.x + box.width, down(0));
  pen.move(box.x + box.width / 2, box.y);
  pen.line(box.x + box.width / 2, box.y + box.height);
  pen.draw({ stroke: colours.edge });
  const [low, high] = drawBars(pen, colours, box, points);
  const every = box.width > 150 ? 1 : 3;
  strokeCurve(pen, curve, across, down, every, -REACH, REACH, {
    stroke: faint ? colours.nothing : colours.quiet,
    width: 1.1,
  });
  if (low <= high)
    strokeCurve(pen, curve, across, down, every, low, high, {
      stroke: faint ? colours.nothing : colours.ink,
      width: 2.6,
      round: true,
    });
}

/**
 * Where the flat zones of a curve begin and end, and how numbers become places in a box.
 * @param {Box} box @param {Activation} activation
 * @returns {[[number, number][], (z: number) => number, (a: number) => number]}
 */
export function scales(box, activation) {
  const curve = curveOf(activation);
  const across = (/** @type {number} */ z) =>
    box.x + ((Math.max(-REACH, Math.min(REACH, z)) + REACH) / (2 * REACH)) * box.width;
  const margin = Math.min(5, 0.08 * box.height);
  const scale = (box.height - 2 * margin) / (curve.high - curve.low);
  const down = (/** @type {number} */ a) =>
    box.y + margin + (curve.high - Math.max(curve.low, Math.min(curve.high, a))) * scale;
  /** @type {[number, number][]} */
  const zones = [];
  let start = NaN;
  for (let i = 0; i <= curve.z.length; i++) {
    const flat = i < curve.z.length && Math.abs(curve.slopes[i]) < FLAT * curve.steepest;
    if (flat && Number.isNaN(start)) start = curve.z[i];
    if (!flat && !Number.isNaN(start)) {
      zones.push([across(start), across(curve.z[i - 1])]);
      start = NaN;
    }
  }
  return [zones, across, down];
}

/**
 * Draw where one point sits on a curve.
 * @param {Pen} pen @param {Colours} colours @param {Box} box @param {Activation} activation
 * @param {number} z @param {number} a @param {number} radius
 */
export function drawOnCurve(pen, colours, box, activation, z, a, radius) {
  if (Number.isNaN(z) || Number.isNaN(a)) return; // it is nowhere
  const [, across, down] = scales(box, activation);
  pen.begin();
  pen.dot(across(z), down(a), radius);
  pen.draw({ fill: colours.ink, stroke: colours.paper, width: 1.5 });
}

/**
 * @param {Pen} pen @param {import("./measure.js").Curve} curve @param {(z: number) => number} across
 * @param {(a: number) => number} down @param {number} every @param {number} low @param {number} high
 * @param {import("../base/pens.js").Ink} ink
 */
function strokeCurve(pen, { z, y }, across, down, every, low, high, ink) {
  pen.begin();
  let drawing = false;
  for (let i = 0; i < z.length; i += every) {
    if (z[i] < low || z[i] > high || !Number.isFinite(y[i])) {
      drawing = drawing && Number.isFinite(y[i]);
      continue;
    }
    if (drawing) pen.line(across(z[i]), down(y[i]));
    else pen.move(across(z[i]), down(y[i]));
    drawing = true;
  }
  pen.draw(ink);
}

/**
 * Draw how many points have which sum, stacked by wanted answer; return between which sums most
 * of them lie.
 * @param {Pen} pen @param {Colours} colours @param {Box} box
 * @param {Sums} points
 * @returns {[number, number]}
 */
function drawBars(pen, colours, box, { z, from, stride, count, wanted, middle }) {
  const bins = Math.max(12, Math.round(box.width / 3.4));
  const [yes, no, sorted] = [
    new Float64Array(bins),
    new Float64Array(bins),
    new Float64Array(count),
  ];
  let known = 0;
  for (let p = 0, at = from; p < count; p++, at += stride) {
    const sum = z[at];
    if (!Number.isFinite(sum)) continue;
    sorted[known++] = sum;
    const bin = Math.max(0, Math.min(bins - 1, Math.floor(((sum + REACH) / (2 * REACH)) * bins)));
    (wanted[p] > middle ? yes : no)[bin] += 1;
  }
  let most = 0.12 * count;
  for (let i = 0; i < bins; i++) most = Math.max(most, yes[i] + no[i]);
  const [width, high, bottom] = [box.width / bins, HIGHEST * box.height, box.y + box.height];
  /** @param {Float64Array} counts @param {(i: number) => number} under @param {string} colour */
  const bars = (counts, under, colour) => {
    pen.begin();
    for (let i = 0; i < bins; i++) {
      const tall = (counts[i] / most) * high;
      if (tall) pen.box(box.x + i * width + 0.3, bottom - under(i) - tall, Math.max(0.5, width - 0.6), tall);
    }
    pen.draw({ fill: colour, alpha: 0.6 });
  };
  bars(yes, () => 0, colours.yes);
  bars(no, (i) => (yes[i] / most) * high, colours.no);
  if (!known) return [1, -1];
  const some = sorted.subarray(0, known).sort();
  return [some[Math.floor(0.02 * known)], some[Math.min(known - 1, Math.floor(0.98 * known))]];
}
