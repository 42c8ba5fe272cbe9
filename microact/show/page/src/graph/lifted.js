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
 * Every activation of one number, for arrays; those of the graph as they are.
 * @param {GraphNode[]} nodes @param {{ nodes: number[] }[]} groups @returns {Rule[]}
 */
export function liftedChoices(nodes, groups) {
  if (!groups.length) return [];
  const own = groups.flatMap((group) => group.nodes.map((i) => /** @type {Rule} */ (nodes[i].rule)));
  const titles = new Map();
  // One rule a title: those of the graph are written for shapes, the lifted ones fit all.
  for (const { parameters, make } of Object.values(FORMULA_RULES)) {
    const usual = parameters.map(([, x]) => (typeof x === "string" ? Number(x.replace("inf", "Infinity")) : x));
    const rule = usual.includes(null) ? null : make(.../** @type {number[]} */ (usual));
    if (rule?.activation) titles.set(rule.title, lifted(rule));
  }
  for (const rule of own) if (!titles.has(rule.title)) titles.set(rule.title, rule);
  for (const group of groups)
    for (const i of group.nodes) nodes[i].rule = titles.get(/** @type {Rule} */ (nodes[i].rule).title);
  return [...titles.values()];
}
