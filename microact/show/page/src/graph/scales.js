/** Ranges of sliders and plots that suit a number, be it 1e-5 or 1e5. */

import { short } from "../base/numbers.js";

/** What the ends of a range begin with. */
const ROUND = [1, 2, 3, 5, 10];

/** The usual range: for numbers of the size that people begin with. */
const USUAL_REACH = 3;

/** The next round number above another. @param {number} x */
export function roundAbove(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  const first = ROUND.find((lead) => lead * power >= x * (1 - 1e-12)) ?? 10;
  return Number((first * power).toPrecision(1));
}

/** How far to both sides a slider reaches whose number is x. @param {number} x */
export function reachOf(x) {
  const size = Math.abs(x);
  if (!Number.isFinite(size) || size === 0 || (size >= 0.03 && size <= USUAL_REACH)) return USUAL_REACH;
  return Math.min(1e300, roundAbove(2 * size));
}

/** Ticks in words, with as many digits as tell them apart. @param {number[]} ticks */
export function tickWords(ticks) {
  for (let digits = 2; ; digits++) {
    const words = ticks.map((tick) => short(tick, digits));
    if (new Set(words).size === words.length || digits === 8) return words;
  }
}

/** Round places between two numbers, about so many. @param {number} low @param {number} high @param {number} count */
export function ticksBetween(low, high, count) {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [];
  const power = 10 ** Math.floor(Math.log10(span / count));
  const step = ([1, 2, 5].find((lead) => lead * power >= span / count) ?? 10) * power;
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * span && ticks.length < 30; k++)
    ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}
