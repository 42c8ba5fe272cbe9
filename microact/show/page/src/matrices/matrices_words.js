/** Every sentence about matrices, in one place. */

import { exact } from "../graph/shown.js";

/** The three words of the attention head. */
export const THREE_WORDS = ["the", "cat", "sat"];

/**
 * What is said beside a table's name, of each example.
 * @type {Record<string, Record<string, string | ((activation: string) => string)>>}
 */
const CAPTIONS = {
  product: { G: "how the result weighs each", result: "the sum of A·B × G" },
  softmax: { exp: "positive, and steep", sum: "of the row", shares: "exp ÷ sum", pick: "whose share", result: "" },
  cross_entropy: {
    exp: "positive, and steep", sum: "of the row", p: "exp ÷ sum", y: "1: the right class",
    "log p": "", loss: "−log p of the right class", "p − y": "is the logits’ gradient",
  },
  layer: { X: "a row a point", W: "weights", b: "bias", Z: "X·W + b", H: (/** @type {string} */ activation) => `${activation}(Z)`, wanted: "", loss: "mean of (H − wanted)²" },
  residual: {
    W: "weights", h: (/** @type {string} */ activation) => `${activation}(x·W)`, V: "weights", "f(x)": "h·V", skip: "1: with, 0: without", "x + f(x)": "",
    G: "how the result weighs each", result: "",
  },
  attention: {
    Q: "what each asks", "Kᵀ": "what each offers", scores: "Q·Kᵀ ÷ √3", mask: "1: may look there",
    share: "softmax by row", V: "what each says", out: "the mix", wanted: "", loss: "mean of (out − wanted)²",
  },
};

