/** One training: the points, the network, its steps, and its past. */

import { largest, Measured } from "./measure.js";
import { Network, Pass } from "./network.js";
import { copiedMemory, move, noMemory } from "./optimizers.js";
import { gridOf } from "./points.js";
import { shuffled } from "../base/random.js";
/** @import { Memory } from "./optimizers.js" */
/** @import { Settings } from "./settings.js" */
/** @import { Table } from "./points.js" */

/**
 * A moment of a training, from which it can go on exactly as it went.
 * @typedef {{
 *   step: number, epoch: number, cursor: number, losses: number[], right: number[],
 *   arriving: number[], theta: Float64Array, change: Float64Array, memory: Memory,
 *   mostGradient: number, mostChange: number,
 * }} Moment
 */

/**
 * A training with its past.
 * @typedef {{
 *   settings: Settings, table: Table, first: Float64Array | null, history: Moment[], ghost: Moment[],
 *   at: number,
 * }} Document
 */

/** How many moments are kept; then every second one goes. */
const MOST_MOMENTS = 400;

export class Run {
  /**
   * @param {Settings} settings
   * @param {Table} table
   * @param {Float64Array | null} [first] weights to begin with, where the settings ask for those
   */
  constructor(settings, table, first = null) {
    this.table = table;
    const count = table.rows.length;
    /** The rows of the table, those to learn from first. */
    this.order = shuffled(count, settings.seed + 5);
    /** How many there are to learn from. */
    this.learning = learningOf(settings, table);
    this.inputs = table.names.length;
    this.X = new Float64Array(count * this.inputs);
    this.order.forEach((row, i) => this.X.set(table.rows[row], i * this.inputs));
    const signs = wantsSigns(settings);
    this.wanted = Float64Array.from(this.order, (row) => (signs ? 2 * table.wanted[row] - 1 : table.wanted[row]));
    this.network = new Network(this.inputs, settings);
    this.measured = new Measured(this.network, this.X, this.wanted, this.learning, gridOf(table), signs ? 0 : 0.5);
    // Weights of another shape are none to begin with.
    this.first = first?.length === this.network.theta.length ? first : null;
    this.settings = settings.start === "given" && !this.first ? { ...settings, start: "usual" } : settings;
    /** By how much the last step moved each parameter. */
    this.change = new Float64Array(this.network.theta.length);
    this.batchSize = Math.min(settings.batch, this.learning);
    /** One for each size of a batch: the last of an epoch may be smaller. @type {Map<number, Pass>} */
    this.passes = new Map();
    this.batchWanted = new Float64Array(this.batchSize);
    /** The order of an epoch's points. */
    this.shuffle = { epoch: -1, order: new Int32Array(0) };
    this.memory = noMemory();
    this.step = this.epoch = this.cursor = 0;
    /** @type {Moment[]} */
    this.history = [];
    /** What was trained before somebody went back and on from there. @type {Moment[]} */
    this.ghost = [];
    /** Which moment is shown. */
    this.at = 0;
    /** The largest gradient and change up to here: what widths are measured by. */
    this.mostGradient = this.mostChange = 0;
    this.restart();
  }

  /** Begin anew: first weights, step 0, no past. */
  restart() {
    const { start, seed } = this.settings;
    if (start === "given" && this.first) this.network.theta.set(this.first);
    else this.network.draw(start, seed);
    this.change.fill(0);
    this.memory = noMemory();
    this.step = this.epoch = this.cursor = 0;
    this.forgetPast();
  }

  forgetPast() {
    [this.history, this.ghost, this.at] = [[], [], 0];
    this.mostGradient = this.mostChange = 0;
    this.look();
    this.remember();
  }

  /**
   * The same weights with other settings or another table, for a network of the same shape. With
   * other points the past is forgotten.
   * @param {Settings} settings
   * @param {Table} [table]
   */
  with(settings, table = this.table) {
    const run = new Run(settings, table, this.first);
    const samePoints = table.rows === this.table.rows;
    const { step, epoch } = this;
    run.network.theta.set(this.network.theta);
    run.change.set(this.change);
    Object.assign(run, { step, epoch });
    if (settings.optimizer === this.settings.optimizer) run.memory = copiedMemory(this.memory);
    if (samePoints && settings.batch === this.settings.batch) run.cursor = this.cursor;
    run.forgetPast();
    if (!samePoints) return run;
    run.mostGradient = Math.max(run.mostGradient, this.mostGradient);
    run.mostChange = Math.max(run.mostChange, this.mostChange);
    run.history = this.history.slice();
    run.history[this.at] = run.moment();
    run.ghost = this.ghost;
    run.at = this.at;
    return run;
  }

  /** Which points the next step looks at. @param {number} epoch @param {number} cursor */
  batchAt(epoch, cursor) {
    if (this.shuffle.epoch !== epoch)
      this.shuffle = { epoch, order: shuffled(this.learning, this.settings.seed * 77 + epoch) };
    return this.shuffle.order.subarray(cursor, cursor + this.batchSize);
  }

  /** The batches of the next steps. @param {number} steps @returns {number[][]} */
  nextBatches(steps) {
    let { epoch, cursor } = this;
    return Array.from({ length: steps }, () => {
      const batch = [...this.batchAt(epoch, cursor)];
      [epoch, cursor] = this.after(epoch, cursor);
      return batch;
    });
  }

