/** The lines of the network: how wide each is, its colour, and what each tells. */

/** @import { Colours } from "../base/palette.js" */
/** @import { Ink } from "../base/pens.js" */

/** A line is dashed whose number is below 10⁻⁴ of the largest. */
const DECADES = 4;

/**
 * How a number's line is drawn. Gradients and changes: `0.7 + 6 t²` wide, t from 0 at a
 * ten-thousandth of the largest to 1. Weights: linear.
 * @param {number} x @param {number} most @param {string} lens @param {number} thin
 * @param {Colours} colours @returns {Ink}
 */
export function lineInk(x, most, lens, thin, colours) {
  if (!Number.isFinite(x))
    return { stroke: colours.ink, width: 2.5 * thin, dash: [1, 3], alpha: 0.9 };
  const hue = x >= 0 ? colours.positive : colours.negative;
  const nothing = { stroke: colours.nothing, width: 0.9 * thin, dash: [3, 4], alpha: 0.6 };
  if (lens === "weights") {
    const share = Math.min(1, Math.abs(x) / most);
    return share < 0.004
      ? nothing
      : { stroke: hue, width: (0.6 + 5.4 * share) * thin, alpha: 0.38 + 0.5 * share };
  }
  const share = most > 0 ? Math.min(1, Math.abs(x) / most) : 0;
  if (share < 10 ** -DECADES) return nothing;
  const t = 1 + Math.log10(share) / DECADES;
  return { stroke: hue, width: (0.7 + 6 * t * t) * thin, alpha: 0.38 + 0.5 * t };
}

/**
 * How near a place is to the way of a line.
 * @param {[number, number, number, number, number]} way @param {number} x @param {number} y
 */
export function distanceTo([x1, y1, x2, y2, bend], x, y) {
  let least = Infinity;
  for (let i = 0; i <= 24; i++) {
    const [t, s] = [i / 24, 1 - i / 24];
    const px =
      s * s * s * x1 + 3 * s * s * t * (x1 + bend) + 3 * s * t * t * (x2 - bend) + t * t * t * x2;
    const py = s * s * (s + 3 * t) * y1 + t * t * (t + 3 * s) * y2;
    least = Math.min(least, Math.hypot(px - x, py - y));
  }
  return least;
}
