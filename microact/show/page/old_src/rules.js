// The rules of a page. Python writes them from the package's rules and puts them in the place of
// these lines, with the functions that they call (exp, maximum, …).

/**
 * A rule: its texts, and where the page computes with it, functions of numbers or of flat lists.
 * @typedef {object} Rule
 * @property {string} title
 * @property {string} formula
 * @property {string[]} derivatives
 * @property {string[]} inputs
 * @property {(...inputs: any[]) => any} [forward] the value, of arrays in a list of one
 * @property {(...inputsAndValue: any[]) => any[]} [slopes] the local gradient in each input
 * @property {(upstream: any, y: any, ...inputs: any[]) => any[]} [shares] what it passes on
 * @property {(upstream: any, y: any, ...inputs: any[]) => any[]} [vjp] the same, for arrays
 */

/** @type {Rule[]} */
export const RULES = [];
