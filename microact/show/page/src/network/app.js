/** What the page shows now, and everything that can be done to it. */

import { addressOf } from "./address.js";
import { verdictOf } from "./measure.js";
import { madePoints } from "./points.js";
import { Run } from "./run.js";
import { settingsWith } from "./settings.js";
import { beginningOf, STORIES } from "./stories.js";
import { WORDS } from "../words.js";
/** @import { Document } from "./run.js" */
/** @import { Settings } from "./settings.js" */
/** @import { Table } from "./points.js" */
/** @import { Facts, Piece } from "../words.js" */

/**
 * Which unit: layer 0 holds the inputs, the last one the output.
 * @typedef {{ l: number, j: number }} Place
 * @typedef {{ document: Document, view: View }} State
 * @typedef {{
 *   lines: string, tiles: string, point: number, unit: Place | null, story: string, pace: number,
 *   curves: string, stopAt: number, began: number,
 * }} View
 */

/** How many states Undo goes back. */
const MOST_UNDO = 100;

/** Settings that another training is needed for; with others this one goes on. */
const ANEW = ["data", "points", "noise", "heldOut", "seed", "start"];

export class App {
  /** @param {Run} run @param {Partial<View>} [view] */
  constructor(run, view = {}) {
    this.run = run;
    /** @type {View} */
    this.view = {
      lines: "gradients",
      tiles: "output",
      point: -1,
      unit: null,
      story: "",
      pace: 1,
      curves: "loss",
      stopAt: Infinity,
      began: NaN,
      ...view,
    };
    if (!(this.view.point < run.order.length)) this.view.point = -1;
    /** The unit that is pointed at. @type {Place | null} */
    this.hover = null;
    this.playing = false;
    /** Whether the page is being made anew: then nobody points at anything. */
    this.building = false;
    /** What is worth a word, and what went wrong, until something else is done. */
    this.notice = this.wrong = "";
    /** The answer of new points. */
    this.answer = 1;
    /** @type {State[]} */
    this.past = [];
    /** @type {State[]} */
    this.future = [];
    /**
     * Called when what is shown changes; true if the network has another shape.
     * @type {((anew: boolean) => void)[]}
     */
    this.watchers = [];
  }

  /** @param {boolean} anew */
  tell(anew) {
    if (anew) this.hover = null; // what it pointed at may be gone
    for (const watch of this.watchers) watch(anew);
  }

  /** @returns {State} */
  state() {
    return { document: this.run.document(), view: { ...this.view } };
  }

  /** Remember what is shown before something is done. */
  remember() {
    this.past.push(this.state());
    if (this.past.length > MOST_UNDO) this.past.shift();
    this.future = [];
    this.notice = this.wrong = "";
  }

  /** @param {State[]} from @param {State[]} to */
  travel(from, to) {
    const state = from.pop();
    if (!state) return;
    this.playing = false;
    to.push(this.state());
    this.run = Run.of(state.document);
    this.view = state.view;
    this.notice = this.wrong = "";
    this.tell(true);
  }

  undo() {
    this.travel(this.past, this.future);
  }

  redo() {
    this.travel(this.future, this.past);
  }

  /** @returns {Facts} */
  facts() {
    const { measured, step, overflowed } = this.run;
    const { kind, ratio, dead, hidden } = verdictOf(measured.arriving, measured.units);
    return {
      ratio,
      dead,
      hidden,
      step,
      overflowed,
      loss: measured.losses[0],
      right: measured.right[0],
      held: measured.right[1],
      playing: this.playing,
      nothing: kind === "nothing",
      began: this.view.began,
    };
  }

  /** The sentence above the network. @returns {Piece[]} */
  sentence() {
    if (this.wrong) return [this.wrong];
    const { story } = this.view;
    if (this.run.overflowed && story !== "explode") return [WORDS.overflow];
    const tales = /** @type {Record<string, (facts: Facts) => Piece[]>} */ (WORDS.tales);
    return (Object.hasOwn(tales, story) ? tales[story] : WORDS.free)(this.facts());
  }

