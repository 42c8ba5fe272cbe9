/** A training as text: for a saved page, and for the address. */

import { Network } from "./network.js";
import { madePoints, windowOf } from "./points.js";
import { Run } from "./run.js";
import { checkedSettings, fieldsOf, MOST, settingsWith } from "./settings.js";
import { WORDS } from "./words.js";
/** @import { Document, Moment } from "./run.js" */
/** @import { Table } from "./points.js" */
/** @import { Settings } from "./settings.js" */

/** How long an address may be. */
const ADDRESS = 8000;

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
  if (typeof text !== "string" || !/^[\w-]*$/.test(text))
    throw new Error(WORDS.wrong.weights(count));
  let raw = "";
  try {
    raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    throw new Error(WORDS.wrong.weights(count));
  }
  if (raw.length !== 8 * count) throw new Error(WORDS.wrong.weights(count));
  return new Float64Array(Uint8Array.from(raw, (mark) => mark.charCodeAt(0)).buffer);
}

/** @param {Moment} moment */
function packedMoment({ theta, change, memory, ...rest }) {
  const { m, v, t } = memory;
  return {
    ...rest,
    theta: packedNumbers(theta),
    change: packedNumbers(change),
    t,
    m: m && packedNumbers(m),
    v: v && packedNumbers(v),
  };
}

