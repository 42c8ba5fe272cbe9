/** A graph as a program: every line computes one node, and every gradient is printed. */

import { FORMULA_WORDS } from "./formula_words.js";
import { PYTHON_WORDS } from "./python_words.js";
/** @import { GraphNode } from "../graph/arithmetic.js" */
/** @import { Numbers, Rule } from "../graph/rule.js" */
/** @import { Graph } from "../graph/scene.js" */

/** Names that the program uses itself, and words of Python's. */
const TAKEN = ["np", "ma", "leaf", "print", ...PYTHON_WORDS];

/** @type {Record<string, string>} */
const SIGNS_OF = { add: "+", subtract: "-", multiply: "*", divide: "/", matmul: "@", variable_power: "**" };

/** Functions that take what is theirs by its place. */
const BY_PLACE = ["power", "reshape", "transpose", "broadcast_to", "getitem"];

/** A number as Python writes it. @param {number} x */
export function inPython(x) {
  if (Number.isNaN(x)) return "np.nan";
  if (!Number.isFinite(x)) return x > 0 ? "np.inf" : "-np.inf";
  return Object.is(x, -0) ? "-0.0" : Number.isInteger(x) && Math.abs(x) < 1e15 ? `${x}.0` : String(x);
}

/** @param {Numbers} x @param {number[]} shape @param {boolean} single */
export function arrayInPython(x, shape, single) {
  if (!Array.isArray(x)) return single ? `np.float32(${inPython(x)})` : inPython(x);
  const list = `np.array([${x.map(inPython).join(", ")}]${single ? ", dtype=np.float32" : ""})`;
  return shape.length > 1 ? `${list}.reshape(${shape.join(", ")})` : list;
}

/** @param {Graph} graph @param {string} text the formula, if there is one */
export function programOf(graph, text) {
  if (!graph.live) throw new Error(FORMULA_WORDS.noProgram);
  const names = namesOf(graph.nodes);
  const { nodes, values, last } = graph;
  const order = [...nodes.keys()].sort((a, b) => Number(a <= last) - Number(b <= last) ? b - a : a - b);
  const lines = order.map((i) => {
    const node = nodes[i];
    if (node.constant && !node.fixed) return `${names[i]} = ${arrayInPython(values[i], node.shape, node.single)}`;
    if (node.rule) return `${names[i]} = ${callOf(node, names)}`;
    const isShared = nodes.some((other) => other !== node && other.called === node.called);
    const label = JSON.stringify(node.called ? (isShared ? node.name : node.called) : names[i]);
    const wish = node.fixed ? ", requires_grad=False" : "";
    return `${names[i]} = ma.Value(${arrayInPython(values[i], node.shape, node.single)}, ${label}${wish})`;
  });
  const leaves = nodes.flatMap((node, i) => (node.rule || node.constant ? [] : [names[i]]));
  const own = [...new Set(nodes.flatMap(({ rule }) => (rule && isOwn(rule) ? [rule.name] : [])))];
  const imports = own.length ? ["from microact.engine.calling import named"] : [];
  const title = FORMULA_WORDS.programTitle(text.replaceAll("\\", "").replaceAll('"', ""));
  const isNumber = [values[last]].flat().every(Number.isFinite);
  return [
    `"""${title}"""`, "", "import numpy as np", "",
    "import microact as ma", ...imports, "", ...own.map((name) => `# ${FORMULA_WORDS.ownRule(name)}`), ...lines, "",
    ...(isNumber ? [] : [`# ${FORMULA_WORDS.outside}`]),
    `${names[last]}.backward()`, `print(${JSON.stringify(names[last])}, ${names[last]}.data)`,
    `for leaf in [${leaves.join(", ")}]:`, "    print(leaf.label, np.ravel(leaf.grad).tolist())", "",
  ].join("\n");
}

/** Whether a program has to be told what a rule is. @param {Rule} rule */
const isOwn = ({ python, name }) => !python && !SIGNS_OF[name] && name !== "negative";

/** @param {GraphNode} node @param {string[]} names */
function callOf(node, names) {
  const { rule } = node;
  if (!rule) return "";
  const given = node.inputs.map((input) => (typeof input === "number" ? names[input] : inPython(Number(input.number))));
  const sign = SIGNS_OF[rule.name];
  if (sign) return given.map((x) => (x.startsWith("-") ? `(${x})` : x)).join(` ${sign} `);
  if (rule.name === "negative") return `-${given[0]}`;
  const byPlace = BY_PLACE.includes(rule.name);
  const parameters = Object.entries(rule.parameters).filter(([, x]) => rule.name !== "transpose" || x !== "None")
    .map(([name, x]) => `${byPlace ? "" : `${name}=`}${x.replace(/(?<![\w.])(inf|nan|array)\b/g, "np.$1")}`);
  if (rule.name === "concatenate" || rule.name === "stack")
    return `ma.${rule.name}([${given.join(", ")}], ${parameters.join(", ")})`;
  return `${rule.python || `named(${JSON.stringify(rule.name)})`}(${[...given, ...parameters].join(", ")})`;
}

/** A name for each node that Python takes: its label where that is one. @param {GraphNode[]} nodes */
function namesOf(nodes) {
  const taken = new Set(TAKEN);
  let count = 0;
  return nodes.map((node) => {
    const plain = node.label.normalize("NFKC").replace(/[^\p{XID_Continue}]+/gu, "_");
    const wish = plain.replace(/^(?=[^\p{XID_Start}_])/u, "_");
    let name = node.label && /[\p{L}]/u.test(wish) ? wish : "";
    while (!name || taken.has(name)) {
      count += 1;
      name = `${wish && node.label ? `${wish}_` : node.constant ? "c" : "t"}${count}`;
    }
    taken.add(name);
    return name;
  });
}
