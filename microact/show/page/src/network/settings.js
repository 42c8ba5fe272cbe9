/** What can be chosen, what is usual, and what is refused. */

import { fieldsOf } from "../base/fields.js";
import { ownActivation } from "../formula/own_activation.js";
import { ACTIVATIONS, LOSSES } from "../kernels.js";
import { WORDS } from "../words.js";

/**
 * @typedef {{ units: number, activation: string }} LayerSetting
 * @typedef {{
 *   data: string, points: number, noise: number, heldOut: number, seed: number,
 *   layers: LayerSetting[], output: string, loss: string, start: string,
 *   rate: number, batch: number, optimizer: string, l1: number, l2: number,
 * }} Settings
 */

export const DATA_SETS = ["moons", "circles", "xor", "spirals", "blobs"];
export const OPTIMIZERS = ["SGD", "momentum", "Adam"];
export const STARTS = ["usual", "zero", "small", "large", "given"];
export const MOST = { layers: 8, units: 24, points: 1000, columns: 32 };

/** How far each number may go. @type {Record<string, [number, number]>} */
const RANGES = {
  points: [10, MOST.points],
  noise: [0, 1],
  heldOut: [0, 0.9],
  seed: [0, 1e9],
  rate: [0, 1000],
  batch: [1, MOST.points],
  l1: [0, 10],
  l2: [0, 10],
};

/** @type {Settings} */
const USUAL = {
  data: "moons",
  points: 200,
  noise: 0.12,
  heldOut: 0.2,
  seed: 1,
  layers: [
    { units: 5, activation: "tanh" },
    { units: 4, activation: "tanh" },
  ],
  output: "sigmoid",
  loss: "cross-entropy",
  start: "usual",
  rate: 0.3,
  batch: 20,
  optimizer: "SGD",
  l1: 0,
  l2: 0,
};

/**
 * The usual settings, with some others.
 * @param {Partial<Settings>} [changes]
 * @returns {Settings}
 */
export function settingsWith(changes = {}) {
  const settings = { ...USUAL, ...changes };
  return { ...settings, layers: settings.layers.map((layer) => ({ ...layer })) };
}

/** Whether it is one that is known, or a formula that can be one. @param {string} title */
export function isActivation(title) {
  if (Object.hasOwn(ACTIVATIONS, title)) return true;
  try {
    return ownActivation(title).title === title;
  } catch {
    return false;
  }
}

/**
 * Take settings from outside: an address, a saved page. Whatever is wrong is an error in words.
 * @param {unknown} given
 * @returns {Settings}
 */
export function checkedSettings(given) {
  const found = fieldsOf(given);
  const settings = settingsWith();
  /** @param {string} name @param {string[]} known */
  const oneOf = (name, known) => {
    const x = found[name];
    if (typeof x !== "string" || !known.includes(x))
      throw new Error(WORDS.wrong.choice(name, x, known));
    return x;
  };
  /** @param {string} name @param {unknown} x @param {[number, number]} range @param {boolean} whole */
  const number = (name, x, [low, high], whole) => {
    if (typeof x !== "number" || !(x >= low && x <= high) || (whole && !Number.isInteger(x)))
      throw new Error(WORDS.wrong.number(name, x, low, high));
    return x;
  };
  settings.data = oneOf("data", [...DATA_SETS, "own"]);
  settings.optimizer = oneOf("optimizer", OPTIMIZERS);
  settings.start = oneOf("start", STARTS);
  settings.loss = oneOf("loss", Object.keys(LOSSES));
  if (typeof found.output !== "string" || !isActivation(found.output)) oneOf("output", Object.keys(ACTIVATIONS));
  settings.output = String(found.output);
  if (settings.loss === "cross-entropy" && settings.output !== "sigmoid")
    throw new Error(WORDS.wrong.crossEntropy);
  settings.points = number("points", found.points, RANGES.points, true);
  settings.seed = number("seed", found.seed, RANGES.seed, true);
  settings.batch = number("batch", found.batch, RANGES.batch, true);
  settings.noise = number("noise", found.noise, RANGES.noise, false);
  settings.heldOut = number("heldOut", found.heldOut, RANGES.heldOut, false);
  settings.rate = number("rate", found.rate, RANGES.rate, false);
  settings.l1 = number("l1", found.l1, RANGES.l1, false);
  settings.l2 = number("l2", found.l2, RANGES.l2, false);
  const layers = found.layers;
  if (!Array.isArray(layers) || layers.length > MOST.layers)
    throw new Error(WORDS.wrong.layers(MOST.layers));
  settings.layers = layers.map((layer) => {
    const { units, activation } = fieldsOf(layer);
    if (typeof activation !== "string" || !isActivation(activation))
      throw new Error(WORDS.wrong.choice("activation", activation, Object.keys(ACTIVATIONS)));
    return { units: number("units", units, [1, MOST.units], true), activation };
  });
  return settings;
}
