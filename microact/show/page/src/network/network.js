/**
 * A network of dense layers on typed arrays. All that an activation or a loss computes comes from
 * `kernels.js`, which Python writes from the rules; here stands what is between them.
 */

import { ACTIVATIONS, LOSSES, PENALTY } from "../kernels.js";
import { normal, randomFrom, roundTo } from "../base/random.js";
/** @import { Settings } from "./settings.js" */
/** @import { Activation } from "../kernels.js" */

/** Another size than the usual for the first weights. @type {Record<string, number>} */
const SIZES = { usual: 1, zero: 0, small: 0.1, large: 4, given: 1 };

export class Network {
  /**
   * @param {number} inputs
   * @param {Settings} settings
   */
  constructor(inputs, settings) {
    const layers = [...settings.layers, { units: 1, activation: settings.output }];
    /** Inputs, then the units of each layer. */
    this.sizes = [inputs, ...layers.map((layer) => layer.units)];
    /** @type {Activation[]} */
    this.activations = layers.map((layer) => ACTIVATIONS[layer.activation]);
    this.loss = LOSSES[settings.loss];
    /** Cross-entropy takes the output's sum (a logit); its sigmoid is only shown. */
    this.ofLogits = settings.loss === "cross-entropy";
    /** How many layers, the output among them. */
    this.depth = layers.length;
    /** Where in `theta` the weights and the bias of each layer stand. @type {{ w: number, b: number }[]} */
    this.places = [];
    let size = 0;
    for (let l = 0; l < this.depth; l++) {
      const [n, m] = [this.sizes[l], this.sizes[l + 1]];
      this.places.push({ w: size, b: size + n * m });
      size += (n + 1) * m;
    }
    /** Every parameter: of each layer the weights of unit 1, of unit 2, …, then the biases. */
    this.theta = new Float64Array(size);
    /** The gradient of the mean loss, of the last `backward`. */
    this.gradient = new Float64Array(size);
    /** The parts of `theta` and of `gradient`: made once, used in every step. */
    this.parameters = this.partsOf(this.theta);
    this.gradients = this.partsOf(this.gradient);
  }

  /** The parts of each layer in an array like `theta`. @param {Float64Array} all */
  partsOf(all) {
    return this.places.map(({ w, b }, l) => ({
      w: all.subarray(w, b), b: all.subarray(b, b + this.sizes[l + 1]),
    }));
  }

  /** The weights of a layer in an array like `theta`. @param {Float64Array} all @param {number} l */
  weightsOf(all, l) {
    return all.subarray(this.places[l].w, this.places[l].b);
  }

  /**
   * Draw the first weights: normal, as large as keeps the signal's size (He et al. 2015).
   * @param {string} start
   * @param {number} seed
   */
  draw(start, seed) {
    const random = randomFrom(seed + 101);
    for (let l = 0; l < this.depth; l++) {
      const spread = (SIZES[start] * this.activations[l].gain) / Math.sqrt(this.sizes[l]);
      const { w, b } = this.parameters[l];
      w.forEach((_, i) => (w[i] = roundTo(spread * normal(random), 4)));
      b.fill(0);
    }
  }

  /** Send points forward. @param {Pass} pass */
  forward(pass) {
    const { count } = pass;
    for (let l = 0; l < this.depth; l++) {
      const { w, b } = this.parameters[l];
      const [n, m, x, z, a] = [this.sizes[l], this.sizes[l + 1], pass.outputs[l], pass.sums[l], pass.outputs[l + 1]];
      sums(x, w, b, z, count, n, m);
      this.activations[l].forward(z, a, count * m);
    }
  }

  /** What the loss looks at: the output, or the sum below it. @param {Pass} pass */
  answersOf(pass) {
    return this.ofLogits ? pass.sums[this.depth - 1] : pass.outputs[this.depth];
  }

