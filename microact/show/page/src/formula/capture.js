/** The state of a formula, a recorded graph or matrices as plain data: for undo, a saved page, an address. */

import { rounded } from "../graph/arithmetic.js";
import { chosenRule } from "../graph/lifted.js";
import { nameAll } from "../graph/naming.js";
import { graphOfFormula } from "./build.js";
import { FORMULA_WORDS } from "./formula_words.js";
/** @import { Numbers } from "../graph/rule.js" */
/** @import { Explorer } from "../graph/explorer.js" */
/** @import { Graph } from "../graph/scene.js" */
/** @import { FormulaTab } from "./formula_tab.js" */

/**
 * `text`: the formula, empty for the recorded graph; leaves and constants in order, with their names;
 * infinities travel as words. `of`: the name that the plot is about.
 * @typedef {number | string | (number | string)[]} Packed
 * @typedef {{
 *   text: string, names: string[], numbers: Packed[], learns: boolean[], rules: number[], rate: string,
 *   points: [number, number, number][], point: number, of: string,
 * }} Capture
 */

/** @param {Numbers} x @returns {Packed} */
const packedNumber = (x) => (Array.isArray(x) ? x.map((v) => /** @type {number} */ (packedNumber(v)))
  : Number.isFinite(x) ? x : String(x));

/** @param {Packed | undefined} x @returns {Numbers} */
const unpackedNumber = (x) => (Array.isArray(x) ? x.map(Number) : Number(x ?? NaN));

/** @param {{ text: string, explorer: Explorer }} tab @returns {Capture} */
export function captureOf({ text, explorer }) {
  const { graph, descent, points, practise, leaf } = explorer;
  const { given, nodes } = graph;
  const numbers = practise.on ? practise.before : graph.values;
  return {
    text, names: given.map((i) => nodes[i].label), numbers: given.map((i) => packedNumber(numbers[i])),
    learns: given.map((i) => nodes[i].learns),
    rules: graph.groups.map((group) =>
      graph.choices.findIndex(({ title }) => title === nodes[group.nodes[0]].rule?.title)),
    rate: descent.rate.value,
    points: points.data ? points.points.map(({ x, y, wanted }) => [x, y, wanted]) : [], point: points.chosen,
    of: nodes[leaf[0]]?.label ?? "",
  };
}

/** Put the numbers of a capture into a graph of the same leaves. @param {Graph} graph @param {Capture} capture */
export function putCaptured(graph, { numbers, learns, rules }) {
  const { given, nodes, values, start } = graph;
  given.forEach((i, k) => {
    if (numbers[k] !== undefined) values[i] = rounded(nodes[i], unpackedNumber(numbers[k]));
    if (learns[k] !== undefined) nodes[i].learns = learns[k];
  });
  graph.groups.forEach((group, k) => {
    const choice = graph.choices[rules[k]];
    if (choice) for (const i of group.nodes) nodes[i].rule = chosenRule(choice, start.nodes[i].rule);
  });
  nameAll(nodes);
}

/** Be as it was captured. @param {FormulaTab} tab @param {Capture} capture */
export function restored(tab, capture) {
  const { explorer } = tab;
  const { text, names, numbers, learns, rate } = capture;
  if (text) {
    names.forEach((name, k) => tab.numbers.set(name, Number(unpackedNumber(numbers[k]))));
    explorer.setGraph(graphOfFormula(text, tab.numbers));
  } else if (tab.recorded) explorer.setGraph(tab.recorded);
  tab.text = text;
  const { graph, points, descent } = explorer;
  if (text)
    for (const i of graph.leaves) {
      const learning = learns[names.indexOf(graph.nodes[i].label)];
      if (learning !== undefined) graph.nodes[i].learns = learning;
    }
  else putCaptured(graph, capture);
  if (points.data && capture.points.length) {
    points.points = capture.points.map(([x, y, wanted]) => ({ x, y, wanted }));
    points.chosen = Math.max(0, Math.min(capture.point, points.points.length - 1));
    points.put(graph.values, points.points[points.chosen]);
  }
  descent.rate.value = rate;
  const of = graph.leaves.find((i) => graph.nodes[i].label === capture.of);
  if (of !== undefined) explorer.leaf = [of, 0];
  explorer.sliders.build();
  explorer.changed();
}

/**
 * Take a state from outside. Whatever is wrong with it is an error in words.
 * @param {Record<string, unknown>} state @param {Graph | null} graph whose numbers they are, if it is no formula
 * @returns {Capture}
 */
export function checkedCapture(state, graph) {
  const { text, names, numbers, learns, rules, rate, points, point, of } = state;
  /** @param {unknown} list @param {(x: any) => boolean} is */
  const all = (list, is) => Array.isArray(list) && list.every(is);
  const isNumber = (/** @type {unknown} */ x) =>
    typeof x === "number" || ["Infinity", "-Infinity", "NaN"].includes(String(x));
  /** @param {unknown} x @param {Numbers} now */
  const isLike = (x, now) =>
    (Array.isArray(now) ? all(x, isNumber) && /** @type {any} */ (x).length === now.length : isNumber(x));
  const fitsGraph = graph !== null && Array.isArray(numbers) && numbers.length === graph.given.length &&
    graph.given.every((i, k) => isLike(numbers[k], graph.values[i]));
  const fitsText = graph === null && typeof text === "string" && text.trim() !== "" && Array.isArray(names) &&
    Array.isArray(numbers) && numbers.every((x) => Number.isFinite(x)) && names.length === numbers.length;
  const fits = (fitsText || fitsGraph) && all(names, (x) => typeof x === "string") &&
    all(learns, (x) => typeof x === "boolean") && all(rules, Number.isInteger) &&
    all(points, (row) => Array.isArray(row) && row.length === 3 && row.every((x) => Number.isFinite(x)));
  if (!fits) throw new Error(FORMULA_WORDS.damaged);
  return /** @type {Capture} */ ({
    text, names, numbers, learns, rules, points, rate: String(rate ?? "0.1").slice(0, 30),
    point: Number.isInteger(point) ? point : 0, of: String(of ?? ""),
  });
}

/** @param {Capture} capture */
export function captureToAddress({ text, names, numbers, learns, rate, of }) {
  const fields = new URLSearchParams();
  fields.set("formula", text);
  names.forEach((name, k) => fields.append("set", `${name}=${numbers[k]}`));
  names.forEach((name, k) => {
    if (learns[k]) fields.append("learns", name);
  });
  if (rate !== "0.1") fields.set("rate", rate);
  if (of !== names[0]) fields.set("of", of);
  return String(fields);
}

/** @param {string} address @returns {Capture} */
export function captureFromAddress(address) {
  const fields = new URLSearchParams(address);
  const text = fields.get("formula") ?? "";
  if (!text.trim()) throw new Error(FORMULA_WORDS.noAddress);
  const settings = fields.getAll("set").map((setting) => {
    const equals = setting.lastIndexOf("=");
    return /** @type {[string, number]} */ ([setting.slice(0, equals), Number(setting.slice(equals + 1) || NaN)]);
  });
  if (settings.some(([, number]) => !Number.isFinite(number))) throw new Error(FORMULA_WORDS.noAddress);
  const names = settings.map(([name]) => name);
  const learning = fields.getAll("learns");
  return {
    text, names, numbers: settings.map(([, number]) => number),
    learns: learning.length ? names.map((name) => learning.includes(name)) : [], rules: [],
    rate: (fields.get("rate") ?? "0.1").slice(0, 30), points: [], point: 0, of: fields.get("of") ?? "",
  };
}
