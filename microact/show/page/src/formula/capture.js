/** The state of a formula or a recorded graph as plain data: for undo, a saved page, an address. */

import { nameAll } from "../graph/naming.js";
import { graphOfFormula } from "./build.js";
import { FORMULA_WORDS } from "./formula_words.js";
/** @import { Numbers } from "../graph/rule.js" */
/** @import { Explorer } from "../graph/explorer.js" */
/** @import { FormulaTab } from "./formula_tab.js" */

/**
 * `text`: the formula, empty for the recorded graph; leaves in order, with their names.
 * @typedef {{
 *   text: string, names: string[], numbers: Numbers[], learns: boolean[], rules: number[], rate: string,
 *   points: [number, number, number][], point: number,
 * }} Capture
 */

/** @param {{ text: string, explorer: Explorer }} tab @returns {Capture} */
export function captureOf({ text, explorer }) {
  const { graph, descent, points } = explorer;
  const { leaves, nodes } = graph;
  return {
    text, names: leaves.map((i) => nodes[i].label),
    numbers: leaves.map((i) => (explorer.practise.on ? explorer.practise.before[i] : graph.values[i])),
    learns: leaves.map((i) => nodes[i].learns),
    rules: graph.groups.map((group) => graph.choices.findIndex((rule) => rule === nodes[group.nodes[0]].rule)),
    rate: descent.rate.value,
    points: points.data ? points.points.map(({ x, y, wanted }) => [x, y, wanted]) : [], point: points.chosen,
  };
}

/** Be as it was captured. @param {FormulaTab} tab @param {Capture} capture */
export function restored(tab, capture) {
  const { explorer } = tab;
  const { text, names, numbers, learns, rules, rate } = capture;
  if (text) {
    names.forEach((name, k) => tab.numbers.set(name, Number(numbers[k])));
    explorer.setGraph(graphOfFormula(text, tab.numbers));
  } else if (tab.recorded) explorer.setGraph(tab.recorded);
  tab.text = text;
  const { graph, points, descent } = explorer;
  graph.leaves.forEach((i, k) => {
    const at = text ? names.indexOf(graph.nodes[i].label) : k;
    if (numbers[at] !== undefined) graph.values[i] = numbers[at];
    if (learns[at] !== undefined) graph.nodes[i].learns = learns[at];
  });
  graph.groups.forEach((group, k) => {
    const rule = graph.choices[rules[k]];
    if (rule) for (const i of group.nodes) graph.nodes[i].rule = rule;
  });
  nameAll(graph.nodes);
  if (points.data && capture.points.length) {
    points.points = capture.points.map(([x, y, wanted]) => ({ x, y, wanted }));
    points.chosen = Math.max(0, Math.min(capture.point, points.points.length - 1));
    points.put(graph.values, points.points[points.chosen]);
  }
  descent.rate.value = rate;
  explorer.sliders.build();
  explorer.changed();
}

/** @param {unknown} x @returns {x is Numbers} */
const areNumbers = (x) => typeof x === "number" || (Array.isArray(x) && x.every((v) => typeof v === "number"));

/**
 * Take a state from a saved page. Whatever is wrong with it is an error in words.
 * @param {Record<string, unknown>} given @param {boolean} recorded whether there is a recorded graph
 * @returns {Capture}
 */
export function checkedCapture(given, recorded) {
  const { text, names, numbers, learns, rules, rate, points, point } = given;
  const wrong = new Error(FORMULA_WORDS.damaged);
  /** @param {unknown} list @param {(x: unknown) => boolean} is */
  const all = (list, is) => Array.isArray(list) && list.every(is);
  const fits = typeof text === "string" && (text || recorded) && all(names, (x) => typeof x === "string") &&
    all(numbers, areNumbers) && all(learns, (x) => typeof x === "boolean") && all(rules, Number.isInteger) &&
    all(points, (row) => Array.isArray(row) && row.length === 3 && row.every((x) => Number.isFinite(x)));
  if (!fits) throw wrong;
  return /** @type {Capture} */ ({
    text, names, numbers, learns, rules, points, rate: String(rate ?? "0.1").slice(0, 30),
    point: Number.isInteger(point) ? point : 0,
  });
}

/** @param {Capture} capture @param {Explorer} explorer */
export function captureToAddress({ text, names, numbers, learns, rate }, explorer) {
  const fields = new URLSearchParams();
  fields.set("formula", text);
  names.forEach((name, k) => fields.append("set", `${name}=${numbers[k]}`));
  names.forEach((name, k) => {
    if (!learns[k]) fields.append("fixed", name);
  });
  if (rate !== "0.1") fields.set("rate", rate);
  const { graph, leaf } = explorer;
  if (leaf[0] > 0) fields.set("of", graph.nodes[leaf[0]].label);
  return String(fields);
}

/** @param {string} address @returns {Capture} */
export function captureFromAddress(address) {
  const fields = new URLSearchParams(address);
  const text = fields.get("formula");
  if (text === null) throw new Error(FORMULA_WORDS.noAddress);
  const settings = fields.getAll("set").map((setting) => {
    const equals = setting.lastIndexOf("=");
    return /** @type {[string, number]} */ ([setting.slice(0, equals), Number(setting.slice(equals + 1) || NaN)]);
  });
  if (settings.some(([, number]) => !Number.isFinite(number))) throw new Error(FORMULA_WORDS.noAddress);
  const names = settings.map(([name]) => name);
  return {
    text, names, numbers: settings.map(([, number]) => number),
    learns: names.map((name) => !fields.getAll("fixed").includes(name)), rules: [],
    rate: (fields.get("rate") ?? "0.1").slice(0, 30), points: [], point: 0,
  };
}
