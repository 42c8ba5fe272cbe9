/** Every sentence about a graph, in one place. */

import { short } from "../base/numbers.js";
import { entering } from "./arithmetic.js";
import { bracketed, calledName, exact, inWords, MAKES, resultName } from "./shown.js";
/** @import { GraphNode, Step } from "./arithmetic.js" */
/** @import { Numbers } from "./rule.js" */
/** @import { Graph } from "./scene.js" */

/** Formulas longer than this are said by their name alone. */
const LONGEST_FORMULA = 60;
const LONGEST_PART = 30;

/** Put other texts in the place of a rule's names. @param {string} text @param {Record<string, string>} texts */
const filled = (text, texts) =>
  text.replace(/[A-Za-z_]\w*/g, (name) => (Object.hasOwn(texts, name) ? texts[name] : name));

/** @param {string} text */
const pretty = (text) => text.replace(/\*\*/g, "^").replace(/\*/g, "×");

/** Without doubled brackets: `tanh((0.5 × 2))` is `tanh(0.5 × 2)`. @param {string} text */
export function bareText(text) {
  for (let start = text.indexOf("(("); start >= 0; start = text.indexOf("((", start + 1)) {
    const closing = [];  // where the outer and the inner bracket close
    for (let i = start, open = 0; i < text.length && closing.length < 2; i++) {
      open += text[i] === "(" ? 1 : text[i] === ")" ? -1 : 0;
      if (text[i] === ")" && open < 2) closing.push(i);
    }
    if (closing[1] === closing[0] + 1)
      text = text.slice(0, start) + text.slice(start + 1, closing[1]) + text.slice(closing[1] + 1);
  }
  return text;
}

/**
 * A node in words: its label, or how it was computed, as far as that is short.
 * @param {Graph} graph @param {number} i @param {number} depth @returns {string}
 */
function expressionOf(graph, i, depth) {
  const node = graph.nodes[i];
  const { rule } = node;
  if (node.label || !rule || depth === 0 || graph.live !== "numbers") return calledName(node);
  /** @type {Record<string, string>} */
  const names = {};
  rule.inputs.forEach((name, k) => {
    const input = node.inputs[k];
    names[name] = typeof input === "number" ? expressionOf(graph, input, depth - 1) : bracketed(input.number);
  });
  const text = filled(pretty(rule.formula), names);
  if (text.length > LONGEST_PART) return calledName(node);
  return /^[\w ]+\(.*\)$/.test(text) ? text : `(${text})`;
}

/**
 * What a rule's names stand for at a node: the names of its inputs, and their numbers.
 * @param {Graph} graph @param {GraphNode} node @param {Numbers} y
 */
function textsOf(graph, node, y) {
  const numbers = entering(node, graph.values);
  /** @type {Record<string, string>} */
  const names = { y: calledName(node) };
  /** @type {Record<string, string>} */
  const put = { y: bracketed(y, node.shape) };
  (node.rule?.inputs ?? []).forEach((name, k) => {
    const input = node.inputs[k];
    names[name] = typeof input === "number" ? expressionOf(graph, input, 2) : bracketed(input.number);
    put[name] = bracketed(numbers[k]);
  });
  return { names, put };
}

/** `y = tanh(+) = tanh(0.7) = 0.6044`. @param {Graph} graph @param {number} i */
function forwardStep(graph, i) {
  const node = graph.nodes[i];
  const { rule } = node;
  if (!rule) return "";
  const value = graph.values[i];
  const start = `Forward: ${node.name}`;
  if (graph.live !== "numbers" || rule.formula.length > LONGEST_FORMULA) {
    const given = node.inputs.map((input) =>
      (typeof input === "number" ? calledName(graph.nodes[input]) : bracketed(input.number)));
    return `${start} = ${MAKES[rule.title] ?? rule.name} of ${given.join(" and ")} = ${inWords(value, node.shape)}`;
  }
  const { names, put } = textsOf(graph, node, value);
  const [words, numbers] = [names, put].map((texts) => bareText(filled(pretty(rule.formula), texts)));
  return `${start} = ${words} = ${numbers} = ${inWords(value, node.shape)}`;
}

/** What happened on one edge on the way back. @param {Graph} graph @param {Step} step */
function backStep(graph, step) {
  const [from, to] = [graph.nodes[step.from], graph.nodes[step.to]];
  const { rule } = from;
  const total = inWords(step.total, to.shape);
  const so = step.waiting > 0 ? `It waits for ${step.waiting} more; so far ${total}.`
    : `Nothing more is to come: its gradient is ${total}.`;
  const start = `Back: ${from.name} passes on to ${to.name}: `;
  if (graph.live !== "numbers" || step.local === null || !rule)
    return `${start}${inWords(step.upstream, from.shape)}, through ${MAKES[rule?.title ?? ""] ?? rule?.name}, gives ` +
      `${inWords(step.passed, to.shape)}. ${so}`;
  const text = rule.derivatives[step.position] ?? "";
  const { names, put } = textsOf(graph, from, graph.values[step.from]);
  const [words, numbers] = [names, put].map((texts) => bareText(filled(pretty(text), texts)));
  const derived = text in names ? ` [${words}]` : ` [${words} = ${numbers}]`;
  const plain = words === numbers || text.length > LONGEST_FORMULA ? "" : derived;
  return `${start}upstream × local = ${bracketed(step.upstream)} × ${bracketed(step.local)}${plain} = ` +
    `${inWords(step.passed, to.shape)}. ${so}`;
}

