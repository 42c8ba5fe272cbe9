/**
 * The language of formulas, that of `microact draw`: numbers, names, + - * / **, brackets and calls.
 * Python reads it with its own parser; one list of cases is read by both.
 */

import { FORMULA_WORDS } from "./formula_words.js";
import { FormulaError, numberOfText, tokensOf } from "./tokens.js";
/** @import { Token } from "./tokens.js" */

/**
 * A part of a formula, where it begins and ends.
 * @typedef {{ kind: "number", value: number, at: number, end: number }} NumberPart
 * @typedef {{ kind: "name", name: string, at: number, end: number }} NamePart
 * @typedef {{ kind: "operation", op: string, parts: Part[], at: number, end: number }} OperationPart
 * @typedef {{ kind: "call", name: string, parts: Part[], named: [string, Part][], at: number, end: number }} CallPart
 * @typedef {NumberPart | NamePart | OperationPart | CallPart} Part
 */

/** How deep a formula may be nested, as for the commands. */
const DEEPEST = 100;

/**
 * How tightly operators bind; ** binds to the right, and tighter than a minus on its left.
 * @type {Record<string, number>}
 */
const BINDS = { "+": 1, "-": 1, "*": 2, "/": 2, "**": 4 };

const [MINUS, POWER] = [3, 4];

/** @param {string} text @returns {Part} */
export function readFormula(text) {
  const parser = new Parser(tokensOf(text));
  const part = parser.expression(0);
  const extra = parser.now;
  if (extra.kind !== "end") throw new FormulaError(FORMULA_WORDS.extra(extra.text), extra.at, extra.text.length);
  checkDepth(part, 1);
  return part;
}

class Parser {
  /** @param {Token[]} tokens */
  constructor(tokens) {
    this.tokens = tokens;
    this.at = 0;
  }

  get now() {
    return this.tokens[this.at];
  }

  next() {
    return this.tokens[this.at++];
  }

  /** @param {string} sign */
  takes(sign) {
    if (this.now.kind !== "sign" || this.now.text !== sign) return false;
    this.at += 1;
    return true;
  }

  /** Where the last token ended. */
  get end() {
    const { at, text } = this.tokens[this.at - 1];
    return at + text.length;
  }

  /** @param {number} least how tightly an operator has to bind to be taken @returns {Part} */
  expression(least) {
    let left = this.signed();
    for (;;) {
      const { kind, text } = this.now;
      const binds = kind === "sign" ? BINDS[text] : undefined;
      if (binds === undefined || binds < least) return left;
      this.next();
      const right = binds === POWER ? this.exponent() : this.expression(binds + 1);
      left = { kind: "operation", op: text, parts: [left, right], at: left.at, end: this.end };
    }
  }

  /** A part with its signs: -x ** 2 is -(x ** 2). @returns {Part} */
  signed() {
    const { at, text } = this.now;
    if (this.takes("-") || this.takes("+")) {
      const part = this.expression(MINUS);
      return { kind: "operation", op: text === "-" ? "neg" : "pos", parts: [part], at, end: this.end };
    }
    return this.single();
  }

  /** What stands right of **: 2 ** -x ** 2 is 2 ** (-(x ** 2)). @returns {Part} */
  exponent() {
    return this.expression(POWER);
  }

  /** @returns {Part} */
  single() {
    const token = this.next();
    const { kind, text, at } = token;
    /** @type {Part} */
    let part;
    if (kind === "number") part = { kind, value: numberOfText(text), at, end: at + text.length };
    else if (kind === "name") part = { kind, name: text, at, end: at + text.length };
    else if (kind === "sign" && text === "(") {
      part = { ...this.expression(0) };
      this.closes(at);
    } else throw this.missing(token);
    while (this.now.kind === "sign" && this.now.text === "(") part = this.call(part);
    return part;
  }

  /** @param {Part} callee @returns {Part} */
  call(callee) {
    const open = this.next().at;
    if (callee.kind !== "name")
      throw new FormulaError(FORMULA_WORDS.noCall, callee.at, callee.end - callee.at);
    /** @type {Part[]} */
    const parts = [];
    /** @type {[string, Part][]} */
    const named = [];
    while (!(this.now.kind === "sign" && this.now.text === ")")) {
      const { kind, text, at } = this.now;
      const after = this.tokens[this.at + 1];
      if (kind === "name" && after?.kind === "sign" && after.text === "=") {
        this.at += 2;
        if (named.some(([name]) => name === text)) throw new FormulaError(FORMULA_WORDS.twice(text), at, text.length);
        named.push([text, this.expression(0)]);
      } else {
        const part = this.expression(0);
        if (named.length) throw new FormulaError(FORMULA_WORDS.order, part.at, part.end - part.at);
        parts.push(part);
      }
      if (!this.takes(",")) break;
    }
    this.closes(open);
    return { kind: "call", name: callee.name, parts, named, at: callee.at, end: this.end };
  }

  /** @param {number} open where the bracket opened */
  closes(open) {
    if (this.takes(")")) return;
    const { kind, text, at } = this.now;
    if (kind === "end") throw new FormulaError(FORMULA_WORDS.notClosed, open);
    throw new FormulaError(FORMULA_WORDS.extra(text), at, text.length);
  }

  /** @param {Token} token what stands where a number, a name or a bracket should */
  missing({ kind, text, at }) {
    const before = this.tokens[this.at - 2];
    if (kind === "end" && !before) return new FormulaError(FORMULA_WORDS.empty, 0);
    if (before && (kind === "end" || text === ")" || text === ","))
      return new FormulaError(FORMULA_WORDS.after(before.text), before.at, before.text.length);
    return new FormulaError(FORMULA_WORDS.notHere(text), at, text.length);
  }
}

/** @param {Part} part @param {number} depth */
function checkDepth(part, depth) {
  if (depth > DEEPEST) throw new FormulaError(FORMULA_WORDS.tooDeep, part.at);
  if (part.kind === "operation" || part.kind === "call") for (const inner of part.parts) checkDepth(inner, depth + 1);
  if (part.kind === "call") for (const [, inner] of part.named) checkDepth(inner, depth + 1);
}
