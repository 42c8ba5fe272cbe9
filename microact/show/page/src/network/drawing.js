/** The picture of the network, for any pen: lines, tiles, the loss, and the strip below. */

import { wayOf } from "./layout.js";
import { lineInk } from "./lines.js";
import { largest } from "./measure.js";
import { short } from "../base/numbers.js";
import { drawStrip } from "./strip.js";
import { drawCurve, drawOnCurve, halves } from "./tile.js";
import { WORDS } from "../words.js";
/** @import { Place } from "./app.js" */
/** @import { Run } from "./run.js" */
/** @import { Heats } from "./heats.js" */
/** @import { Layout, Box } from "./layout.js" */
/** @import { Pen } from "../base/pens.js" */
/** @import { Colours } from "../base/palette.js" */

/**
 * What is drawn: a run, how it is looked at, which unit is pointed at; `beside`: what two networks
 * that are compared have in common, so that widths and axes mean the same.
 * @typedef {{
 *   run: Run, view: { lines: string, tiles: string, point: number }, hover: Place | null,
 *   beside?: { arriving: number[], mostGradient: number, mostChange: number },
 * }} Shown
 */

export class Drawing {
  /**
   * @param {Shown} app
   * @param {Heats} heats
   * @param {Pen} pen
   * @param {Colours} colours
   * @param {Layout} layout
   */
  constructor(app, heats, pen, colours, layout) {
    this.app = app;
    this.heats = heats;
    this.pen = pen;
    this.colours = colours;
    this.layout = layout;
  }

  draw() {
    const { layout } = this;
    this.lines();
    layout.columns[0].forEach((box, k) => this.input(box, k));
    for (let l = 1; l < layout.columns.length; l++)
      layout.columns[l].forEach((box, j) => this.unit(box, l, j));
    this.loss();
    drawStrip(this.pen, this.colours, layout, this.app.run.measured, this.app.beside?.arriving);
  }

  lines() {
    const { app, pen, colours, layout } = this;
    const { hover, view } = app;
    const { network } = app.run;
    const [numbers, most] = numbersOfLines(app);
    for (let l = 0; l < network.depth; l++) {
      const [n, m, w] = [network.sizes[l], network.sizes[l + 1], network.weightsOf(numbers, l)];
      for (let j = 0; j < m; j++)
        for (let k = 0; k < n; k++) {
          const ink = lineInk(w[j * n + k], most, view.lines, layout.thin, colours);
          const itsOwn = (hover?.l === l + 1 && hover.j === j) || (hover?.l === l && hover.j === k);
          if (hover && !itsOwn) ink.alpha = 0.08;
          const [x1, y1, x2, y2, bend] = wayOf(layout, l, j, k);
          pen.begin();
          pen.move(x1, y1);
          pen.bend(x1 + bend, y1, x2 - bend, y2, x2, y2);
          pen.draw(ink);
        }
    }
    if (!layout.small) this.legend(most || 1);
  }

  /** @param {number} most */
  legend(most) {
    const { pen, colours, layout } = this;
    const { lines, point } = this.app.view;
    const weights = lines === "weights";
    const words = weights
      ? WORDS.legendOfWeights(most)
      : lines === "gradients" && point >= 0
        ? WORDS.legendOfPoint
        : WORDS.legend;
    const lost = this.app.run.overflowed;
    const samples = [...(weights ? [most, -most / 2, 0] : [most, most / 100, 0]), ...(lost ? [NaN] : [])];
    const names = [...words, ...(lost ? [WORDS.legendLost] : [])];
    names.forEach((text, i) => {
      const [x, y] = [layout.width - 20, layout.strip - 14 - 18 * (names.length - 1 - i)];
      pen.text(x - 34, y + 4, text, { align: "end", colour: colours.quiet, rim: colours.stage });
      pen.begin();
      pen.move(x - 26, y);
      pen.line(x, y);
      pen.draw(lineInk(samples[i], most, lines, layout.thin, colours));
    });
  }

  /** @param {Box} box @param {number} k */
  input(box, k) {
    const { pen, colours } = this;
    this.card(box, false, false);
    const { canvas } = this.heats.all[0][k];
    pen.picture(canvas, box.x + 3, box.y + 3, box.width - 6, box.height - 6);
    if (box.height <= 14) return;
    const name = this.app.run.table.names[k];
    const text = name.length > 9 ? `${name.slice(0, 8)}…` : name;
    const [x, y] = [box.x + box.width / 2, box.y + box.height + 12];
    pen.text(x, y, text, {
      size: 11, align: "middle", colour: colours.quiet, rim: colours.stage,
    });
  }