export const GRAPH_WORDS = {
  first: "Start", back: "Back", play: "Play", pause: "Pause", next: "Next", last: "End", step: "Step",
  smaller: "Smaller picture", larger: "Larger picture", fit: "Fit",
  graph: "The graph. Arrow keys go from card to card, Enter keeps a card or opens a folded one.",
  steps: "Step through the graph",
  legend: "Gradients flow against the arrows, times the number on each. Wider: more flows. Blue: positive, vermillion: negative, grey and solid: both, grey and dashed: next to nothing, dotted: infinite or NaN.",
  cells: "Point at a number of an array: what it was made from is framed.",
  folded: "A tinted card is folded: a click opens it, a click on its frame’s name closes it.",
  done: "All numbers and gradients are computed. Press Start, then Next, to see how each came about.",
  begin: "These are the numbers it starts from. Press Next, or the right arrow key: forward first, then back.",
  seed: (/** @type {GraphNode} */ node) =>
    `Back: it starts at ${resultName(node)} with gradient 1: it changes exactly as much as itself.`,
  forward: forwardStep,
  backward: backStep,
  at: (/** @type {number} */ at, /** @type {number} */ all) => `${at} of ${all}`,
  atStep: (/** @type {number} */ at, /** @type {number} */ all) => `step ${at} of ${all}`,
  now: (/** @type {GraphNode} */ node, /** @type {Numbers} */ x) => `Now ${resultName(node)} is ${inWords(x, node.shape)}.`,
  reset: "Reset",
  wasReset: "Everything is what it was at the start.",
  lostWay: (/** @type {string} */ words) =>
    `When this graph was recorded, the code compared ${words}. At these numbers that comes out otherwise, and the code would have made another graph. What you see is the old one.`,
  large: "Stepping works; sliders and descending are for arrays of up to 64 numbers.",
  card: (/** @type {string} */ name, /** @type {string} */ data, /** @type {string} */ grad) =>
    `${name}${data && `, data ${data}`}${grad && `, gradient ${grad}`}`,
  dead: ", lets no gradient through",
  group: (/** @type {string} */ name, /** @type {number} */ count) => `${name}, folded, ${count} nodes; opens with Enter`,
  fold: (/** @type {string} */ name) => `Fold ${name}`,
  inGroup: (/** @type {number} */ count) => (count === 1 ? "1 node" : `${count.toLocaleString("en")} nodes`),
  data: "data",
  grad: "grad",
  why: "Why this gradient?",
  howWhy: "Point at a card; a click keeps it. With the keyboard: Tab to the graph, then the arrow keys.",
  hiddenWays: "While you practise, this stays hidden.",
  pressEnd: "Press End to see every way to the output.",
  isOutput: (/** @type {string} */ name) =>
    `${name} is the output. Its gradient is 1: it changes exactly as much as itself.`,
  isConstant: (/** @type {string} */ name) => `${name} is a constant: no gradient is wanted of it.`,
  noWay: (/** @type {string} */ name) => `No way leads from ${name} to the output: its gradient is 0.`,
  ways: (/** @type {string} */ name, /** @type {number} */ count, /** @type {boolean} */ more) => {
    if (more) return `More than ${count} ways lead from ${name} to the output; these are the first ${count}:`;
    return count === 1 ? `One way leads from ${name} to the output:` : `${count} ways lead from ${name} to the output:`;
  },
  allWays: (/** @type {string} */ sum, /** @type {string} */ name) => `All ways together: ${sum}, the gradient of ${name}.`,
  sumOfWays: (/** @type {string[]} */ products, /** @type {string} */ sum, /** @type {string} */ name) =>
    `${products.join(" + ")} = ${sum}, the gradient of ${name}.`,
  soGrows: (/** @type {string} */ name, /** @type {number} */ sum) =>
    `So its gradient is ${exact(sum)}: if ${name} grows by 0.01, the output changes by about ${exact(sum * 0.01)}.`,
  localOf: (/** @type {string} */ parts) => `how it moves with what it was made of: ${parts}.`,
  arrayWay: (/** @type {string} */ names, /** @type {string} */ passed) => `${names}: brings ${passed}`,
  insideGroup: (/** @type {string} */ name, /** @type {number} */ count) =>
    `${name} is folded: ${count} nodes. Click it to open it here.`,
  numbers: "Numbers",
  howNumbers: "Drag a slider: everything is computed anew. Boxes take 1/3 and 2*3 too. What is ticked moves when you descend.",
  ofPoint: "The two inputs and the target are those of the chosen point.",
  sliderOf: (/** @type {string} */ name) => `${name}, slider`,
  numberOf: (/** @type {string} */ name) => `${name}, number`,
  mayLearn: (/** @type {string} */ name) => `${name} may learn`,
  learns: "learns",
  gradient: "gradient",
  more: (/** @type {number} */ n) => `${n} more numbers`,
  noNumber: "That is not a number: 0.5, −2, 1/3 or 2*3 are.",
};

/** What the gradient of a name means, in a sentence. */
export const MEANS = {
  /** @param {string} name @param {number} gradient @param {number} result @returns {import("../words.js").Piece[]} */
  leaf: (name, gradient, result) => {
    if (!Number.isFinite(gradient) || !Number.isFinite(result))
      return [["b", `${name} has gradient ${exact(gradient)}`], ": a number on the way is too large, or no number."];
    if (gradient === 0)
      return [["b", `${name} has gradient 0`], `: if ${name} moves a little, the result stays what it is.`];
    /** @type {import("../words.js").Piece} */
    const shown = [gradient > 0 ? "pos" : "neg", short(gradient, 3)];
    return [
      ["b", `${name} has gradient `], shown,
      `: the slope of the thick line in the plot. If ${name} grows by 0.01, the result changes by about ` +
        `${short(0.01 * gradient, 3)}. To make it smaller, ${name} must ${gradient > 0 ? "fall" : "grow"}.`,
    ];
  },
};