export const MATRICES_WORDS = {
  examples: {
    product: "Matrix product", softmax: "Softmax", cross_entropy: "Softmax and cross-entropy",
    layer: "A linear layer", residual: "Residual block", attention: "Attention head",
  },
  choose: "Examples",
  show: "Show",
  shows: { data: "data", grad: "grad" },
  hover: "Point at a number to see which numbers made it; type into the tinted tables.",
  hoverGrad: "Gradients: how much the result changes when a number grows. Point at one to see from where it comes.",
  readOnly: "These are gradients. Show data, to type numbers.",
  noNumber: "That is not a number; 1/3 and 2*3 are.",
  practising: "While you practise, gradients stay hidden here, too.",
  titles: {
    product: "Matrix product: every number is a row times a column",
    softmax: "Softmax of one row: powers, divided by their sum",
    cross_entropy: "Three logits become probabilities; the loss is −log of the right one’s",
    layer: "Three points through a linear layer: one bias serves every row",
    residual: "A residual block: x + f(x), and the way back that goes past f",
    attention: "An attention head: each word asks, and mixes what answers",
  },
  caption: (/** @type {string} */ example, /** @type {string} */ label, /** @type {string} */ operation = "") => {
    const caption = CAPTIONS[example]?.[label] ?? "";
    return typeof caption === "string" ? caption : caption(operation);
  },
  graph: "The same as a graph",
  jacobian: "How each score (row) moves each share (column)",
  rowTimesColumn: (/** @type {number} */ row, /** @type {number} */ column) =>
    `row ${row} × column ${column}, counted from 0`,
  together: "together",
  rowSum: (/** @type {number} */ sum) => `∑ ${exact(sum)}`,
  madeFrom: "made from",
  local: "local gradient",
  number: "number",
  cell: (/** @type {string} */ name, /** @type {number} */ x, /** @type {number | null} */ gradient) =>
    `${name}, ${exact(x)}${gradient === null ? "" : `, gradient ${exact(gradient)}`}`,
  gradient: (/** @type {string} */ name, /** @type {number} */ gradient, /** @type {string} */ result) =>
    `${name} has gradient ${exact(gradient)}: if it grows by 0.01, ${result} changes by about ${exact(0.01 * gradient)}.`,
  from: (/** @type {string} */ reader, /** @type {string} */ text) => `${reader}: ${text}`,
  brings: (/** @type {string[]} */ parts, /** @type {number} */ sum) => `${parts.join(" + ")} = ${exact(sum)}`,
  /** Why p − y. */
  crossEntropy: (/** @type {string} */ name, /** @type {number} */ p, /** @type {number} */ y,
    /** @type {number} */ gradient) => {
    const why = y ? "Not sure enough of the right class: when this logit grows, the loss falls."
      : "This class is wrong and still has a share: when this logit grows, the loss grows.";
    return `${name}: its gradient is p − y = ${exact(p)} − ${y} = ${exact(gradient)}. ${why}`;
  },
  ownShare: (/** @type {number} */ p) =>
    `A share and its own score: p·(1 − p) = ${exact(p)} × ${exact(1 - p)} = ${exact(p * (1 - p))}.`,
  asks: (/** @type {string} */ asks, /** @type {string} */ answers, /** @type {[number, number][]} */ terms,
    /** @type {number} */ score, /** @type {number} */ share) => {
    const sum = terms.map(([a, b]) => `(${exact(a)})·(${exact(b)})`).join(" + ");
    return `“${asks}” asks “${answers}”: score (${sum}) ÷ √3 = ${exact(score)}; after softmax over its row, ` +
      `${Math.round(100 * share)}% of what “${asks}” becomes is “${answers}”.`;
  },
  noLooking: (/** @type {string} */ asks, /** @type {string} */ answers) =>
    `“${asks}” must not look at “${answers}”: its score counts as −∞, its share is 0, and no gradient gets through to its score.`,
  past: (/** @type {number} */ past, /** @type {number} */ through) =>
    `${exact(past)} comes past f, on the skip, as it arrives; ${exact(through)} comes through f.`,
  nothingToLookAt: (/** @type {string} */ word) =>
    `“${word}” may look at no word: all its scores are −∞, their powers 0, and 0 ÷ 0 is no number.`,
  lost: "A number on the way is infinite or no number: e to the power of something above 709 is too large. Real programs subtract the largest logit first.",
  damaged: "These matrices cannot be read; they begin as usual.",
  tab: "Matrices",
  sheetTask: "Fill the empty tables: first forward, then the gradients, from the result back.",
  forward: "Forward",
  backward: "Gradients",
  questions: {
    product: ["Which numbers of A reach the second row of A·B? Which numbers of B?",
      "A·B[1, 0] gets gradient 0.5. What does that bring to A[1, 2]?",
      "In your own words: why is the gradient of A the arriving gradient times B transposed?"],
    softmax: ["Which number decides most about the shares, and why?",
      "All scores grow by 1. What happens to the shares?", "Why does one share grow only when others shrink?"],
    cross_entropy: ["Compute p − y. Where have you seen these numbers?",
      "Which logit would you raise first to lower the loss?", "What would the loss be if all logits were equal?"],
    layer: ["Why does one bias get gradients from three rows?", "Which point moves W[0, 0] most?",
      "Which number of H lets least gradient through? How do you see it?"],
    residual: ["Which part of the gradient of x comes past f, which through f?",
      "Set skip to 0. Which gradients change?", "Why do deep networks like the plus?"],
    attention: ["Which word looks most at which?", "Why does every row of shares sum to 1?",
      "Which scores get no gradient at all, and why?"],
  },
  help: [
    "Each table is an array. Blue is positive, vermillion negative, pale is small.",
    "Point at a number, or go to it with the arrow keys: the numbers that it was made from are framed, and beside the tables you see how.",
    "Type other numbers into the tinted tables; 1/3 and 2*3 are numbers, too.",
    "Show: grad turns every number into its gradient, how much the result changes with it.",
    "Below, the same as a graph: step through it, practise, choose another activation, descend.",
  ],
};
