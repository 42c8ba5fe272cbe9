/** A recorded graph, from Python's data or from a typed formula, with its numbers and gradients. */

import { backward, forward, rounded } from "./arithmetic.js";
import { liftedChoices } from "./lifted.js";
import { nameAll } from "./naming.js";
/** @import { GraphNode, Step, Way } from "./arithmetic.js" */
/** @import { Numbers, Rule } from "./rule.js" */

/**
 * What a card shows of an array that the page cannot compute with.
 * @typedef {{ text: string, card: string, size: number, sign: number, numbers?: number[] }} Seen
 * @typedef {{ points: [number, number, number][], low: number[], high: number[], inputs: number[],
 *   target: number | null, score: number, middle: number, wanted: number[] }} Plotted
 * @typedef {{
 *   live: "numbers" | "arrays" | "", nodes: Record<string, any>[], values: any[], data: Plotted | null,
 *   choices: number[], groups: { layer: string, nodes: number[] }[], ways: Way[],
 *   grads?: any[], steps?: any[],
 * }} Scene
 */

/** Infinities travel as words. @param {any} x @returns {any} */
function revived(x) {
  if (Array.isArray(x)) return x.map(revived);
  return typeof x === "string" ? { inf: Infinity, "-inf": -Infinity, nan: NaN }[x] ?? NaN : x;
}

export class Graph {
  /**
   * @param {GraphNode[]} nodes each after its inputs; constants may stand behind them
   * @param {Numbers[]} values those of leaves; the others are computed
   * @param {number} last the place of the output
   * @param {Partial<Scene>} [more]
   */
  constructor(nodes, values, last, more = {}) {
    this.nodes = nodes;
    this.values = values;
    this.last = last;
    /** Whether the page computes: numbers, small arrays, or nothing at all. */
    this.live = more.live ?? "numbers";
    this.data = more.data ?? null;
    this.choices = /** @type {Rule[]} */ ([]);
    this.groups = more.groups ?? [];
    this.ways = more.ways ?? [];
    /** @type {Numbers[]} */
    this.grads = [];
    /** @type {Step[]} */
    this.steps = [];
    this.more = more;
    nameAll(nodes);
    this.start = { values: structuredClone(values), nodes: nodes.map(({ rule, learns }) => ({ rule, learns })) };
    this.compute();
  }

  /** The graph that Python recorded. @param {Scene} scene @param {Rule[]} rules */
  static of(scene, rules) {
    const nodes = scene.nodes.map((node) => nodeOf({ ...node, rule: rules[node.rule] ?? null }));
    const values = scene.values.map(revived);
    const last = nodes.length - 1;
    for (const node of nodes)
      node.inputs = node.inputs.map((input) => {
        if (typeof input === "number") return input;
        const number = rounded(node, revived(input.number)); // as it enters a node of float32
        const { shape, label } = /** @type {any} */ (input);
        if (!shape?.length) return { number };
        // An array that is a constant has a card of its own, and takes no gradient.
        nodes.push(nodeOf({ constant: true, shape, label: label ?? "", called: label ?? "" }));
        values.push(number);
        return nodes.length - 1;
      });
    const graph = new Graph(nodes, values, last, scene);
    graph.choices = scene.live === "arrays" ? liftedChoices(nodes, graph.groups) : scene.choices.map((k) => rules[k]);
    return graph;
  }

  /** Compute all numbers and gradients from the leaves. */
  compute() {
    const { nodes, values, last, more } = this;
    if (this.live) {
      forward(nodes, values, last);
      Object.assign(this, backward(nodes, values, last));
    } else {
      this.grads = revivedSeen(more.grads ?? []);
      this.steps = /** @type {any[]} */ ((more.steps ?? []).map((step) =>
        Object.fromEntries(Object.entries(step).map(([name, x]) => [name, revivedSeen(x)]))));
    }
  }

  /** Everything as it was at the start. */
  reset() {
    this.values = structuredClone(this.start.values);
    this.nodes.forEach((node, i) => Object.assign(node, this.start.nodes[i]));
    nameAll(this.nodes);
  }

  /** What nothing enters, in order: leaves, then constants. */
  get given() {
    return this.nodes.flatMap((node, i) => (node.rule || !this.live ? [] : [i]));
  }

  /** The leaves, in order. */
  get leaves() {
    return this.nodes.flatMap((node, i) => (node.rule || node.constant || !this.live ? [] : [i]));
  }
}

/** @param {any} x @returns {any} */
const revivedSeen = (x) => (Array.isArray(x) ? x.map(revivedSeen)
  : ["inf", "-inf", "nan"].includes(x) ? revived(x) : x);

/** A node with what is usual filled in. @param {Record<string, any>} known @returns {GraphNode} */
export const nodeOf = (known) => ({
  rule: null, inputs: [], label: "", called: known.label ?? "", scope: "", shape: [], single: false,
  learns: false, constant: false, fixed: false, heat: null, name: "", whole: "",
  ...known,
});
