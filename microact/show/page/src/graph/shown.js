/** How numbers, arrays and nodes are written on cards and in sentences. */

import { short } from "../base/numbers.js";
/** @import { GraphNode } from "./arithmetic.js" */
/** @import { Numbers } from "./rule.js" */
/** @import { Seen } from "./scene.js" */

/** Arrays of more numbers than this are not written out in a sentence. */
const MOST_WRITTEN = 16;

/** With four digits, as sentences have them. @param {number} x */
export const exact = (x) => short(x, 4);

/**
 * What a sentence says of a number, and of an array: its numbers if they are few, its shape and range.
 * @param {Numbers | Seen} x @param {number[]} shape
 */
export function inWords(x, shape) {
  if (typeof x === "number") return exact(x);
  if (!Array.isArray(x)) return x.text;
  const sizes = shape.join("×");
  if (x.length > MOST_WRITTEN) return `${sizes}, ${rangeOf(x)}`;
  const columns = shape[shape.length - 1] || 1;
  const rows = Array.from({ length: x.length / columns }, (_, row) =>
    x.slice(row * columns, (row + 1) * columns).map(exact).join(" "));
  return `${sizes}: ${rows.join("; ")}`;
}

/** What fits on a card. @param {Numbers | Seen} x @param {number} [digits] */
export function onCard(x, digits = 3) {
  if (typeof x === "number") return short(x, digits);
  return Array.isArray(x) ? rangeOf(x) : x.card;
}

/** The smallest and the largest number of an array. @param {number[]} x */
export function rangeOf(x) {
  const [low, high] = extentOf(x);
  return low === high ? exact(low) : `${short(low)} … ${short(high)}`;
}

/** @param {Iterable<number>} x @returns {[number, number]} */
export function extentOf(x) {
  let [low, high] = [Infinity, -Infinity];
  for (const v of x) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return [low, high];
}

/** How large it is: of an array the root of the sum of squares. @param {Numbers | Seen} x */
export function sizeOf(x) {
  if (typeof x === "number") return Math.abs(x);
  return Array.isArray(x) ? Math.hypot(...x) : x.size;
}

/** Its sign; of an array 0 if it has both. @param {Numbers | Seen} x */
export function signOf(x) {
  if (typeof x === "number") return Math.sign(x);
  if (!Array.isArray(x)) return x.sign;
  const [low, high] = extentOf(x);
  return low >= 0 ? Number(high > 0) : high <= 0 ? -1 : 0;
}

/** A number inside a formula: in brackets if negative. @param {Numbers | Seen} x @param {number[]} shape */
export const bracketed = (x, shape = []) =>
  typeof x === "number" && x < 0 ? `(${inWords(x, shape)})` : inWords(x, shape);

/** What operations make, in a word. @type {Record<string, string>} */
export const MAKES = { "+": "sum", "*": "product", "-": "difference", "/": "quotient", "@": "matrix product" };

/** What a card is called inside a formula: `- #2` is a name, not minus something. @param {GraphNode} node */
export const calledName = (node) => (/^[\p{L}_]/u.test(node.name) ? node.name : `[${node.name}]`);

/** What a card is called beside the graph: as it calls itself. @param {GraphNode} node */
export const cardName = (node) => (node.label ? node.name : titleOf(node));

/** The last node in a sentence: its label, or what it is. @param {GraphNode} node */
export const resultName = (node) => (node.called ? node.name : "the result");

/** The constants among what enters a node, as its card says them. @param {GraphNode} node */
function constantsOf(node) {
  return node.inputs.map((input) => (typeof input === "number" ? "" : short(Number(input.number))));
}

/** What stands on a card: its label and its operation, with the constants that enter. @param {GraphNode} node */
export function titleOf(node) {
  const { rule } = node;
  const number = / #\d+$/.exec(node.name)?.[0] ?? ""; // as in questions and sentences
  if (!rule) return (node.label || (node.constant ? "constant" : "leaf")) + number;
  const constants = constantsOf(node);
  const sign = rule.title.replace("**", "^").replace(/^\*/, "×").replace(/^-/, "−").replace(/^\/$/, "÷");
  let text = sign;
  if (constants.some(Boolean) && constants.length === 2 && !/\w/.test(rule.title))
    text = constants[0] ? `${constants[0]} ${sign}` : `${sign} ${constants[1]}`;
  else if (constants.some(Boolean)) text = `${sign}(${constants.map((x) => x || "·").join(", ")})`;
  return node.label && node.label !== text ? `${node.label}${number} = ${text}` : text + number;
}
