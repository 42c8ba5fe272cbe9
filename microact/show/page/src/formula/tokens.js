/** A formula's text as tokens, read as Python reads it. */

import { FORMULA_WORDS } from "./formula_words.js";
import { PYTHON_WORDS } from "./python_words.js";

/** What is wrong with a formula, and where. */
export class FormulaError extends Error {
  /** @param {string} message @param {number} at @param {number} [length] */
  constructor(message, at, length = 1) {
    super(message);
    this.at = at;
    this.length = Math.max(1, length);
  }
}

/** @typedef {{ kind: "number" | "name" | "sign" | "end", text: string, at: number }} Token */

/** How long a formula may be, as for the commands. */
export const LONGEST_FORMULA_TEXT = 1000;

/** Signs that people type or copy, and how the language writes them. @type {Record<string, string>} */
const ALSO = { "^": "**", "×": "*", "·": "*", "−": "-", "÷": "/" };

const SPACE = /^(?:[ \t\f]|\\\r?\n(?=[^\n]*\S)|#[^\n\r]*)+/;
const NAME = /^[\p{XID_Start}_][\p{XID_Continue}]*/u;
const DIGITS = "[0-9](?:_?[0-9])*";
const NUMBER = new RegExp(
  `^(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+` +
  `|(?:${DIGITS}\\.(?:${DIGITS})?|\\.${DIGITS}|${DIGITS})(?:[eE][+-]?${DIGITS})?)`);
const SIGN = /^(?:\*\*|[-+*/(),=])/;

/** What Python strips from both ends: more than a space. */
const PYTHONS_OWN = String.fromCharCode(0x1c, 0x1d, 0x1e, 0x1f, 0x85);
const ENDS = new RegExp(`^[\\s${PYTHONS_OWN}]+|[\\s${PYTHONS_OWN}]+$`, "g");

/**
 * The text in the language's own signs, and where each of its letters stood.
 * @param {string} text
 */
function translated(text) {
  let plain = "";
  /** @type {number[]} */
  const places = [];
  [...text.replace(ENDS, (space) => " ".repeat(space.length))].reduce((at, letter) => {
    for (const sign of ALSO[letter] ?? letter) {
      for (let k = 0; k < sign.length; k++) places.push(at + k);
      plain += sign;
    }
    return at + letter.length;
  }, 0);
  return { plain, place: (/** @type {number} */ at) => places[at] ?? text.length };
}

/** @param {string} text @returns {Token[]} */
export function tokensOf(text) {
  const count = [...text].length;
  if (count > LONGEST_FORMULA_TEXT)
    throw new FormulaError(FORMULA_WORDS.tooLong(count, LONGEST_FORMULA_TEXT), LONGEST_FORMULA_TEXT);
  const { plain, place } = translated(text);
  try {
    return tokensOfPlain(plain).map((token) => ({ ...token, at: place(token.at) }));
  } catch (error) {
    if (error instanceof FormulaError) error.at = place(error.at);
    throw error;
  }
}

/** @param {string} text @returns {Token[]} */
function tokensOfPlain(text) {
  /** @type {Token[]} */
  const tokens = [];
  let [at, open] = [0, 0];
  while (at < text.length) {
    const rest = text.slice(at);
    const isOver = /^(?:\s|#[^\n\r]*)*$/.test(rest); // a new line inside a bracket, or behind all, is a space
    const space = SPACE.exec(rest) ?? (open || isOver ? /^[\r\n]+/.exec(rest) : null);
    if (space && (tokens.length || !space[0].startsWith("\\"))) {
      at += space[0].length;
      continue;
    }
    const token = tokenAt(rest, at);
    if (token.text === "(") open += 1;
    if (token.text === ")") open = Math.max(0, open - 1);
    if (open >= 200) throw new FormulaError(FORMULA_WORDS.tooDeep, at);
    tokens.push(token);
    at += token.kind === "name" ? NAME.exec(rest)?.[0].length ?? 1 : token.text.length;
  }
  tokens.push({ kind: "end", text: "", at: text.trimEnd().length });
  return tokens;
}

/** @param {string} rest @param {number} at @returns {Token} */
function tokenAt(rest, at) {
  const number = NUMBER.exec(rest);
  if (number) {
    checkNumber(number[0], rest, at);
    return { kind: "number", text: number[0], at };
  }
  const name = NAME.exec(rest);
  if (name) {
    if (PYTHON_WORDS.includes(name[0])) throw new FormulaError(FORMULA_WORDS.word(name[0]), at, name[0].length);
    return { kind: "name", text: name[0].normalize("NFKC"), at };
  }
  const sign = SIGN.exec(rest);
  if (!sign || rest.startsWith("//") || rest.startsWith("==")) {
    const wrong = /^(?:\/\/|==|<=|>=|!=|:=|.)/su.exec(rest)?.[0] ?? rest[0];
    throw new FormulaError(FORMULA_WORDS.sign(wrong), at, wrong.length);
  }
  return { kind: "sign", text: sign[0], at };
}

/** @param {string} text @param {string} rest @param {number} at */
function checkNumber(text, rest, at) {
  const after = rest.slice(text.length);
  if (/^[\p{XID_Continue}.]/u.test(after))
    throw new FormulaError(FORMULA_WORDS.stuck(text, after[0]), at, text.length + 1);
  if (/^0[0-9_]*[1-9][0-9_]*$/.test(text)) throw new FormulaError(FORMULA_WORDS.zeros, at, text.length);
  if (!Number.isFinite(numberOfText(text))) throw new FormulaError(FORMULA_WORDS.large, at, text.length);
}

/** @param {string} text */
export const numberOfText = (text) => Number(text.replaceAll("_", ""));
