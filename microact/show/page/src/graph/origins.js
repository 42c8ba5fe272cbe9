/** Of which numbers a number of an array was made: what its rule passes back to, from it alone. */

import { entering } from "./arithmetic.js";
import { bracketed, exact } from "./shown.js";
import { tableOf } from "./sizes.js";
/** @import { Numbers } from "./rule.js" */
/** @import { Graph } from "./scene.js" */

/**
 * Numbers that are nothing special: positive, and all different.
 * @param {Numbers} x @param {number} k @returns {Numbers}
 */
const usual = (x, k) => (Array.isArray(x) ? x.map((_, i) => 0.31 + 0.017 * i + 0.37 * k) : 0.53 + 0.37 * k);

/** A gradient that is 1 in one place. @param {Numbers} x @param {number} cell @returns {Numbers} */
const oneAt = (x, cell) => (Array.isArray(x) ? x.map((_, k) => Number(k === cell)) : 1);

/**
 * What a number passes on to each input: its local gradients.
 * @param {Graph} graph @param {number} i @param {number} cell
 */
export function localsOf(graph, i, cell) {
  const node = graph.nodes[i];
  const { rule } = node;
  const passOn = rule?.vjp ?? rule?.shares;
  if (!passOn) return [];
  const y = graph.values[i];
  return passOn(oneAt(y, cell), y, ...entering(node, graph.values));
}

/**
 * The cells of each input that a cell was made of, and itself.
 * @param {Graph} graph @param {number} i @param {number} cell
 * @returns {Map<number, Set<number>>}
 */
export function originsOf(graph, i, cell) {
  const marks = new Map([[i, new Set([cell])]]);
  const node = graph.nodes[i];
  const { rule } = node;
  const passOn = rule?.vjp ?? rule?.shares;
  if (!rule?.forward || !passOn) return marks;
  // A slope that happens to be 0 hides nothing: other numbers are tried as well, with the same constants.
  const given = entering(node, graph.values);
  const isFixed = node.inputs.map((input) => typeof input !== "number" || graph.nodes[input].constant);
  for (const numbers of [given, given.map((x, k) => (isFixed[k] ? x : usual(x, k)))]) {
    const made = rule.forward(...numbers);
    const y = rule.vjp ? made[0] : made;
    const shares = passOn(oneAt(y, cell), y, ...numbers);
    node.inputs.forEach((input, position) => {
      if (typeof input !== "number" || !shares[position]) return;
      if (isFixed[position] && node.rule?.name === "where" && position === 0) return; // it only chooses
      const known = marks.get(input) ?? new Set();
      [shares[position]].flat().forEach((g, k) => {
        if (g !== 0) known.add(k);
      });
      marks.set(input, known);
    });
  }
  return marks;
}

/**
 * A cell as people write it: `W[0, 1]`.
 * @param {Graph} graph @param {number} i @param {number} cell @param {string} [name]
 */
export function cellName({ nodes }, i, cell, name = nodes[i].name) {
  const { shape } = nodes[i];
  if (!shape.length) return name;
  const places = [];
  let rest = cell;
  for (const size of [...shape].reverse()) {
    places.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `${name}[${places.join(", ")}]`;
}

/**
 * The terms of a matrix product: each number of the row with its partner of the column.
 * @param {Graph} graph @param {number} i @param {number} cell @returns {[number, number][] | null}
 */
export function termsOf(graph, i, cell) {
  const node = graph.nodes[i];
  if (node.rule?.name !== "matmul") return null;
  const [a, b] = entering(node, graph.values);
  const [left, right] = node.inputs.map((input) => (typeof input === "number" ? graph.nodes[input].shape : []));
  if (!Array.isArray(a) || !Array.isArray(b) || left.length > 2 || right.length > 2) return null;
  const inner = left[left.length - 1];
  const [, columns] = right.length === 1 ? [inner, 1] : tableOf(right);
  const [row, column] = [Math.floor(cell / columns), cell % columns];
  return Array.from({ length: inner }, (_, k) => [a[row * inner + k], b[k * columns + column]]);
}

/** How a cell came about: `A @ B[0, 1] = 0.5 × 2 + …`. @param {Graph} graph @param {number} i @param {number} cell */
export function cellInWords(graph, i, cell) {
  const x = [graph.values[i]].flat()[cell];
  const start = `${cellName(graph, i, cell)} = `;
  const terms = termsOf(graph, i, cell);
  if (!terms) return `${start}${exact(x)}`;
  return `${start}${terms.map(([a, b]) => `${bracketed(a)} × ${bracketed(b)}`).join(" + ")} = ${exact(x)}`;
}
