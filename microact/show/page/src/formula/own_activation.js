/** An activation that somebody types: a formula of one name, computed from the rules, never made into code. */

import { ACTIVATIONS } from "../kernels.js";
import { entering, forward } from "../graph/arithmetic.js";
import { graphOfFormula } from "./build.js";
import { FORMULA_WORDS } from "./formula_words.js";
import { inPython } from "./program.js";
/** @import { Activation } from "../kernels.js" */
/** @import { Numbers } from "../graph/rule.js" */
/** @import { Graph } from "../graph/scene.js" */

/** The longest formula that is an activation: its text is the name in the menus. */
const LONGEST_OWN = 80;

/** The midpoints of strips over which a gain is computed, as Python does. */
const [STRIPS, STRIPS_PER_ONE] = [20000, 1000];

/**
 * The activation of a formula; known from then on.
 * @param {string} text @returns {Activation}
 */
export function ownActivation(text) {
  const made = triedActivation(text);
  ACTIVATIONS[made.title] ??= made;
  return made;
}

/**
 * The activation of a formula, to be looked at.
 * @param {string} text @returns {Activation}
 */
export function triedActivation(text) {
  const title = text.trim().replace(/\s+/g, " ");
  if (Object.hasOwn(ACTIVATIONS, title)) return ACTIVATIONS[title];
  if (title in {}) throw new Error(FORMULA_WORDS.noTitle); // what every object has
  if (title.length > LONGEST_OWN) throw new Error(FORMULA_WORDS.ownTooLong(LONGEST_OWN));
  const graph = graphOfFormula(title, new Map());
  if (graph.leaves.length !== 1) throw new Error(FORMULA_WORDS.oneName);
  return activationOf(graph, title);
}

/** @param {Graph} graph @param {string} title @returns {Activation} */
function activationOf(graph, title) {
  const { nodes, last } = graph;
  const [leaf] = graph.leaves;
  /** @type {Numbers[]} */
  const values = nodes.map(() => 0);
  const grads = new Float64Array(nodes.length);
  /** @param {number} z */
  const valueAt = (z) => {
    values[leaf] = z;
    forward(nodes, values, last);
    return Number(values[last]);
  };
  /** What passes back when so much arrives. @param {number} upstream @param {number} z */
  const passedAt = (upstream, z) => {
    valueAt(z);
    grads.fill(0);
    grads[last] = upstream;
    for (let i = last; i > leaf; i--) {
      const { rule, inputs } = nodes[i];
      const shares = rule?.shares?.(grads[i], values[i], ...entering(nodes[i], values));
      if (!shares) continue;
      inputs.forEach((input, k) => {
        if (typeof input === "number" && shares[k] !== null) grads[input] += Number(shares[k]);
      });
    }
    return grads[leaf];
  };
  const samples = Array.from({ length: 201 }, (_, k) => valueAt((k - 100) / 5));
  return {
    title, formula: title, derivative: "", kinked: nodes.some(({ rule }) => rule?.kinked),
    bounded: samples.every((y) => Math.abs(y) <= 1), gain: gainOf(valueAt),
    get python() {
      const n = numberOfOwn(title);
      return { name: `Own${n}()`, line: programLines(graph, n).join("\n") };
    },
    forward: (z, a, count) => {
      for (let i = 0; i < count; i++) a[i] = valueAt(z[i]);
    },
    backward: (upstream, z, _, passed, count) => {
      for (let i = 0; i < count; i++) passed[i] = passedAt(upstream[i], z[i]);
    },
    slopes: (z, _, slopes, count) => {
      for (let i = 0; i < count; i++) slopes[i] = passedAt(1, z[i]);
    },
  };
}

/** @type {string[]} */
const OWN = [];

/** Which of the typed activations it is. @param {string} title */
function numberOfOwn(title) {
  if (!OWN.includes(title)) OWN.push(title);
  return OWN.indexOf(title) + 1;
}

/**
 * By how much weights are larger because it shrinks what it is given (`initializers.py`).
 * @param {(z: number) => number} f
 */
function gainOf(f) {
  let sum = 0;
  for (let i = 0; i < STRIPS; i++) {
    const z = (i + 0.5) / STRIPS_PER_ONE - STRIPS / STRIPS_PER_ONE / 2;
    sum += (f(z) ** 2 * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
  }
  const mean = sum / STRIPS_PER_ONE;
  return mean > 0 && Number.isFinite(mean) ? Number((mean ** -0.5).toFixed(9)) : 1;
}

/**
 * The class that a program needs, its gradient by the engine itself.
 * @param {Graph} graph @param {number} n
 */
function programLines(graph, n) {
  return [
    "",
    `def own${n}(x):`, `    return ${expressionInPython(graph, graph.last)}`, "", "",
    `class Own${n}(ma.Activation):`,
    "    def forward(self, x, xp):", `        return own${n}(x)`, "",
    "    def local_gradient(self, x, y, xp):",
    "        given = ma.Value(x)", `        ma.sum(own${n}(given)).backward()`, "        return given.grad", "",
  ];
}

/** A number as it was typed, where Python writes it so too. @param {Numbers} x */
const numberInPython = (x) => (Number.isFinite(Number(x)) ? String(x) : inPython(Number(x)));

/** @param {Graph} graph @param {number} i @returns {string} */
function expressionInPython(graph, i) {
  const node = graph.nodes[i];
  const { rule } = node;
  if (!rule) return "x";
  const given = node.inputs.map((input) =>
    (typeof input === "number" ? expressionInPython(graph, input) : numberInPython(input.number)));
  const sign = { add: "+", subtract: "-", multiply: "*", divide: "/", variable_power: "**" }[rule.name];
  if (sign) return `(${given.map((x) => (x.startsWith("-") ? `(${x})` : x)).join(` ${sign} `)})`;
  if (rule.name === "negative") return `(-${given[0]})`;
  const parameters = Object.entries(rule.parameters).map(([key, x]) =>
    `${key}=${x.replace("inf", "np.inf")}`);
  return `ma.${rule.name}(${[...given, ...parameters].join(", ")})`;
}
