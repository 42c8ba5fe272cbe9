/** A formula becomes a graph, with a leaf for each name; numbers alone are computed at once, as Python does. */

import { FORMULA_RULES, OTHER_RULES } from "../formula_rules.js";
import { Graph, nodeOf } from "../graph/scene.js";
import { FORMULA_WORDS } from "./formula_words.js";
import { readFormula } from "./parser.js";
import { FormulaError } from "./tokens.js";
/** @import { GraphNode } from "../graph/arithmetic.js" */
/** @import { Rule } from "../graph/rule.js" */
/** @import { CallPart, OperationPart, Part } from "./parser.js" */

/** How large an exponent may be that is a number, as for the commands. */
const LARGEST_EXPONENT = 1000;

/** What operators record. @type {Record<string, string>} */
const RULES_OF_SIGNS = {
  "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "**": "variable_power", neg: "negative",
};

/** The numbers that names begin with, in the order in which they appear. */
const BEGINNINGS = [0.5, 2, -0.3, 1, -1.5, 0.8, -0.6, 1.2];

/** @type {Record<string, number>} */
const KNOWN_NUMBERS = { pi: Math.PI, e: Math.E };

/** Names of what learns, as in `graph_data.py`; where there is none, everything does. */
const LEARNS = /^(?:(?:w|b|weight|bias)\d*|.*[._](?:weight|bias|w|b)\d*)$/i;

/** A number of its own, or the place of a node. @typedef {number | { node: number }} Built */

class Builder {
  constructor() {
    /** @type {GraphNode[]} */
    this.nodes = [];
    /** @type {Map<string, number>} */
    this.leaves = new Map();
    /** One rule for each name and its parameters. @type {Map<string, Rule>} */
    this.rules = new Map();
  }

  /** @param {Part} part @returns {Built} */
  build(part) {
    switch (part.kind) {
      case "number": return part.value;
      case "name": return this.leaf(part);
      case "call": return this.call(part);
      default: return this.operation(part);
    }
  }

  /** @param {{ name: string, at: number, end: number }} part @returns {Built} */
  leaf({ name, at, end }) {
    if (Object.hasOwn(FORMULA_RULES, name) || name === "power" || OTHER_RULES.includes(name))
      throw new FormulaError(FORMULA_WORDS.needsBrackets(name), at, end - at);
    const known = this.leaves.get(name);
    if (known !== undefined) return { node: known };
    this.nodes.push(nodeOf({ label: name }));
    this.leaves.set(name, this.nodes.length - 1);
    return { node: this.nodes.length - 1 };
  }

  /** @param {OperationPart} part @returns {Built} */
  operation({ op, parts, at, end }) {
    const given = parts.map((inner) => this.build(inner));
    if (op === "pos") return given[0];
    if (op === "**") this.checkExponent(given[1], parts[1]);
    if (op === "/" && given[1] === 0) ({ at, end } = parts[1]); // that is where the mistake is
    return this.applied(this.rule(RULES_OF_SIGNS[op], []), given, at, end);
  }

  /** @param {Built} exponent @param {Part} part */
  checkExponent(exponent, part) {
    if (typeof exponent === "number" && Math.abs(exponent) > LARGEST_EXPONENT)
      throw new FormulaError(FORMULA_WORDS.exponent(String(exponent)), part.at, part.end - part.at);
  }

  /** @param {CallPart} part @returns {Built} */
  call({ name, parts, named, at, end }) {
    if (name === "power") return this.power({ name, parts, named, at, end, kind: "call" });
    if (!Object.hasOwn(FORMULA_RULES, name)) {
      const isKnown = OTHER_RULES.includes(name);
      const words = isKnown ? FORMULA_WORDS.arrays(name, TWO_NUMBERS[name] ?? "")
        : FORMULA_WORDS.unknown(name, nearest(name));
      throw new FormulaError(words, at, name.length);
    }
    const { parameters, make } = FORMULA_RULES[name];
    const { inputs } = make(...parameters.map(() => 0));
    const names = [...inputs, ...parameters.map(([parameter]) => parameter)];
    const given = this.bound(name, names, inputs.length, parts, named, at);
    const numbers = parameters.map(([parameter, usual], k) => {
      const plain = typeof usual === "string" ? Number(usual.replace("inf", "Infinity")) : usual;
      const found = given[inputs.length + k] ?? plain;
      if (found === null) throw new FormulaError(FORMULA_WORDS.needsParameter(name, parameter), at, end - at);
      return /** @type {number} */ (found);
    });
    if (name === "clip" && numbers[0] > numbers[1])
      throw new FormulaError(FORMULA_WORDS.clip, at, end - at);
    return this.applied(this.rule(name, numbers), /** @type {Built[]} */ (given.slice(0, inputs.length)), at, end);
  }

  /** @param {CallPart} part @returns {Built} */
  power({ name, parts, named, at, end }) {
    const [base, exponent] = this.bound(name, ["a", "b"], 2, parts, named, at);
    return this.applied(this.rule("variable_power", []), /** @type {Built[]} */ ([base, exponent]), at, end);
  }

