/** Points in the plane with two wanted answers, made anew from a seed. */

import { GRID } from "./measure.js";
import { normal, randomFrom, roundTo } from "../base/random.js";
/** @import { Settings } from "./settings.js" */

/**
 * A table of numbers, with one of two answers (0 or 1) for each row. Two of its columns are the
 * plane, shown from `low` to `high`. `scale` says how its numbers were made of those of a file.
 * @typedef {{
 *   names: string[], rows: number[][], wanted: number[], classes: [string, string],
 *   plane: [number, number], low: [number, number], high: [number, number],
 *   scale: { mean: number[], spread: number[] } | null, note: string,
 * }} Table
 */

/** @typedef {(random: () => number, answer: number) => [number, number]} Maker */

/** @type {Record<string, Maker>} */
const MAKERS = {
  moons(random, answer) {
    const angle = Math.PI * random();
    return answer
      ? [1.25 * (Math.cos(angle) - 0.5), 1.6 * (Math.sin(angle) - 0.25)]
      : [1.25 * (0.5 - Math.cos(angle)), 1.6 * (0.25 - Math.sin(angle))];
  },
  circles(random, answer) {
    const angle = 2 * Math.PI * random();
    const radius = answer ? 0.75 : 1.8;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  },
  xor(random, answer) {
    const side = random() < 0.5 ? 1 : -1;
    const [across, up] = [0.15 + 1.7 * random(), 0.15 + 1.7 * random()];
    return [side * across, (answer ? side : -side) * up];
  },
  spirals(random, answer) {
    const along = Math.sqrt(0.02 + 0.98 * random()); // evenly filled, also far out
    const angle = 2 * Math.PI * (0.95 * along + answer / 2);
    return [2.1 * along * Math.cos(angle), 2.1 * along * Math.sin(angle)];
  },
  blobs: (_, answer) => (answer ? [-1, 0.8] : [1, -0.8]),
};

/** By how much the noise moves a point; the clouds are nothing but noise. @type {Record<string, number>} */
const NOISE = { moons: 1.3, circles: 1.3, xor: 1.3, spirals: 1, blobs: 4 };

/**
 * Make the points of a data set.
 * @param {Settings} settings
 * @returns {Table}
 */
export function madePoints({ data, points, noise, seed }) {
  const random = randomFrom(seed + 11);
  /** @type {number[][]} */
  const rows = [];
  /** @type {number[]} */
  const wanted = [];
  for (let i = 0; i < points; i++) {
    const answer = 1 - (i % 2);
    const place = MAKERS[data](random, answer);
    rows.push(place.map((x) => roundTo(x + NOISE[data] * noise * normal(random), 3)));
    wanted.push(answer);
  }
  const reach = rows.flat().reduce((most, x) => Math.max(most, Math.abs(x) + 0.1), 2.6);
  return {
    names: ["x₁", "x₂"],
    rows,
    wanted,
    classes: ["no", "yes"],
    plane: [0, 1],
    low: [-reach, -reach],
    high: [reach, reach],
    scale: null,
    note: "",
  };
}

/**
 * Which part of a plane to show: all points, and a margin.
 * @param {number[][]} rows @param {[number, number]} plane
 * @returns {{ low: [number, number], high: [number, number] }}
 */
export function windowOf(rows, plane) {
  /** @param {number} column @returns {[number, number]} */
  const span = (column) => {
    const [least, most] = rows.reduce(
      ([a, b], row) => [Math.min(a, row[column]), Math.max(b, row[column])],
      [Infinity, -Infinity],
    );
    const margin = most > least ? 0.1 * (most - least) : Math.max(1, 0.1 * Math.abs(most));
    return [least - margin, most + margin];
  };
  const [across, up] = plane.map(span);
  return { low: [across[0], up[0]], high: [across[1], up[1]] };
}

/**
 * The points of the heat maps, the top row first; other columns are at their mean.
 * @param {Table} table
 */
export function gridOf({ names, rows, plane, low, high }) {
  const count = names.length;
  const means = names.map((_, k) => rows.reduce((sum, row) => sum + row[k] / rows.length, 0));
  const grid = new Float64Array(GRID * GRID * count);
  for (let row = 0; row < GRID; row++)
    for (let column = 0; column < GRID; column++) {
      const point = means.slice();
      point[plane[0]] = low[0] + ((column + 0.5) / GRID) * (high[0] - low[0]);
      point[plane[1]] = high[1] - ((row + 0.5) / GRID) * (high[1] - low[1]);
      grid.set(point, (row * GRID + column) * count);
    }
  return grid;
}
