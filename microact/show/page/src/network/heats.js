/** The small pictures over the plane: of each input, each unit, and the network's answer. */

import { curveOf, GRID } from "./measure.js";
import { coloursNow, Heat, ramp } from "../base/palette.js";
/** @import { Run } from "./run.js" */
/** @import { Place } from "./app.js" */

export class Heats {
  /** @param {{ run: Run, view: { tiles: string } }} app */
  constructor(app) {
    this.app = app;
    /** One for each input, then one for each unit of each layer. @type {Heat[][]} */
    this.all = [];
    const { signs, answers } = this.hues();
    this.signs = signs;
    this.answers = answers;
  }

  hues() {
    const { stage, positive, negative, yes, no, ink } = coloursNow();
    return { signs: ramp(stage, positive, negative, ink), answers: ramp(stage, yes, no, ink) };
  }

  recolour() {
    Object.assign(this, this.hues());
  }

  build() {
    this.all = this.app.run.network.sizes.map((count) =>
      Array.from({ length: count }, () => new Heat(GRID)),
    );
  }

  update() {
    const { tiles } = this.app.view;
    this.all.forEach((heats, l) => heats.forEach((heat, j) => this.paint(heat, { l, j }, tiles)));
  }

  /**
   * Paint what an input or a unit is over the plane.
   * @param {Heat} heat
   * @param {Place} place
   * @param {string} tiles its output, or its slope
   */
  paint(heat, { l, j }, tiles) {
    const { network, measured, table } = this.app.run;
    const [m, a] = [network.sizes[l], measured.plane.outputs[l]];
    if (l === 0) {
      // Beside the plane's two columns all others stand still.
      heat.paint(this.signs, a, j, m, table.plane.includes(j) ? 1 / spanOf(a, j, m) : 0);
      return;
    }
    const activation = network.activations[l - 1];
    if (tiles === "slope") {
      const slopes = new Float64Array(a.length);
      activation.slopes(measured.plane.sums[l - 1], a, slopes, a.length);
      heat.paint(this.signs, slopes, j, m, 1 / (curveOf(activation).steepest || 1));
    } else if (l === network.depth && measured.threshold) {
      heat.paint(this.answers, a, j, m, 1 / measured.threshold, measured.threshold);
    } else {
      const hues = l === network.depth ? this.answers : this.signs;
      heat.paint(hues, a, j, m, activation.bounded ? 1 : 1 / spanOf(a, j, m));
    }
  }
}

/**
 * The largest size among every `stride`-th number.
 * @param {Float64Array} x @param {number} from @param {number} stride
 */
function spanOf(x, from, stride) {
  let most = 1e-300;
  for (let i = from; i < x.length; i += stride) {
    const size = Math.abs(x[i]);
    if (size > most && size < Infinity) most = size;
  }
  return most;
}
