/** Two trainings that differ in one thing: same points, same seed, same start. */

import { madePoints } from "../network/points.js";
import { Run } from "../network/run.js";
import { fieldsOf } from "../base/fields.js";
import { checkedSettings, isActivation, MOST, settingsWith } from "../network/settings.js";
import { tableFor, unpackedDocument } from "../network/codec.js";
import { COMPARE_WORDS } from "./compare_words.js";
/** @import { Document } from "../network/run.js" */
/** @import { Settings } from "../network/settings.js" */
/** @import { Table } from "../network/points.js" */

/** @typedef {"activation" | "rate" | "depth"} Differs */

/**
 * What is compared; `left` and `right`: a name, a rate, a number of layers.
 * @typedef {{ differs: Differs, left: string, right: string, settings: Settings, table: Table | null }} Choice
 */

/** What differs at first. @type {Record<Differs, [string, string]>} */
export const FIRST = { activation: ["sigmoid", "relu"], rate: ["0.03", "0.3"], depth: ["2", "6"] };

/** The set-up that shows it best: six layers, where a sigmoid's gradient is lost. @returns {Choice} */
export function usualChoice() {
  const layers = Array.from({ length: 6 }, () => ({ units: 5, activation: "tanh" }));
  const settings = settingsWith({ layers, rate: 0.2, seed: 22 });
  return { differs: "activation", left: "sigmoid", right: "relu", settings, table: null };
}

/** The settings of one side. @param {Choice} choice @param {string} which @returns {Settings} */
export function settingsOfSide({ differs, settings }, which) {
  const { layers } = settings;
  if (differs === "rate") return { ...settings, rate: Number(which) };
  if (differs === "activation")
    return { ...settings, layers: layers.map((layer) => ({ ...layer, activation: which })) };
  const first = layers[0] ?? { units: 5, activation: "tanh" };
  return { ...settings, layers: Array.from({ length: Number(which) }, (_, k) => layers[k] ?? first) };
}

/** Whether a side may be so. @param {Differs} differs @param {unknown} which @returns {which is string} */
function fitsSide(differs, which) {
  if (typeof which !== "string") return false;
  if (differs === "activation") return isActivation(which);
  const number = Number(which || NaN);
  if (differs === "rate") return number > 0 && number <= 10;
  return Number.isInteger(number) && number >= 0 && number <= MOST.layers;
}

/** @param {unknown} given @returns {Choice} */
export function checkedChoice(given) {
  const { differs, left, right, settings, table } = fieldsOf(given);
  const known = /** @type {Differs} */ (differs);
  if (!Object.hasOwn(FIRST, String(differs)) || !fitsSide(known, left) || !fitsSide(known, right))
    throw new Error(COMPARE_WORDS.damaged);
  const found = fieldsOf(settings);
  const checked = checkedSettings({ ...settingsWith(), ...found, start: startOf(found.start) });
  const own = checked.data === "own" ? tableFor(checked, table) : null;
  return { differs: known, left, right, settings: checked, table: own };
}

/** Weights that were given fit one network alone. @param {unknown} start */
const startOf = (start) => (start === "given" || start === undefined ? "usual" : start);

export class Pair {
  /** @param {Choice} choice */
  constructor(choice) {
    this.choice = choice;
    const table = choice.table ?? madePoints(choice.settings);
    const left = new Run(settingsOfSide(choice, choice.left), table);
    // By itself each activation would begin with weights of its own size: here both have the left one's.
    const start = choice.differs === "activation" ? "given" : choice.settings.start;
    const right = new Run({ ...settingsOfSide(choice, choice.right), start }, table, left.network.theta.slice());
    /** @type {[Run, Run]} */
    this.runs = [left, right];
  }

  /** What each side is called. */
  get names() {
    const { differs, left, right } = this.choice;
    return [left, right].map((which) => {
      if (differs === "activation") return which;
      return differs === "rate" ? COMPARE_WORDS.rate(Number(which)) : COMPARE_WORDS.layers(Number(which));
    });
  }

  get step() {
    return this.runs[0].step;
  }

  /** The side whose numbers are lost; −1 if none. */
  get overflowed() {
    return this.runs.findIndex((run) => run.overflowed);
  }

  /** @param {number} steps */
  advance(steps) {
    for (const run of this.runs) run.advance(steps);
  }

  advanceEpoch() {
    for (const run of this.runs) run.advanceEpoch();
  }

  restart() {
    for (const run of this.runs) run.restart();
  }

  /** @param {number} at */
  goTo(at) {
    for (const run of this.runs) run.goTo(at);
  }

  /** What both have in common, so that widths and axes mean the same. */
  get common() {
    const most = (/** @type {(run: Run) => number} */ of) => Math.max(...this.runs.map(of));
    return {
      arriving: this.runs.flatMap((run) => [...run.measured.arriving]),
      mostGradient: most((run) => run.mostGradient), mostChange: most((run) => run.mostChange),
    };
  }

  /** @returns {{ choice: Choice, documents: Document[] }} */
  document() {
    return { choice: this.choice, documents: this.runs.map((run) => run.document()) };
  }

  /**
   * A pair from outside: its past has to be that of these two networks, step by step.
   * @param {Choice} choice @param {unknown} documents
   */
  static checked(choice, documents) {
    if (documents === undefined) return new Pair(choice);
    if (!Array.isArray(documents) || documents.length !== 2) throw new Error(COMPARE_WORDS.damaged);
    const both = documents.map(unpackedDocument);
    const fresh = new Pair(choice);
    const steps = both.map(({ history, ghost, at }) =>
      JSON.stringify([[...history, ...ghost].map(({ step }) => step), at]));
    const fits = both.every(({ settings }, k) =>
      JSON.stringify(settings) === JSON.stringify(fresh.runs[k].settings));
    if (!fits || steps[0] !== steps[1]) throw new Error(COMPARE_WORDS.damaged);
    return Pair.of({ choice, documents: both });
  }

  /** @param {{ choice: Choice, documents: Document[] }} document */
  static of({ choice, documents }) {
    const pair = new Pair(choice);
    const [left, right] = documents.map((document) => Run.of(document));
    pair.runs = [left, right];
    return pair;
  }
}