  /** @param {Box} box @param {number} l @param {number} j */
  unit(box, l, j) {
    const { pen, colours, app } = this;
    const { run, view, hover } = app;
    const { network, measured } = run;
    const unit = measured.units[l - 1][j];
    const last = l === network.depth;
    const dead = unit.dead && !last;
    this.card(box, dead, hover?.l === l && hover.j === j);
    const { heat, curve } = halves(box, this.layout.wide);
    if (view.tiles === "gradient") this.dots(heat, l, j);
    else
      pen.picture(this.heats.all[l][j].canvas, heat.x, heat.y, heat.width, heat.height);
    if (curve) {
      const activation = network.activations[l - 1];
      drawCurve(pen, colours, curve, activation, run.sumsOf(l, j), dead);
      if (view.point >= 0) {
        const at = view.point * network.sizes[l] + j;
        const { sums, outputs } = measured.all;
        drawOnCurve(pen, colours, curve, activation, sums[l - 1][at], outputs[l][at], 3.6);
      }
    }
    const badge = last ? "" : WORDS.badge(unit);
    if (!badge) return;
    const wide = this.layout.wide && curve;
    const [x, y] = wide ? [curve.x + 4, curve.y + 12] : [heat.x + 3, heat.y + heat.height - 4];
    pen.text(x, y, wide ? badge : badge.split(" ")[0], {
      size: 11, bold: true, colour: colours.ink, rim: colours.stage,
    });
  }

  /**
   * What arrives at a unit from each point: hue is its sign, size how much.
   * @param {Box} box @param {number} l @param {number} j
   */
  dots(box, l, j) {
    const { pen, colours } = this;
    const { run } = this.app;
    const { low, high, plane } = run.table;
    const arriving = run.measured.all.atSums[l - 1];
    const m = run.network.sizes[l];
    const most = largest(arriving.subarray(0, run.learning * m));
    pen.begin();
    pen.box(box.x, box.y, box.width, box.height, 4);
    pen.draw({ fill: colours.stage });
    for (let p = 0; p < run.learning; p++) {
      const g = arriving[p * m + j];
      const share = most > 0 ? Math.abs(g) / most : 0;
      const t = share > 1e-4 ? 1 + Math.log10(share) / 4 : 0;
      const [x, y] = plane.map(
        (column, i) => (run.X[p * run.inputs + column] - low[i]) / (high[i] - low[i]),
      );
      if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) continue;
      pen.begin();
      pen.dot(box.x + x * box.width, box.y + (1 - y) * box.height, 0.8 + 2 * t);
      const hue = g > 0 ? colours.positive : colours.negative;
      pen.draw({ fill: t ? hue : colours.nothing, alpha: 0.2 + 0.75 * t });
    }
  }

  loss() {
    const { pen, colours, layout } = this;
    const { loss, columns, middle } = layout;
    const output = columns[columns.length - 1][0];
    const start = output.x + output.width;
    pen.begin();
    pen.move(start, middle);
    pen.line(loss.x, middle);
    pen.draw({ stroke: colours.faint, width: 1.5 });
    const quiet = { size: 11, align: /** @type {"middle"} */ ("middle"), colour: colours.quiet };
    if (layout.roomy)
      WORDS.gradientStarts.forEach((text, i) =>
        pen.text((start + loss.x) / 2, middle - 20 + 14 * i, text, { ...quiet, rim: colours.stage }),
      );
    pen.begin();
    pen.box(loss.x, loss.y, loss.width, loss.height, 8);
    pen.draw({ fill: colours.output, stroke: colours["output-line"] });
    const x = loss.x + loss.width / 2;
    pen.text(x, loss.y + 18, WORDS.lossCard, quiet);
    const number = short(this.app.run.measured.losses[0]);
    pen.text(x, loss.y + 34, number, { ...quiet, bold: true, colour: colours.ink });
  }

  /** @param {Box} box @param {boolean} dead @param {boolean} chosen */
  card({ x, y, width, height }, dead, chosen) {
    const { pen, colours } = this;
    const edge = dead ? colours.nothing : colours.edge;
    pen.begin();
    pen.box(x, y, width, height, 7);
    pen.draw({
      fill: colours.paper,
      stroke: chosen ? colours.ink : edge,
      width: chosen ? 1.6 : 1,
      dash: dead ? [4, 3] : undefined,
    });
  }
}

/**
 * The numbers that lines show, and the largest of them. While a point is followed, the gradient is
 * its alone, on a scale of its own.
 * @param {Shown} app
 * @returns {[Float64Array, number]}
 */
function numbersOfLines({ run, view, beside }) {
  const { network } = run;
  const { mostGradient, mostChange } = beside ?? run;
  if (view.lines === "weights") {
    let most = 1.5;
    for (let l = 0; l < network.depth; l++)
      most = Math.max(most, largest(network.weightsOf(network.theta, l)));
    return [network.theta, most];
  }
  if (view.lines === "change") return [run.change, mostChange];
  if (view.point < 0) return [network.gradient, mostGradient];
  const { gradient } = run.single(view.point);
  return [gradient, largest(gradient)];
}