/** @param {unknown} given @param {Network} network @returns {Moment} */
function unpackedMoment(given, network) {
  const found = fieldsOf(given);
  const [size, depth] = [network.theta.length, network.depth];
  /** @param {string} name */
  const count = (name) => {
    const x = found[name];
    if (typeof x !== "number" || !Number.isInteger(x) || x < 0 || x > 1e9)
      throw new Error(WORDS.wrong.moment);
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
  return {
    step: count("step"),
    epoch: count("epoch"),
    cursor: count("cursor"),
    losses: numbers("losses", 2),
    right: numbers("right", 2),
    arriving: numbers("arriving", depth),
    theta: unpackedNumbers(found.theta, size),
    change: unpackedNumbers(found.change, size),
    memory: { m: maybe("m"), v: maybe("v"), t: count("t") },
    mostGradient: sizeOf(found.mostGradient),
    mostChange: sizeOf(found.mostChange),
  };
}

/** A size, or 0 for what is none. @param {unknown} x */
const sizeOf = (x) => (typeof x === "number" && x >= 0 ? x : 0);

/** All of a training, as JSON. @param {Document} document */
export function packedDocument({ settings, table, first, history, at }) {
  const now = history[at];
  const size = now.theta.length * 2;
  let kept = history;
  while (kept.length > 2 && kept.length * size > PAST)
    kept = kept.filter((moment, i) => i % 2 === 0 || i === kept.length - 1 || moment === now);
  return {
    settings,
    table: settings.data === "own" ? table : null,
    first: first && packedNumbers(first),
    history: kept.map(packedMoment),
    at: kept.indexOf(now),
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
  const table = settings.data === "own" ? checkedTable(found.table) : madePoints(settings);
  const network = new Network(table.names.length, settings);
  const first = found.first == null ? null : unpackedNumbers(found.first, network.theta.length);
  if (found.history === undefined) return new Run(settings, table, first).document();
  if (!Array.isArray(found.history) || !found.history.length) throw new Error(WORDS.wrong.moment);
  const history = found.history.map((moment) => unpackedMoment(moment, network));
  const at = typeof found.at === "number" && history[found.at] ? found.at : history.length - 1;
  return { settings, table, first, history, ghost: [], at };
}

/** @param {unknown} given @returns {Table} */
export function checkedTable(given) {
  const found = fieldsOf(given);
  const { names, rows, wanted, classes, plane } = found;
  /** @param {unknown} x @param {number} length @param {(item: unknown) => boolean} fits */
  const list = (x, length, fits) => Array.isArray(x) && x.length === length && x.every(fits);
  /** @param {unknown} x */
  const isText = (x) => typeof x === "string" && x.length <= 200;
  const width = Array.isArray(names) ? names.length : 0;
  const height = Array.isArray(rows) ? rows.length : 0;
  const fits =
    width >= 2 &&
    width <= MOST.columns &&
    list(names, width, isText) &&
    height >= 1 &&
    height <= MOST.points &&
    list(rows, height, (row) => list(row, width, Number.isFinite)) &&
    list(wanted, height, (x) => x === 0 || x === 1) &&
    list(classes, 2, isText) &&
    list(plane, 2, (k) => Number.isInteger(k) && Number(k) >= 0 && Number(k) < width);
  if (!fits) throw new Error(WORDS.wrong.table);
  const table = /** @type {Table} */ (given);
  const shown =
    list(found.low, 2, Number.isFinite) &&
    list(found.high, 2, Number.isFinite) &&
    table.low.every((x, i) => x < table.high[i]);
  const { mean, spread } = fieldsOf(found.scale);
  const scaled = list(mean, width, Number.isFinite) && list(spread, width, Number.isFinite);
  return {
    names: table.names,
    rows: table.rows,
    wanted: table.wanted,
    classes: table.classes,
    plane: table.plane,
    ...(shown ? { low: table.low, high: table.high } : windowOf(table.rows, table.plane)),
    scale: scaled ? table.scale : null,
    note: isText(found.note) ? table.note : "",
  };
}

/** What the numbers of an address are called. @type {[string, keyof Settings][]} */
const NUMBERS = [
  ["points", "points"],
  ["noise", "noise"],
  ["held", "heldOut"],
  ["seed", "seed"],
  ["rate", "rate"],
  ["batch", "batch"],
  ["l1", "l1"],
  ["l2", "l2"],
];

/** @type {[string, keyof Settings][]} */
const CHOICES = [
  ["data", "data"],
  ["output", "output"],
  ["loss", "loss"],
  ["start", "start"],
  ["optimizer", "optimizer"],
];

/**
 * A training as the part of an address behind #: the set-up, and the weights where they fit; empty
 * for points of one's own that do not fit.
 * @param {Run} run
 */
export function addressOf({ settings, table, history, at }) {
  const fields = new URLSearchParams();
  for (const [name, key] of [...CHOICES, ...NUMBERS]) fields.set(name, String(settings[key]));
  for (const { units, activation } of settings.layers)
    fields.append("layer", `${units} ${activation}`);
  if (settings.data === "own") fields.set("own", JSON.stringify({ ...table, note: "" }));
  if (String(fields).length > ADDRESS) return "";
  const now = packedMoment(history[at]);
  if (now.step === 0 && settings.start !== "given") return String(fields);
  const { theta, step, epoch, cursor } = now;
  const whole = new URLSearchParams(fields);
  whole.set("now", JSON.stringify({ theta, step, epoch, cursor, m: now.m, v: now.v, t: now.t }));
  return String(String(whole).length > ADDRESS ? fields : whole);
}

/**
 * Read what `addressOf` wrote; anything else is an error in words.
 * @param {string} address
 * @returns {Run}
 */
export function fromAddress(address) {
  const fields = new URLSearchParams(address);
  /** @type {Record<string, unknown>} */
  const given = { ...settingsWith() };
  for (const [name, key] of CHOICES) if (fields.has(name)) given[key] = fields.get(name);
  for (const [name, key] of NUMBERS)
    if (fields.has(name)) given[key] = Number(fields.get(name) || NaN);
  if (fields.has("layer") || fields.has("data"))
    given.layers = fields.getAll("layer").map((layer) => {
      const gap = layer.indexOf(" ");
      return { units: Number(layer.slice(0, gap)), activation: layer.slice(gap + 1) };
    });
  const settings = checkedSettings(given);
  const table =
    settings.data === "own" ? checkedTable(parsed(fields.get("own"))) : madePoints(settings);
  const run = new Run(settings, table);
  const now = fields.get("now");
  if (now === null) return run;
  const start = packedMoment(run.moment());
  const moment = unpackedMoment({ ...start, ...fieldsOf(parsed(now)) }, run.network);
  const first = settings.start === "given" ? moment.theta : null;
  return Run.of({ ...run.document(), first, history: [moment], at: 0 });
}

/** @param {string | null} text @returns {unknown} */
function parsed(text) {
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw new Error(WORDS.wrong.address);
  }
}