  /**
   * What is given for each name of a function, by place or by name; parameters are plain numbers.
   * @param {string} name @param {string[]} names inputs, then parameters @param {number} inputs how many
   * @param {Part[]} parts @param {[string, Part][]} named @param {number} at
   * @returns {(Built | null)[]}
   */
  bound(name, names, inputs, parts, named, at) {
    const count = parts.length + named.length;
    if (parts.length > names.length)
      throw new FormulaError(FORMULA_WORDS.count(name, names, count), at, name.length);
    /** @type {(Built | null)[]} */
    const given = names.map(() => null);
    /** @param {Built} built @param {number} k @param {Part} part @param {boolean} byName */
    const put = (built, k, part, byName) => {
      if ((k >= inputs || byName) && typeof built !== "number")
        throw new FormulaError(FORMULA_WORDS.parameter(names[k]), part.at, part.end - part.at);
      given[k] = built;
    };
    parts.forEach((part, k) => put(this.build(part), k, part, false));
    for (const [which, part] of named) {
      const k = names.indexOf(which);
      if (k < 0) throw new FormulaError(FORMULA_WORDS.noParameter(name, which), part.at, part.end - part.at);
      if (given[k] !== null) throw new FormulaError(FORMULA_WORDS.twice(which), part.at, part.end - part.at);
      put(this.build(part), k, part, true);
    }
    if (given.slice(0, inputs).includes(null))
      throw new FormulaError(FORMULA_WORDS.count(name, names.slice(0, inputs), count), at, name.length);
    return given;
  }

  /** @param {string} name @param {number[]} parameters */
  rule(name, parameters) {
    const key = [name, ...parameters].join(" ");
    const known = this.rules.get(key);
    if (known) return known;
    const { make, parameters: names } = FORMULA_RULES[name];
    const rule = make(...parameters);
    const written = parameters.map((x) => String(x).replace("Infinity", "inf"));
    // As Python's titles do: what is not as usual is said.
    const unusual = names.flatMap(([parameter, usual], k) =>
      (String(usual) === written[k] ? [] : [`${parameter}=${written[k]}`]));
    rule.parameters = Object.fromEntries(names.map(([parameter], k) => [parameter, written[k]]));
    if (unusual.length) rule.title += `(${unusual.join(", ")})`;
    rule.formula = withNumbers(rule.formula, rule.parameters);
    rule.derivatives = rule.derivatives.map((text) => withNumbers(text, rule.parameters));
    this.rules.set(key, rule);
    return rule;
  }

  /** @param {Rule} rule @param {Built[]} given @param {number} at @param {number} end @returns {Built} */
  applied(rule, given, at, end) {
    if (rule.name === "divide" && given[1] === 0) throw new FormulaError(FORMULA_WORDS.zero, at, end - at);
    if (given.every((x) => typeof x === "number")) {
      const y = Number(rule.forward?.(...given));
      if (Number.isNaN(y)) throw new FormulaError(FORMULA_WORDS.notFinite("NaN"), at, end - at);
      return y;
    }
    const inputs = given.map((x) => (typeof x === "number" ? { number: x } : x.node));
    this.nodes.push(nodeOf({ rule, inputs }));
    return { node: this.nodes.length - 1 };
  }
}

/** @param {string} text @param {Record<string, string>} numbers */
const withNumbers = (text, numbers) =>
  text.replace(/[A-Za-z_]\w*/g, (name) => (Object.hasOwn(numbers, name) ? numbers[name] : name));

/** What does to two numbers what these do to arrays. @type {Record<string, string>} */
const TWO_NUMBERS = { max: "maximum", min: "minimum" };

/** What others call our functions. @type {Record<string, string>} */
const ALSO_CALLED = { ln: "log", logistic: "sigmoid", lrelu: "leaky_relu", swish: "silu" };

/** Functions that are called nearly so. @param {string} name */
function nearest(name) {
  const low = name.toLowerCase();
  if (Object.hasOwn(ALSO_CALLED, low)) return [ALSO_CALLED[low]];
  const near = Object.keys(FORMULA_RULES).map((known) => /** @type {const} */ ([changesBetween(low, known), known]));
  return near.filter(([changes]) => changes <= low.length / 2 && changes < 3).sort((a, b) => a[0] - b[0])
    .slice(0, 2).map(([, known]) => known);
}

/** How many letters must be changed, added, left out or swapped (Damerau 1964). @param {string} a @param {string} b */
function changesBetween(a, b) {
  /** @type {number[][]} */
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const same = Number(a[i - 1] !== b[j - 1]);
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.length][b.length];
}

/**
 * Read a formula. Names keep the numbers that they have.
 * @param {string} text @param {Map<string, number>} numbers @returns {Graph}
 */
export function graphOfFormula(text, numbers) {
  const builder = new Builder();
  const part = readFormula(text);
  const result = builder.build(part);
  if (typeof result === "number") throw new FormulaError(FORMULA_WORDS.plain, part.at, part.end - part.at);
  const weights = builder.nodes.filter(({ label }) => LEARNS.test(label));
  for (const node of builder.nodes) node.learns = !node.rule && (!weights.length || weights.includes(node));
  const values = builder.nodes.map((node, i) => {
    if (node.rule) return 0;
    const place = [...builder.leaves.values()].indexOf(i);
    const known = Object.hasOwn(KNOWN_NUMBERS, node.label) ? KNOWN_NUMBERS[node.label] : undefined;
    const usual = known ?? BEGINNINGS[place % BEGINNINGS.length];
    return numbers.get(node.label) ?? usual;
  });
  return new Graph(builder.nodes, values, result.node);
}

/** A number that somebody typed: 0.5, 1/3, 2*3, −2; NaN if it is none. @param {string} text */
export function numberOf(text) {
  try {
    const result = new Builder().build(readFormula(text.trim().replace(/^(-?\d*),(\d+)$/, "$1.$2")));
    return typeof result === "number" ? result : NaN;
  } catch {
    return NaN;
  }
}

