/** Points on the plane, and the line where the answer flips. */

import { coloursNow } from "../base/palette.js";
import { GRID } from "./measure.js";
/** @import { Pen } from "../base/pens.js" */
/** @import { Run } from "./run.js" */

/**
 * Where a point lies on a square.
 * @param {Run} run @param {number} p @param {number} side @returns {[number, number]}
 */
export function placeOfPoint({ X, inputs, table }, p, side) {
  const [x, y] = table.plane.map(
    (column, i) => (X[p * inputs + column] - table.low[i]) / (table.high[i] - table.low[i]));
  return [x * side, (1 - y) * side];
}

/** Those to learn from full, those held out hollow. @param {Run} run @param {Pen} pen @param {number} side */
export function drawPointsOf(run, pen, side) {
  const { yes, no, paper } = coloursNow();
  const radius = side < 200 ? 2.2 : 3;
  for (let p = run.order.length - 1; p >= 0; p--) {
    const colour = run.wanted[p] > run.measured.threshold ? yes : no;
    pen.begin();
    pen.dot(...placeOfPoint(run, p, side), p < run.learning ? radius : 0.9 * radius);
    if (p < run.learning) pen.draw({ fill: colour, stroke: paper, width: 0.3 * radius });
    else pen.draw({ fill: paper, stroke: colour, width: 0.5 * radius });
  }
}

/**
 * The line where the answer flips, square by square of the grid.
 * @param {Pen} pen @param {Float64Array} a @param {number} threshold @param {number} cell
 */
export function borderOf(pen, a, threshold, cell) {
  pen.begin();
  for (let row = 0; row + 1 < GRID; row++)
    for (let column = 0; column + 1 < GRID; column++) {
      const corners = [[row, column], [row, column + 1], [row + 1, column + 1], [row + 1, column]];
      /** @type {[number, number][]} */
      const crossings = [];
      corners.forEach(([r, c], i) => {
        const [r2, c2] = corners[(i + 1) % 4];
        const [v, v2] = [a[r * GRID + c] - threshold, a[r2 * GRID + c2] - threshold];
        if (v > 0 === v2 > 0) return;
        const t = v / (v - v2);
        crossings.push([(c + (c2 - c) * t + 0.5) * cell, (r + (r2 - r) * t + 0.5) * cell]);
      });
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        pen.move(...crossings[i]);
        pen.line(...crossings[i + 1]);
      }
    }
}
