/**
 * The arithmetic of a graph: forward in order, then back, one edge at a time. What each operation
 * computes, its local gradients and what it passes on stand in its rule, which Python wrote.
 */

/** @import { Numbers, Rule } from "./rule.js" */

/**
 * A node: a leaf has no rule, a constant takes no gradient; `fixed`: it is a leaf that wants none, or
 * made of such; `whole`: which call of a function made of rules it is a part of. An input is the place
 * of a node, or a number that is a constant.
 * @typedef {{
 *   rule: Rule | null, inputs: (number | { number: Numbers })[], label: string, called: string, scope: string,
 *   shape: number[], single: boolean, learns: boolean, constant: boolean, fixed: boolean,
 *   heat: number[][] | null, name: string, whole: string,
 * }} GraphNode
 */

/**
 * One edge of the way back: the node `from` passes on to its input `to`. `waiting`: how many more
 * edges `to` waits for.
 * @typedef {{
 *   index: number, from: number, to: number, position: number, upstream: Numbers, local: Numbers | null,
 *   passed: Numbers, total: Numbers, waiting: number,
 * }} Step
 */

/** The numbers that enter a node. @param {GraphNode} node @param {Numbers[]} values */
export const entering = (node, values) =>
  node.inputs.map((input) => (typeof input === "number" ? values[input] : input.number));

/**
 * Round to float32 what was recorded so: there a large number is infinite sooner.
 * @param {GraphNode} node @param {Numbers} x @returns {Numbers}
 */
export function rounded(node, x) {
  if (!node.single) return x;
  return Array.isArray(x) ? x.map(Math.fround) : Math.fround(x);
}

/**
 * Compute every node after its inputs, up to the `last`; leaves keep the numbers they have.
 * @param {GraphNode[]} nodes @param {Numbers[]} values
 */
export function forward(nodes, values, last = nodes.length - 1) {
  for (let i = 0; i <= last; i++) {
    const node = nodes[i];
    const { rule, inputs } = node;
    if (!rule?.forward) continue;
    /** @param {number | { number: Numbers }} input */
    const at = (input) => (typeof input === "number" ? values[input] : input.number);
    // Most operations take one or two numbers; without lists this is three times as fast.
    const result = inputs.length === 2 ? rule.forward(at(inputs[0]), at(inputs[1]))
      : inputs.length === 1 ? rule.forward(at(inputs[0])) : rule.forward(...entering(node, values));
    values[i] = rounded(node, rule.vjp ? result[0] : Number(result));
  }
  return values;
}

/** Add two gradients: numbers, or arrays number by number. @param {Numbers} a @param {Numbers} b @returns {Numbers} */
export const plus = (a, b) =>
  Array.isArray(b) ? b.map((x, k) => (Array.isArray(a) ? a[k] : 0) + x) : Number(a) + b;

/** Whether it is a number that is none. @param {Numbers} x */
const isLost = (x) => typeof x === "number" && Number.isNaN(x);

/**
 * Walk back from a node. Return the gradient of each node, and the steps in order: what arrived goes
 * through the rule, and what that passes on is added to what the input has so far. Where a rule is
 * not defined, its gradient is no number either.
 * @param {GraphNode[]} nodes @param {Numbers[]} values
 * @param {Numbers} [seed] what arrives at the last node: by default 1
 */
export function backward(nodes, values, last = nodes.length - 1, seed = 1) {
  /** @type {Numbers[]} */
  const grads = values.map((x) => (Array.isArray(x) ? x.map(() => 0) : 0));
  const uses = nodes.map(() => 0);
  /** @type {Step[]} */
  const steps = [];
  for (let i = 0; i <= last; i++)
    for (const input of nodes[i].inputs) if (typeof input === "number") uses[input] += 1;
  grads[last] = Array.isArray(values[last]) && !Array.isArray(seed) ? values[last].map(() => seed) : seed;
  for (let i = last; i >= 0; i--) {
    const node = nodes[i];
    const { rule } = node;
    const passOn = rule?.vjp ?? rule?.shares;
    if (!rule || !passOn) continue;
    const numbers = entering(node, values);
    const isOutside = rule.limited && isLost(values[i]) && !numbers.some(isLost);
    const lost = isOutside ? numbers.map(() => NaN) : null;
    const slopes = lost ?? rule.slopes?.(...numbers, values[i]) ?? [];
    const shares = lost ?? passOn(grads[i], values[i], ...numbers);
    node.inputs.forEach((to, position) => {
      if (typeof to !== "number") return;
      uses[to] -= 1;
      if (shares[position] === null || nodes[to].constant) return;
      const slope = slopes[position];
      const local = slope === undefined ? null : Array.isArray(slope) ? slope.map(Number) : Number(slope);
      const passed = rounded(nodes[to], shares[position]);
      grads[to] = rounded(nodes[to], plus(grads[to], passed));
      const [index, upstream, total, waiting] = [steps.length, grads[i], grads[to], uses[to]];
      steps.push({ index, from: i, to, position, upstream, local, passed, total, waiting });
    });
  }
  return { grads, steps };
}

/** @type {Record<string, (a: number, b: number) => boolean>} */
const COMPARES = {
  "<": (a, b) => a < b, ">": (a, b) => a > b, "<=": (a, b) => a <= b, ">=": (a, b) => a >= b,
  "==": (a, b) => a === b, "!=": (a, b) => a !== b,
};

/**
 * What the code that made the graph compared: branches hang on it.
 * @typedef {{
 *   op: string, sides: (number | { number: Numbers })[], result: boolean[], words: string,
 * }} Way
 */

/** The comparisons that would come out otherwise now. @param {Way[]} ways @param {Numbers[]} values */
export function lostWays(ways, values) {
  /** @param {number | { number: Numbers }} side */
  const numbers = (side) => [typeof side === "number" ? values[side] : side.number].flat();
  return ways.filter(({ op, sides, result }) => {
    const [left, right] = sides.map(numbers);
    return result.some((then, k) =>
      COMPARES[op](left[left.length > 1 ? k : 0], right[right.length > 1 ? k : 0]) !== then);
  });
}

/**
 * Every way from a node to the output, as lists of steps; at most `limit` of them.
 * @param {number} start @param {Step[]} steps @param {number} last @param {number} limit
 */
export function pathsFrom(start, steps, last, limit) {
  /** @type {Map<number, Step[]>} */
  const leaving = new Map();
  for (const step of steps) {
    if (!leaving.has(step.to)) leaving.set(step.to, []);
    leaving.get(step.to)?.push(step);
  }
  /** @type {Step[][]} */
  const found = [];
  /**
   * Every node of a deep graph is on the way: a list of what is left to do, not calls; and ways that
   * begin alike share their beginning.
   * @typedef {{ step: Step, before: Chain | null }} Chain
   * @type {[number, Chain | null][]}
   */
  const open = [[start, null]];
  while (open.length && found.length <= limit) {
    const [node, chain] = /** @type {[number, Chain | null]} */ (open.pop());
    if (node === last) {
      /** @type {Step[]} */
      const path = [];
      for (let at = chain; at; at = at.before) path.push(at.step);
      found.push(path.reverse());
    } else
      for (const step of [...(leaving.get(node) ?? [])].reverse()) open.push([step.from, { step, before: chain }]);
  }
  return { paths: found.slice(0, limit), more: found.length > limit };
}
