/** What the page shows of a network: losses, what gets through each unit, how much arrives. */

import { Pass } from "./network.js";
/** @import { Network } from "./network.js" */
/** @import { Activation } from "../kernels.js" */

/** Rows and columns of a heat map over the plane. */
export const GRID = 26;

/** Every curve is drawn from −5 to 5. */
export const REACH = 5;

/** Where a slope is below this share of the steepest, next to nothing gets through. */
export const FLAT = 0.05;

/** From which share of points without any slope a unit is dead. */
const DEAD = 0.995;

/**
 * An activation between −5 and 5: numbers, slopes, the steepest slope, the least and largest number.
 * @typedef {{
 *   z: Float64Array, y: Float64Array, slopes: Float64Array, steepest: number,
 *   low: number, high: number,
 * }} Curve
 */

/** @type {Map<Activation, Curve>} */
const curves = new Map();

/** @param {Activation} activation @returns {Curve} */
export function curveOf(activation) {
  let curve = curves.get(activation);
  if (!curve) {
    const count = 161;
    const z = Float64Array.from({ length: count }, (_, i) => REACH * ((2 * i) / (count - 1) - 1));
    const [y, slopes] = [new Float64Array(count), new Float64Array(count)];
    activation.forward(z, y, count);
    activation.slopes(z, y, slopes, count);
    const finite = y.filter(Number.isFinite);
    const steepest = slopes.reduce(
      (most, s) => (Number.isFinite(s) ? Math.max(most, Math.abs(s)) : most),
      0,
    );
    curve = { z, y, slopes, steepest, low: Math.min(0, ...finite), high: Math.max(1, ...finite) };
    curves.set(activation, curve);
  }
  return curve;
}

/**
 * Of one unit: the share of points where nothing gets through, or next to nothing, and the mean
 * size of the slope.
 * @typedef {{ off: number, flat: number, slope: number, dead: boolean }} Unit
 */

/**
 * The root mean square; large numbers do not overflow in it.
 * @param {Float64Array} x @param {number} count
 */
export function size(x, count) {
  let most = 0;
  for (let i = 0; i < count; i++) {
    const a = Math.abs(x[i]);
    if (!(a <= most)) most = a;
  }
  if (!(most > 0 && most < Infinity)) return most;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (x[i] / most) ** 2;
  return most * Math.sqrt(sum / count);
}

/** The largest size among numbers that are finite. @param {Float64Array} x */
export function largest(x) {
  let most = 0;
  for (let i = 0; i < x.length; i++) {
    const a = Math.abs(x[i]);
    if (a > most && a < Infinity) most = a;
  }
  return most;
}

export class Measured {
  /**
   * @param {Network} network
   * @param {Float64Array} X the points, those to learn from first
   * @param {Float64Array} wanted
   * @param {number} learning how many there are to learn from
   * @param {Float64Array} grid the points of the heat maps
   * @param {number} threshold between the two answers: halfway between the numbers wanted
   */
  constructor(network, X, wanted, learning, grid, threshold) {
    this.threshold = threshold;
    this.network = network;
    this.wanted = wanted;
    this.learning = learning;
    this.all = new Pass(network, wanted.length);
    this.all.outputs[0].set(X);
    this.plane = new Pass(network, GRID * GRID);
    this.plane.outputs[0].set(grid);
    this.slopes = this.all.sums.map((z) => new Float64Array(z.length));
    this.costs = new Float64Array(wanted.length);
    /** Of the points to learn from, and of those held out. */
    this.losses = [0, NaN];
    this.right = [0, NaN];
    /** How much gradient arrives at each layer's sums, of the single points. @type {number[]} */
    this.arriving = [];
    /** @type {Unit[][]} */
    this.units = [];
  }