  /** Take settings; a network of another shape or other points begin anew. @param {Partial<Settings>} changes */
  set(changes) {
    const before = this.run.settings;
    const settings = settingsWith({ ...before, ...changes });
    this.remember();
    this.view.story = "";
    this.view.stopAt = Infinity;
    this.matchOutput(changes, settings);
    const shape = (/** @type {Settings} */ { layers }) => layers.map((layer) => layer.units).join();
    const names = (/** @type {Settings} */ { layers }) =>
      layers.map((layer) => layer.activation).join();
    const reshaped = shape(settings) !== shape(before);
    const fresh = this.run.step === 0 && names(settings) !== names(before);
    if (reshaped || fresh || ANEW.some((key) => Object.hasOwn(changes, key))) {
      if (before.data === settings.data && this.run.step > 0) this.notice = this.notice || WORDS.anew;
      this.begin(
        settings,
        settings.data === before.data && settings.data === "own" ? this.run.table : null,
      );
    } else {
      if (names(settings) !== names(before)) this.notice = this.notice || WORDS.kept;
      this.run = this.run.with(settings);
    }
    this.tell(true);
  }

  /** Cross-entropy and sigmoid come together. @param {Partial<Settings>} changes @param {Settings} settings */
  matchOutput(changes, settings) {
    if (settings.loss !== "cross-entropy" || settings.output === "sigmoid") return;
    this.notice = WORDS.changedOutput;
    if (changes.output) settings.loss = "squared error";
    else settings.output = "sigmoid";
  }

  /** Begin a training. @param {Settings} settings @param {Table | null} table */
  begin(settings, table) {
    const { first } = this.run;
    this.run = new Run(settings, table ?? madePoints(settings), first);
    if (this.view.point >= this.run.order.length) this.view.point = -1;
    this.view.unit = null;
  }

  /** Points of one's own. @param {Table} table */
  useTable(table) {
    this.remember();
    this.view.story = "";
    this.view.stopAt = Infinity;
    this.view.point = -1;
    this.begin({ ...this.run.settings, data: "own" }, table);
    this.tell(true);
  }

  /** Points, or the plane, change and the network goes on with the weights it has. @param {Table} table */
  changePoints(table) {
    this.remember();
    if (table.rows !== this.run.table.rows) this.view.point = -1;
    this.run = this.run.with({ ...this.run.settings, data: "own" }, table);
    this.tell(true);
  }

  /** @param {Partial<View>} changes */
  look(changes) {
    if (changes.unit) this.playing = false; // its numbers are to stand still
    Object.assign(this.view, changes);
    this.notice = "";
    this.tell(Object.hasOwn(changes, "unit"));
  }

  /** @param {Place | null} place */
  pointAt(place) {
    if (this.building) return;
    if (this.hover?.l === place?.l && this.hover?.j === place?.j) return;
    this.hover = place;
    this.tell(false);
  }

  /** Follow a point, or none. @param {number} point its place in the order of the run */
  follow(point) {
    this.look({ point: point === this.view.point ? -1 : point });
  }

  /** @param {string} name */
  tellStory(name) {
    this.remember();
    const { lines, steps, pace } = STORIES[name];
    Object.assign(this.view, {
      story: name,
      lines,
      tiles: "output",
      point: -1,
      unit: null,
      curves: "loss",
      pace,
    });
    this.run = beginningOf(name, (settings) => new Run(settings, madePoints(settings)));
    this.view.stopAt = this.run.step + steps;
    this.view.began = this.run.measured.losses[0];
    this.playing = true;
    this.tell(true);
  }

  play() {
    if (this.run.overflowed) return;
    this.remember();
    if (this.run.step >= this.view.stopAt) this.view.stopAt = Infinity;
    if (this.run.at < this.run.history.length - 1) this.notice = WORDS.fromPast;
    this.playing = true;
    this.tell(false);
  }

  pause() {
    this.playing = false;
    this.notice = "";
    this.tell(false);
  }

  /** One picture of a film: some steps, unless there is a reason to stop. @param {number} steps */
  frame(steps) {
    this.run.advance(Math.max(1, Math.min(steps, this.view.stopAt - this.run.step)));
    if (this.run.overflowed || this.run.step >= this.view.stopAt) this.playing = false;
    this.tell(false);
  }

  stepOnce() {
    if (this.run.overflowed) return;
    this.playing = false;
    this.remember();
    this.run.advance(1);
    this.tell(false);
  }

  epochOnce() {
    if (this.run.overflowed) return;
    this.playing = false;
    this.remember();
    this.run.advanceEpoch();
    this.tell(false);
  }

  reset() {
    this.playing = false;
    this.remember();
    this.run.restart();
    this.tell(false);
  }

  /** Go to a moment of the past. @param {number} at */
  goTo(at) {
    this.playing = false;
    this.notice = "";
    this.run.goTo(at);
    this.tell(false);
  }

  /** The address of what is shown; empty if it does not fit. */
  address() {
    return addressOf(this.run);
  }
}
