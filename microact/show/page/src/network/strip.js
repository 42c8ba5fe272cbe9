/** How much gradient arrives at each layer: a bar a layer, under the columns that it measures. */

import { verdictOf } from "./measure.js";
import { factor, short } from "../base/numbers.js";
import { WORDS } from "../words.js";
/** @import { Pen } from "../base/pens.js" */
/** @import { Colours } from "../base/palette.js" */
/** @import { Layout } from "./layout.js" */
/** @import { Measured } from "./measure.js" */

/** Below this share of the output's, a bar is dashed. */
const NEXT_TO_NOTHING = 1e-3;

/** @param {number} power */
const tick = (power) =>
  power === 0
    ? "1"
    : power > 0 && power < 4
      ? String(10 ** power)
      : power < 0 && power > -4
        ? (10 ** power).toFixed(-power)
        : `1e${power}`.replace("-", "−");

/**
 * @param {Pen} pen @param {Colours} colours @param {Layout} layout @param {Measured} measured
 * @param {number[]} [beside] what arrives in a network that shares the axis
 */
export function drawStrip(pen, colours, layout, measured, beside = []) {
  const { width, small, strip, wide } = layout;
  const { arriving } = measured;
  const edge = small ? 12 : 20;
  pen.begin();
  pen.move(0, strip);
  pen.line(width, strip);
  pen.draw({ stroke: colours.line });
  const verdict = verdictOf(arriving, measured.units);
  pen.text(edge, strip + 20, small ? WORDS.stripSmall : WORDS.strip, {
    size: 13,
    bold: true,
    colour: colours.ink,
  });
  pen.text(
    width - edge,
    strip + 20,
    width < 620 ? WORDS.verdictSmall(verdict) : WORDS.verdict(verdict),
    { size: 13, align: "end", colour: colours.ink },
  );

  const known = [...arriving, ...beside].filter((x) => x > 0 && x < Infinity).map(Math.log10);
  const low = Math.max(-12, Math.min(-4, ...known.map((t) => Math.floor(t - 0.6))));
  const high = Math.min(12, Math.max(0, ...known.map((t) => Math.ceil(t + 0.2))));
  const [top, bottom] = [strip + 38, strip + 132];
  const down = (/** @type {number} */ x) =>
    top + ((high - Math.max(low, Math.min(high, Math.log10(x)))) / (high - low)) * (bottom - top);
  const left = small ? 46 : 70;
  const every = high - low > 9 ? 4 : 2;
  for (let power = high; power >= low; power -= every) {
    const y = down(10 ** power);
    pen.begin();
    pen.move(left, y);
    pen.line(width - edge, y);
    pen.draw({ stroke: colours.line });
    pen.text(left - 6, y + 4, tick(power), { size: 11, align: "end", colour: colours.quiet });
  }
  const half = (wide ? 26 : small ? 14 : 18) / 2;
  const last = arriving.length - 1;
  const tops = arriving.map((x) => (x > 0 && x < Infinity ? down(x) : x === 0 ? bottom - 1.5 : top));
  for (let l = 0; l <= last; l++) {
    const [x, size] = [layout.centres[l + 1], arriving[l]];
    if (l < last)
      joinBars(
        pen,
        colours,
        [x + half, tops[l]],
        [layout.centres[l + 2] - half, tops[l + 1]],
        size / arriving[l + 1],
        small,
      );
    const faint =
      !Number.isFinite(size) || size === 0 || (l < last && size < NEXT_TO_NOTHING * arriving[last]);
    pen.begin();
    pen.box(
      x - half,
      Math.min(tops[l], bottom - 1.5),
      2 * half,
      Math.max(1.5, bottom - tops[l]),
      2,
    );
    pen.draw(faint ? { stroke: colours.nothing, dash: [3, 3] } : { fill: colours.bar });
    const words = Number.isNaN(size) ? WORDS.noNumber : WORDS.tooLarge;
    pen.text(x, tops[l] - 5, Number.isFinite(size) ? short(size) : words, {
      size: 11,
      bold: !faint,
      align: "middle",
      colour: faint ? colours.quiet : colours.ink,
      rim: colours.stage,
    });
    const name =
      l === last ? (small ? "out" : WORDS.output) : small ? String(l + 1) : WORDS.hidden(l + 1);
    pen.text(x, strip + 149, name, { size: 11, align: "middle", colour: colours.quiet });
  }
}

/**
 * A line from bar to bar, and by how much the gradient grew or shrank on its way to the left.
 * @param {Pen} pen @param {Colours} colours @param {[number, number]} from @param {[number, number]} to
 * @param {number} ratio @param {boolean} small
 */
function joinBars(pen, colours, from, to, ratio, small) {
  pen.begin();
  pen.move(...from);
  pen.line(...to);
  pen.draw({ stroke: colours.faint, width: 1.2, dash: ratio > 0 ? undefined : [3, 3] });
  if (small || !(ratio > 0 && ratio < Infinity) || to[0] - from[0] < 38) return;
  pen.text((from[0] + to[0]) / 2, (from[1] + to[1]) / 2 + 18, `◂ ${factor(ratio)}`, {
    size: 11,
    align: "middle",
    colour: colours.quiet,
    rim: colours.stage,
  });
}
