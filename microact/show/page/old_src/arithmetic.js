// The arithmetic of a graph: forward in order, then back, one edge at a time.
// What each operation computes, its slopes (to be shown) and what it passes on (its `shares`, or its
// `vjp` if it is one of arrays) stand in RULES; Python wrote them from the rules, chain rule included.
// The functions that they call (exp, maximum, …) stand above: unrolled lines use the same.

import { RULES } from "./rules.js";

/** The numbers that enter a node: those of other nodes, and constants. */
export function entering(node, values) {
  return node.inputs.map((input) => (input.node === undefined ? input.number : values[input.node]));
}

/** Round to float32 what was recorded so: there a large number is infinite sooner. */
export const rounded = (node, x) => (!node.single ? x : Array.isArray(x) ? x.map(Math.fround) : Math.fround(x));

/** Compute every node after its inputs, up to the `last`; leaves keep the numbers they have. */
export function forward(nodes, values, last = nodes.length - 1) {
  for (let i = 0; i <= last; i++) {
    const { rule, inputs } = nodes[i];
    if (rule === null) continue;
    const { forward: f, vjp } = RULES[rule];
    const at = (input) => (input.node === undefined ? input.number : values[input.node]);
    // Most operations take one or two numbers; without lists this is three times as fast.
    const result = inputs.length === 2 ? f(at(inputs[0]), at(inputs[1]))
      : inputs.length === 1 ? f(at(inputs[0])) : f(...entering(nodes[i], values));
    values[i] = rounded(nodes[i], vjp ? result[0] : result);
  }
  return values;
}

/** Add two gradients: numbers, or arrays number by number. */
export const plus = (a, b) => (Array.isArray(b) ? b.map((x, k) => (a[k] || 0) + x) : a + b);

/**
 * Walk back from the last node. Return the gradient of each node, and the steps in order: what
 * arrived goes through the rule, and what that passes on is added to what the input has so far.
 */
export function backward(nodes, values) {
  const last = nodes.length - 1;
  const grads = values.map((x) => (Array.isArray(x) ? x.map(() => 0) : 0));
  const uses = nodes.map(() => 0);
  const steps = [];
  for (const node of nodes)
    for (const input of node.inputs) if (input.node !== undefined) uses[input.node] += 1;
  grads[last] = Array.isArray(values[last]) ? [1] : 1;
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (node.rule === null) continue;
    const rule = RULES[node.rule];
    const numbers = entering(node, values);
    const slopes = rule.slopes ? rule.slopes(...numbers, values[i]) : [];
    const shares = (rule.vjp || rule.shares)(grads[i], values[i], ...numbers);
    node.inputs.forEach((input, position) => {
      if (input.node === undefined) return;
      const slope = slopes[position];
      const local = slope === undefined ? null : Array.isArray(slope) ? slope.map(Number) : Number(slope);
      const share = shares[position];
      if (share === null) return void (uses[input.node] -= 1);
      const passed = rounded(nodes[input.node], share);
      grads[input.node] = rounded(nodes[input.node], plus(grads[input.node], passed));
      uses[input.node] -= 1;
      steps.push({
        index: steps.length, from: i, to: input.node, position, upstream: grads[i], local, passed,
        total: grads[input.node], waiting: uses[input.node],
      });
    });
  }
  return { grads, steps };
}

export const COMPARES = {
  "<": (a, b) => a < b, ">": (a, b) => a > b, "<=": (a, b) => a <= b, ">=": (a, b) => a >= b,
  "==": (a, b) => a === b, "!=": (a, b) => a !== b,
};

/** The comparisons of the code that made the graph which would come out otherwise now. */
export function lostWays(ways, values) {
  const numbers = (side) => [side.node === undefined ? side.number : values[side.node]].flat();
  return ways.filter(({ op, sides, result }) => {
    const [left, right] = sides.map(numbers);
    return result.some((then, k) =>
      COMPARES[op](left[left.length > 1 ? k : 0], right[right.length > 1 ? k : 0]) !== then);
  });
}

/** Every way from a node to the output, as lists of steps; at most `limit` of them. */
export function pathsFrom(start, steps, last, limit) {
  const leaving = new Map();
  for (const step of steps) {
    if (!leaving.has(step.to)) leaving.set(step.to, []);
    leaving.get(step.to).push(step);
  }
  const found = [];
  const walk = (node, path) => {
    if (found.length > limit) return;
    if (node === last) found.push(path);
    else for (const step of leaving.get(node) || []) walk(step.from, [...path, step]);
  };
  walk(start, []);
  return { paths: found.slice(0, limit), more: found.length > limit };
}

/** Random numbers from 0 to 1 that a seed decides (mulberry32). */
export function randomFrom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
