/** A training as plain data: for a saved page. What comes from outside is looked at closely. */

import { Network } from "./network.js";
import { madePoints } from "./points.js";
import { learningOf, Run } from "./run.js";
import { fieldsOf } from "../base/fields.js";
import { checkedSettings, settingsWith } from "./settings.js";
import { checkedTable } from "./table.js";
import { WORDS } from "../words.js";
/** @import { Document, Moment } from "./run.js" */
/** @import { Settings } from "./settings.js" */
/** @import { Table } from "./points.js" */

/** How many numbers of the past a saved page holds. */
const PAST = 40000;

/** Numbers to the last bit, as text that may stand in an address. @param {Float64Array} x */
export function packedNumbers(x) {
  const bytes = new Uint8Array(x.buffer, x.byteOffset, x.byteLength);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {unknown} text @param {number} count */
export function unpackedNumbers(text, count) {
  const wrong = new Error(WORDS.wrong.weights(count));
  if (typeof text !== "string" || !/^[\w-]*$/.test(text)) throw wrong;
  let raw = "";
  try {
    raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    throw wrong;
  }
  if (raw.length !== 8 * count) throw wrong;
  return new Float64Array(Uint8Array.from(raw, (mark) => mark.charCodeAt(0)).buffer);
}

/** @param {Moment} moment */
export function packedMoment({ theta, change, memory, ...rest }) {
  const { m, v, t } = memory;
  return {
    ...rest, theta: packedNumbers(theta), change: packedNumbers(change), t,
    m: m && packedNumbers(m), v: v && packedNumbers(v),
  };
}

/**
 * @param {unknown} given @param {Network} network
 * @param {number} learning how many points there are to learn from
 * @returns {Moment}
 */
export function unpackedMoment(given, network, learning) {
  const found = fieldsOf(given);
  const [size, depth] = [network.theta.length, network.depth];
  /** @param {string} name @param {number} [most] */
  const count = (name, most = 1e9) => {
    const x = found[name];
    if (typeof x !== "number" || !Number.isInteger(x) || x < 0 || x > most) throw new Error(WORDS.wrong.moment);
    return x;
  };
  /** JSON has no infinity: null stands for what is no number. @param {string} name @param {number} length */
  const numbers = (name, length) => {
    const list = found[name];
    if (!Array.isArray(list) || list.length !== length) throw new Error(WORDS.wrong.moment);
    return list.map((x) => {
      if (x !== null && typeof x !== "number") throw new Error(WORDS.wrong.moment);
      return x ?? NaN;
    });
  };
  /** @param {string} name */
  const maybe = (name) => (found[name] == null ? null : unpackedNumbers(found[name], size));
  /** @param {unknown} x */
  const most = (x) => (typeof x === "number" && x >= 0 ? x : 0);
  const v = maybe("v");
  if (v?.some((x) => x < 0)) throw new Error(WORDS.wrong.moment); // the mean of squares
  return {
    step: count("step"), epoch: count("epoch"), cursor: count("cursor", learning - 1),
    losses: numbers("losses", 2), right: numbers("right", 2), arriving: numbers("arriving", depth),
    theta: unpackedNumbers(found.theta, size), change: unpackedNumbers(found.change, size),
    memory: { m: maybe("m"), v, t: count("t") },
    mostGradient: most(found.mostGradient), mostChange: most(found.mostChange),
  };
}

/** Of a long past only every so many-th moment is kept. @param {Document} document */
export const everyOf = ({ history, ghost, at }) =>
  Math.ceil(((history.length + ghost.length) * 2 * history[at].theta.length) / PAST);

/**
 * All of a training, as JSON; of a long past every second, third, … moment.
 * @param {Document} document @param {number} [every]
 */
export function packedDocument(document, every = everyOf(document)) {
  const { settings, table, first, history, ghost, at } = document;
  const now = history[at];
  /** @param {Moment[]} moments */
  const thinned = (moments) =>
    moments.filter((moment, i) => i % every === 0 || i === moments.length - 1 || moment === now);
  const kept = thinned(history);
  return {
    settings, table: settings.data === "own" ? table : null, first: first && packedNumbers(first),
    history: kept.map(packedMoment), ghost: thinned(ghost).map(packedMoment), at: kept.indexOf(now),
  };
}

/**
 * Take a training from outside. Whatever is wrong with it is an error in words.
 * @param {unknown} given
 * @returns {Document}
 */
export function unpackedDocument(given) {
  const found = fieldsOf(given);
  if (!Object.keys(found).length) throw new Error(WORDS.wrong.moment);
  const settings = checkedSettings({ ...settingsWith(), ...fieldsOf(found.settings) });
  const table = tableFor(settings, found.table);
  const network = new Network(table.names.length, settings);
  const first = found.first == null ? null : unpackedNumbers(found.first, network.theta.length);
  if (found.history === undefined) return new Run(settings, table, first).document();
  const learning = learningOf(settings, table);
  /** @param {unknown} moments */
  const past = (moments) =>
    (Array.isArray(moments) ? moments : []).map((moment) => unpackedMoment(moment, network, learning));
  const [history, ghost] = [past(found.history), past(found.ghost)];
  if (!history.length) throw new Error(WORDS.wrong.moment);
  const at = typeof found.at === "number" && history[found.at] ? found.at : history.length - 1;
  return { settings, table, first, history, ghost, at };
}

/** The points that settings ask for. @param {Settings} settings @param {unknown} own @returns {Table} */
export const tableFor = (settings, own) =>
  settings.data === "own" ? checkedTable(own) : madePoints(settings);
