/** What the page knows of a rule. Python writes each from the package's own rule. */

/**
 * A number, or the numbers of an array, one after the other.
 * @typedef {number | number[]} Numbers
 */

/**
 * Its texts, and where the page computes with it, functions of numbers or of flat lists: the value
 * (of arrays in a list of one), the local gradients, what is passed on to each input.
 * @typedef {object} Rule
 * @property {string} name
 * @property {string} title
 * @property {string} formula
 * @property {string[]} derivatives
 * @property {string[]} inputs
 * @property {boolean} activation whether it is one of a single number
 * @property {boolean} kinked whether its slope jumps somewhere
 * @property {boolean} limited whether it is not defined everywhere
 * @property {boolean} [asItWas] whether each node has to have its own rule back
 * @property {string} python what a program calls it; empty for a rule of a user's own
 * @property {Record<string, string>} parameters as Python writes them
 * @property {(...inputs: any[]) => any} [forward]
 * @property {(...inputsAndValue: any[]) => any[]} [slopes]
 * @property {(upstream: any, y: any, ...inputs: any[]) => any[]} [shares]
 * @property {(upstream: any, y: any, ...inputs: any[]) => any[]} [vjp]
 */

export {};
