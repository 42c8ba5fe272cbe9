/** A training as the part of an address behind #: to be read, and to be changed, by people. */

import { packedMoment, packedNumbers, tableFor, unpackedMoment, unpackedNumbers } from "./codec.js";
import { Run } from "./run.js";
import { fieldsOf } from "../base/fields.js";
import { checkedSettings, settingsWith } from "./settings.js";
import { WORDS } from "../words.js";
/** @import { Settings } from "./settings.js" */

/** How long an address may be. */
const LONGEST = 8000;

/** What the numbers of an address are called. @type {[string, keyof Settings][]} */
const NUMBERS = [
  ["points", "points"], ["noise", "noise"], ["held", "heldOut"], ["seed", "seed"],
  ["rate", "rate"], ["batch", "batch"], ["l1", "l1"], ["l2", "l2"],
];

/** @type {[string, keyof Settings][]} */
const CHOICES = [
  ["data", "data"], ["output", "output"], ["loss", "loss"], ["start", "start"], ["optimizer", "optimizer"],
];

/**
 * The set-up, and the weights where they fit; empty for what cannot be left out and does not fit:
 * points of one's own, the weights of a network of one's own.
 * @param {Run} run
 */
export function addressOf({ settings, table, history, at, first }) {
  const fields = new URLSearchParams();
  for (const [name, key] of [...CHOICES, ...NUMBERS]) fields.set(name, String(settings[key]));
  fields.set("layers", String(settings.layers.length)); // an address that is cut off is told by it
  for (const { units, activation } of settings.layers) fields.append("layer", `${units} ${activation}`);
  if (settings.data === "own") fields.set("own", JSON.stringify({ ...table, note: "" }));
  if (settings.start === "given" && first) fields.set("first", packedNumbers(first));
  if (String(fields).length > LONGEST) return "";
  const { step, epoch, cursor, theta, m, v, t } = packedMoment(history[at]);
  if (step === 0) return String(fields);
  const whole = new URLSearchParams(fields);
  whole.set("now", JSON.stringify({ step, epoch, cursor, theta, m, v, t }));
  return String(String(whole).length > LONGEST ? fields : whole);
}

/**
 * Read what `addressOf` wrote, or less of it: the rest is as usual. Anything else is an error in
 * words.
 * @param {string} address
 * @returns {Run}
 */
export function fromAddress(address) {
  const fields = new URLSearchParams(address);
  const known = [...CHOICES, ...NUMBERS].map(([name]) => name).concat("layer", "layers", "own", "first", "now");
  if (![...fields.keys()].some((name) => known.includes(name))) throw new Error(WORDS.wrong.noAddress);
  /** @type {Record<string, unknown>} */
  const given = { ...settingsWith() };
  for (const [name, key] of CHOICES) if (fields.has(name)) given[key] = fields.get(name);
  for (const [name, key] of NUMBERS) if (fields.has(name)) given[key] = Number(fields.get(name) || NaN);
  const layers = fields.getAll("layer");
  if (Number(fields.get("layers") ?? layers.length) !== layers.length) throw new Error(WORDS.wrong.address);
  if (layers.length || fields.has("layers"))
    given.layers = layers.map((layer) => {
      const gap = layer.indexOf(" ");
      return { units: Number(layer.slice(0, gap)), activation: layer.slice(gap + 1) };
    });
  const settings = checkedSettings(given);
  const run = new Run(settings, tableFor(settings, parsed(fields.get("own"), settings.data === "own")));
  const size = run.network.theta.length;
  const first = fields.has("first") ? unpackedNumbers(fields.get("first"), size) : null;
  if (!fields.has("now")) return first ? new Run(settings, run.table, first) : run;
  const now = fieldsOf(parsed(fields.get("now"), true));
  const moment = unpackedMoment({ ...packedMoment(run.moment()), ...now }, run.network, run.learning);
  return Run.of({ ...run.document(), first, history: [moment], at: 0 });
}

/** @param {string | null} text @param {boolean} needed @returns {unknown} */
function parsed(text, needed) {
  if (!needed) return null;
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw new Error(WORDS.wrong.address);
  }
}