  /** @param {number} epoch @param {number} cursor */
  after(epoch, cursor) {
    const next = cursor + this.batchSize;
    return next >= this.learning ? [epoch + 1, 0] : [epoch, next];
  }

  /** Take one step: a few points forward, their gradient back, and down. */
  stepOnce() {
    const { settings, network } = this;
    const batch = this.batchAt(this.epoch, this.cursor);
    const pass = this.passes.get(batch.length) ?? new Pass(network, batch.length);
    this.passes.set(batch.length, pass);
    for (let i = 0; i < batch.length; i++) {
      const from = batch[i] * this.inputs;
      for (let k = 0; k < this.inputs; k++) pass.outputs[0][i * this.inputs + k] = this.X[from + k];
      this.batchWanted[i] = this.wanted[batch[i]];
    }
    network.forward(pass);
    network.backward(pass, this.batchWanted, batch.length);
    if (settings.l1 || settings.l2) network.penalize(settings.l1, settings.l2);
    move(
      settings.optimizer,
      settings.rate,
      network.theta,
      network.gradient,
      this.change,
      this.memory,
    );
    this.step += 1;
    [this.epoch, this.cursor] = this.after(this.epoch, this.cursor);
  }

  /** Whether the numbers left what a float can hold. */
  get overflowed() {
    return (
      !Number.isFinite(this.measured.losses[0]) || !this.measured.arriving.every(Number.isFinite)
    );
  }

  /** Take steps and look at the result. @param {number} steps */
  advance(steps) {
    this.fork();
    for (let i = 0; i < steps; i++) this.stepOnce();
    this.look();
    this.remember();
  }

  /** Go on to the end of the epoch. */
  advanceEpoch() {
    this.fork();
    const { epoch } = this;
    do this.stepOnce();
    while (this.epoch === epoch);
    this.look();
    this.remember();
  }

  /** Measure what there is now. */
  look() {
    this.measured.update();
    this.measured.updatePlane();
    this.mostGradient = Math.max(this.mostGradient, largest(this.network.gradient));
    this.mostChange = Math.max(this.mostChange, largest(this.change));
  }

  /**
   * One point alone: its numbers on the way there and back, and its gradient.
   * @param {number} point
   */
  single(point) {
    const { network } = this;
    const pass = new Pass(network, 1);
    const all = network.gradient.slice();
    pass.outputs[0].set(this.X.subarray(point * this.inputs, (point + 1) * this.inputs));
    network.forward(pass);
    network.backward(pass, this.wanted.subarray(point, point + 1), 1);
    const gradient = network.gradient.slice();
    network.gradient.set(all);
    return { pass, gradient };
  }

  /** A unit's sums over the points to learn from. @param {number} l @param {number} j */
  sumsOf(l, j) {
    const { measured, learning, wanted, network } = this;
    const z = measured.all.sums[l - 1];
    return { z, from: j, stride: network.sizes[l], count: learning, wanted, middle: measured.threshold };
  }

  /** @returns {Moment} */
  moment() {
    const { step, epoch, cursor, measured } = this;
    return {
      step, epoch, cursor, losses: [...measured.losses], right: [...measured.right],
      arriving: [...measured.arriving], theta: this.network.theta.slice(),
      change: this.change.slice(), memory: copiedMemory(this.memory),
      mostGradient: this.mostGradient, mostChange: this.mostChange,
    };
  }

  remember() {
    this.history.push(this.moment());
    if (this.history.length > MOST_MOMENTS) this.history = thinned(this.history);
    this.at = this.history.length - 1;
  }

  /** Whoever goes on from the past leaves the old future behind, as a ghost. */
  fork() {
    if (this.at === this.history.length - 1) return;
    this.ghost = this.history.slice(this.at);
    this.history = this.history.slice(0, this.at + 1);
  }

  /** All that is needed to be here again. @returns {Document} */
  document() {
    const { settings, table, first, history, ghost, at } = this;
    return { settings, table, first, history: history.slice(), ghost, at };
  }

  /** Be again where a document was made. @param {Document} document */
  static of(document) {
    const run = new Run(document.settings, document.table, document.first);
    run.history = document.history.slice();
    run.ghost = document.ghost;
    run.goTo(document.at);
    run.history[run.at] = run.moment();
    return run;
  }

  /** Go to a moment of the past. @param {number} at */
  goTo(at) {
    this.at = Math.max(0, Math.min(this.history.length - 1, at));
    const moment = this.history[this.at];
    this.network.theta.set(moment.theta);
    this.change.set(moment.change);
    this.memory = copiedMemory(moment.memory);
    const { step, epoch, cursor, mostGradient, mostChange } = moment;
    Object.assign(this, { step, epoch, cursor, mostGradient, mostChange });
    this.look();
  }
}

/** How many points there are to learn from: at least one. @param {Settings} settings @param {Table} table */
export const learningOf = ({ heldOut }, { rows }) => Math.max(1, rows.length - Math.round(rows.length * heldOut));

/** Whether the wanted answers are −1 and 1 instead of 0 and 1. @param {Settings} settings */
const wantsSigns = ({ loss, output }) => loss === "hinge" || output !== "sigmoid";

/** Keep every second moment, the first and the last among them. @param {Moment[]} moments */
export const thinned = (moments) =>
  moments.filter((_, i) => i % 2 === 0 || i === moments.length - 1);
