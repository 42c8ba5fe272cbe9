/** Rules of single numbers, applied to every number of an array: so layers of arrays have a menu, too. */

import { FORMULA_RULES } from "../formula_rules.js";
/** @import { GraphNode } from "./arithmetic.js" */
/** @import { Numbers, Rule } from "./rule.js" */

/** @param {Rule} rule @returns {Rule} */
export function lifted(rule) {
  /** @param {(v: number, k: number) => any} f @param {Numbers} x */
  const each = (f, x) => (Array.isArray(x) ? x.map((v, k) => Number(f(v, k))) : Number(f(x, 0)));
  const at = (/** @type {Numbers} */ x, /** @type {number} */ k) => (Array.isArray(x) ? x[k] : x);
  return {
    ...rule,
    forward: (x) => [each((v) => rule.forward?.(v), x)],
    slopes: (x, y) => [each((v, k) => rule.slopes?.(v, at(y, k))[0], x)],
    vjp: (g, y, x) => [each((v, k) => rule.shares?.(at(g, k), at(y, k), v)[0], x)],
  };
}

/**
 * Every activation of one number, for arrays: one rule fits all shapes. Where the graph uses one that
 * only Python could write, for the shapes of each node, that is a choice as well: as it was.
 * @param {GraphNode[]} nodes @param {{ nodes: number[] }[]} groups @returns {Rule[]}
 */
export function liftedChoices(nodes, groups) {
  if (!groups.length) return [];
  /** @type {Map<string, Rule>} */
  const choices = new Map();
  for (const { parameters, make } of Object.values(FORMULA_RULES)) {
    const usual = parameters.map(([, x]) => (typeof x === "string" ? Number(x.replace("inf", "Infinity")) : x));
    const rule = usual.includes(null) ? null : make(.../** @type {number[]} */ (usual));
    if (rule?.activation) choices.set(rule.title, lifted(rule));
  }
  for (const i of groups.flatMap((group) => group.nodes)) {
    const own = /** @type {Rule} */ (nodes[i].rule);
    if (!choices.has(own.title)) choices.set(own.title, { ...own, asItWas: true });
  }
  return [...choices.values()];
}

/**
 * The rule that a node gets when one is chosen.
 * @param {Rule} choice @param {Rule | null} before its rule at the start
 */
export const chosenRule = (choice, before) => (choice.asItWas ? before : choice);