  /** Send all points forward, and the gradient of the points to learn from back. */
  update() {
    const { network, all, learning } = this;
    network.forward(all);
    network.backward(all, this.wanted, learning);
    network.loss.of(network.answersOf(all), this.wanted, this.costs, all.count);
    for (const [part, from, to] of [
      [0, 0, learning],
      [1, learning, all.count],
    ]) {
      this.losses[part] = mean(this.costs, from, to);
      this.right[part] = this.rightShare(from, to);
    }
    this.arriving = all.atSums.map((d, l) => size(d, learning * network.sizes[l + 1]));
    this.units = network.activations.map((_, l) => this.unitsOf(l));
  }

  /** Send the grid forward. */
  updatePlane() {
    this.network.forward(this.plane);
  }

  /** Whether a number of the output says yes. @param {number} a @param {number} wanted */
  isRight(a, wanted) {
    return a > this.threshold === wanted > this.threshold;
  }

  /** @param {number} from @param {number} to */
  rightShare(from, to) {
    const answers = this.all.outputs[this.network.depth];
    if (answers.subarray(from, to).some(Number.isNaN)) return NaN;
    let right = 0;
    for (let i = from; i < to; i++) right += Number(this.isRight(answers[i], this.wanted[i]));
    return right / (to - from);
  }

  /** @param {number} l @returns {Unit[]} */
  unitsOf(l) {
    const activation = this.network.activations[l];
    const [m, count] = [this.network.sizes[l + 1], this.learning];
    const slopes = this.slopes[l];
    activation.slopes(this.all.sums[l], this.all.outputs[l + 1], slopes, count * m);
    const limit = FLAT * curveOf(activation).steepest;
    return Array.from({ length: m }, (_, j) => {
      let [off, flat, sum] = [0, 0, 0];
      for (let p = 0; p < count; p++) {
        const slope = Math.abs(slopes[p * m + j]);
        if (slope === 0 && activation.kinked) off += 1;
        else if (!(slope >= limit)) flat += 1; // NaN lets nothing through either
        sum += slope;
      }
      const dead = off >= DEAD * count;
      return { off: off / count, flat: flat / count, slope: sum / count, dead };
    });
  }
}

/** @param {Float64Array} x @param {number} from @param {number} to */
function mean(x, from, to) {
  let sum = 0;
  for (let i = from; i < to; i++) sum += x[i];
  return sum / (to - from);
}

/** From which share of points where next to nothing gets through a unit is nearly flat. */
const NEARLY_FLAT = 0.9;

/** Many units are dead from this share on; gradient vanishes or explodes beyond these ratios. */
const MANY_DEAD = 0.25;
const FAR_LESS = 1 / 30;
const FAR_MORE = 30;

/**
 * How the gradient gets through a network.
 * @typedef {"overflow" | "none" | "single" | "nothing" | "dead" | "vanishing" | "exploding" | "healthy"} Kind
 * @typedef {{ kind: Kind, ratio: number, dead: number, flat: number, hidden: number }} Verdict
 * @param {number[]} arriving
 * @param {Unit[][]} units
 * @returns {Verdict}
 */
export function verdictOf(arriving, units) {
  const hidden = units.slice(0, -1).flat();
  const dead = hidden.filter((unit) => unit.dead).length;
  const flat = hidden.filter((unit) => !unit.dead && unit.off + unit.flat >= NEARLY_FLAT).length;
  const last = arriving[arriving.length - 1];
  const ratio = arriving[0] / last;
  /** @param {Kind} kind */
  const found = (kind) => ({ kind, ratio, dead, flat, hidden: hidden.length });
  if (!arriving.every(Number.isFinite)) return found("overflow");
  if (last === 0) return found("none");
  if (arriving.length === 1) return found("single");
  if (ratio === 0) return found("nothing");
  if (dead > 0 && dead >= MANY_DEAD * hidden.length) return found("dead");
  if (ratio < FAR_LESS) return found("vanishing");
  return found(ratio > FAR_MORE ? "exploding" : "healthy");
}
