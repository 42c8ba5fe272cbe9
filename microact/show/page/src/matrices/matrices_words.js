/** Every sentence about matrices, in one place. */

import { exact } from "../graph/shown.js";

/** The three words of the attention head. */
export const THREE_WORDS = ["the", "cat", "sat"];

export const MATRICES_WORDS = {
  examples: {
    product: "Matrix product", softmax: "Softmax", cross_entropy: "Softmax and cross-entropy",
    layer: "A linear layer", residual: "Residual block", attention: "Attention head",
  },
  choose: "Examples",
  show: "Show",
  shows: { data: "data", grad: "grad" },
  hover: "Point at a number to see which numbers made it; type into the cream ones.",
  hoverGrad: "Gradients: how much the result changes when a number grows. Point at one to see from where it comes.",
  titles: {
    product: "Matrix product: every number is a row times a column",
    softmax: "Softmax of one row: powers, divided by their sum",
    cross_entropy: "Three logits become probabilities; the loss is −log of the right one’s",
    layer: "Three points through a linear layer: one bias serves every row",
    residual: "A residual block: x + f(x), and the way back that goes past f",
    attention: "An attention head: each word asks, and mixes what answers",
  },
  captions: /** @type {Record<string, string>} */ ({
    Q: "what each asks", "Kᵀ": "what each offers", scores: "QKᵀ / √3", share: "softmax by row, no looking ahead",
    V: "what each says", out: "the mix", exp: "positive, and steep", shares: "÷ their sum",
    p: "÷ their sum", "log p": "log", W: "weights", b: "bias", X: "a row a point", Z: "X·W + b", h: "tanh",
    "f(x)": "h·V", "x + f(x)": "the sum", A: "", B: "", "A·B": "",
  }),
  softmaxScores: "scores",
  graph: "The same as a graph",
  gradientsOf: "How each score moves each share",
  rowTimesColumn: (/** @type {number} */ row, /** @type {number} */ column) => `row ${row} × column ${column}`,
  together: "together",
  madeFrom: (/** @type {string} */ name) => `${name} was made from`,
  local: "local gradient",
  number: "number",
  cell: (/** @type {string} */ name, /** @type {number} */ x, /** @type {number | null} */ gradient) =>
    `${name}, ${exact(x)}${gradient === null ? "" : `, gradient ${exact(gradient)}`}`,
  gradient: (/** @type {string} */ name, /** @type {number} */ gradient, /** @type {string} */ result) =>
    `${name} has gradient ${exact(gradient)}: if it grows by 0.01, ${result} changes by about ${exact(0.01 * gradient)}.`,
  brings: (/** @type {string[]} */ parts, /** @type {number} */ sum) => `${parts.join(" + ")} = ${exact(sum)}`,
  /** Why p − y. */
  crossEntropy: (/** @type {string} */ name, /** @type {number} */ p, /** @type {number} */ y, /** @type {number} */ gradient) =>
    `${name}: its gradient is p − y = ${exact(p)} − ${y} = ${exact(gradient)}. Too sure of a wrong class: down; not sure enough of the right one: up.`,
  shares: (/** @type {string} */ p, /** @type {string} */ q, /** @type {number} */ a, /** @type {number} */ b,
    /** @type {number} */ same) => (same
    ? `A share and its own score: p·(1 − p) = ${exact(a)} × (1 − ${exact(a)}) = ${exact(a * (1 - a))}.`
    : `−${p}·${q} = −${exact(a)} × ${exact(b)} = ${exact(-a * b)}. One share grows at the others’ cost.`),
  asks: (/** @type {string} */ asks, /** @type {string} */ answers, /** @type {[number, number][]} */ terms,
    /** @type {number} */ score, /** @type {number} */ share) => {
    const sum = terms.map(([a, b]) => `(${exact(a)})·(${exact(b)})`).join(" + ");
    return `“${asks}” asks “${answers}”: score (${sum}) ÷ √3 = ${exact(score)}; after softmax over its row, ` +
      `${Math.round(100 * share)}% of what “${asks}” becomes is “${answers}”.`;
  },
  noLooking: (/** @type {string} */ asks, /** @type {string} */ answers) =>
    `“${asks}” comes before “${answers}” and must not look ahead: its score counts as −∞, its share is 0, and no gradient gets through.`,
  damaged: "These matrices cannot be read; they begin as usual.",
  tab: "Matrices",
  help: [
    "Each table is an array. Blue is positive, vermillion negative, pale is small.",
    "Point at a number, or go to it with the arrow keys: the numbers that it was made from are framed, and beside the tables you see how.",
    "Type other numbers into the cream tables; 1/3 and 2*3 are numbers, too.",
    "Show: grad turns every number into its gradient, how much the result changes with it.",
    "Below, the same as a graph: step through it, practise, choose another activation, descend.",
  ],
};