  /**
   * Send the gradient of the first `count` points' mean loss back; what arrives at the sums of
   * single points stays in the pass.
   * @param {Pass} pass
   * @param {Float64Array} wanted
   * @param {number} count
   */
  backward(pass, wanted, count) {
    const last = this.depth - 1;
    const above = this.ofLogits ? pass.atSums[last] : pass.atOutputs[last];
    this.loss.back(this.answersOf(pass), wanted, above, count);
    this.gradient.fill(0);
    for (let l = last; l >= 0; l--) {
      const [n, m] = [this.sizes[l], this.sizes[l + 1]];
      const [z, a, upstream, atSums] = [pass.sums[l], pass.outputs[l + 1], pass.atOutputs[l], pass.atSums[l]];
      if (l < last || !this.ofLogits) this.activations[l].backward(upstream, z, a, atSums, count * m);
      const { w, b } = this.gradients[l];
      collect(atSums, pass.outputs[l], w, b, count, n, m);
      if (l > 0) passBack(atSums, this.parameters[l].w, pass.atOutputs[l - 1], count, n, m);
    }
    for (let i = 0; i < this.gradient.length; i++) this.gradient[i] /= count;
  }

  /** Add the slopes of L1 and L2 to the gradient of the weights. @param {number} l1 @param {number} l2 */
  penalize(l1, l2) {
    for (let l = 0; l < this.depth; l++) {
      const { w } = this.parameters[l];
      PENALTY(w, this.gradients[l].w, l1, l2, w.length);
    }
  }
}

/** All numbers of some points on their way through a network. */
export class Pass {
  /**
   * @param {Network} network
   * @param {number} count
   */
  constructor(network, count) {
    this.count = count;
    const room = network.sizes.map((size) => new Float64Array(size * count));
    /** The inputs, then what each layer gives: point by point. */
    this.outputs = room;
    /** Each layer's sums. */
    this.sums = room.slice(1).map((x) => new Float64Array(x.length));
    /** What arrives at each layer's outputs, and at its sums. */
    this.atOutputs = room.slice(1).map((x) => new Float64Array(x.length));
    this.atSums = room.slice(1).map((x) => new Float64Array(x.length));
  }
}

/**
 * Each unit's sum of weighted inputs.
 * @param {Float64Array} x @param {Float64Array} w @param {Float64Array} b @param {Float64Array} z
 * @param {number} count @param {number} n @param {number} m
 */
function sums(x, w, b, z, count, n, m) {
  for (let p = 0; p < count; p++) {
    const from = p * n;
    for (let j = 0; j < m; j++) {
      const at = j * n;
      let sum = b[j];
      for (let k = 0; k < n; k++) sum += w[at + k] * x[from + k];
      z[p * m + j] = sum;
    }
  }
}

/**
 * A weight's gradient: what arrives at the sum, times what came in. A bias's: what arrives.
 * @param {Float64Array} arriving @param {Float64Array} x @param {Float64Array} w
 * @param {Float64Array} b @param {number} count @param {number} n @param {number} m
 */
function collect(arriving, x, w, b, count, n, m) {
  for (let p = 0; p < count; p++) {
    const from = p * n;
    for (let j = 0; j < m; j++) {
      const at = j * n;
      const g = arriving[p * m + j];
      b[j] += g;
      for (let k = 0; k < n; k++) w[at + k] += g * x[from + k];
    }
  }
}

/**
 * An input's gradient: over all units that read it, what arrives there times the weight.
 * @param {Float64Array} arriving @param {Float64Array} w @param {Float64Array} passed
 * @param {number} count @param {number} n @param {number} m
 */
function passBack(arriving, w, passed, count, n, m) {
  for (let p = 0; p < count; p++) {
    const from = p * n;
    for (let k = 0; k < n; k++) passed[from + k] = 0;
    for (let j = 0; j < m; j++) {
      const at = j * n;
      const g = arriving[p * m + j];
      for (let k = 0; k < n; k++) passed[from + k] += g * w[at + k];
    }
  }
}
