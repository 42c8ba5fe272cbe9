/** The picture of the network: drawn on a canvas, with buttons over it for whoever points or tabs. */

import { ACTIVATIONS } from "./kernels.js";
import { byId, make, roving } from "./dom.js";
import { inside, layoutOf, leastHeight, leastWidth, wayOf } from "./layout.js";
import { distanceTo, lineInk } from "./lines.js";
import { curveOf, GRID, largest } from "./measure.js";
import { Pass } from "./network.js";
import { short } from "./numbers.js";
import { coloursNow, Heat, ramp } from "./palette.js";
import { CanvasPen } from "./pens.js";
import { MOST } from "./settings.js";
import { drawStrip } from "./strip.js";
import { drawCurve, halves } from "./tile.js";
import { hideTip, showTip } from "./tip.js";
import { WORDS } from "./words.js";
/** @import { App, Place } from "./app.js" */
/** @import { Layout, Box } from "./layout.js" */
/** @import { Pen } from "./pens.js" */
/** @import { Colours } from "./palette.js" */

/** What a unit is called. @param {App} app @param {number} l @param {number} j */
export function nameOf({ run }, l, j) {
  if (l === 0) return run.table.names[j];
  return l === run.network.depth ? WORDS.output : `unit ${l}.${j + 1}`;
}

export class Stage {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.host = byId("net");
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.heads = make("div", { class: "heads" });
    this.buttons = make("div", { class: "units", role: "group", "aria-label": "Units of the network" });
    this.host.append(this.canvas, this.heads, this.buttons);
    this.pen = new CanvasPen(/** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d")));
    this.host.addEventListener("pointermove", (event) => this.tellLine(event));
    this.host.addEventListener("pointerleave", hideTip);
    /** @type {Heat[][]} */
    this.heats = [];
    this.recolour();
  }

  recolour() {
    this.colours = coloursNow();
    const { stage, positive, negative, yes, no, ink } = this.colours;
    this.signs = ramp(stage, positive, negative, ink);
    this.answers = ramp(stage, yes, no, ink);
  }

  /** Make room for a network of another shape. */
  build() {
    const { network } = this.app.run;
    const { sizes } = network;
    const available = this.host.parentElement?.clientWidth ?? 0;
    this.host.style.minWidth = `${leastWidth(sizes, available)}px`;
    this.host.style.minHeight = `${leastHeight(sizes, available < 520)}px`;
    this.layout = layoutOf(sizes, this.host.clientWidth, this.host.clientHeight, available);
    this.heats = sizes.map((count) => Array.from({ length: count }, () => new Heat(GRID)));
    this.buildHeads();
    this.buildButtons();
    this.resize();
  }

  resize() {
    const { width, height } = this.layout ?? { width: 0, height: 0 };
    const sharp = Math.min(3, window.devicePixelRatio || 1);
    this.canvas.width = Math.round(width * sharp);
    this.canvas.height = Math.round(height * sharp);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.pen.context.setTransform(sharp, 0, 0, sharp, 0, 0);
  }

  /** Above each column: its activation, and how many units. */
  buildHeads() {
    const { app, layout } = this;
    const { settings, network } = app.run;
    if (!layout) return;
    const all = [...settings.layers.map((layer) => layer.activation), settings.output];
    this.heads.replaceChildren(...all.map((activation, i) => {
      const last = i === network.depth - 1;
      const select = make(
        "select", { "aria-label": last ? WORDS.outputActivation : WORDS.activationOf(i + 1),
          onchange: () => app.set(last ? { output: select.value } : { layers: settings.layers.map((layer, k) => (k === i ? { ...layer, activation: select.value } : layer)) }) },
        ...Object.keys(ACTIVATIONS).map((title) => make("option", { value: title, selected: title === activation }, title)),
      );
      select.style.width = `${Math.min(124, layout.pitch - 4, 22 + 7.4 * activation.length)}px`;
      const head = make("div", { class: layout.pitch < 84 ? "head tight" : "head" }, select, last ? make("span", { class: "quiet" }, WORDS.output) : this.counter(i));
      head.style.left = `${layout.centres[i + 1]}px`;
      return head;
    }));
  }

  /** − n +  @param {number} i */
  counter(i) {
    const { app } = this;
    const { layers } = app.run.settings;
    const { units } = layers[i];
    const change = (/** @type {number} */ by) => () =>
      app.set({ layers: layers.map((layer, k) => (k === i ? { ...layer, units: layer.units + by } : layer)) });
    return make("span", { class: "count" },
      make("button", { type: "button", "aria-label": WORDS.unitsFewer(i + 1), disabled: units <= 1, onclick: change(-1) }, "−"),
      make("b", {}, String(units)),
      make("button", { type: "button", "aria-label": WORDS.unitsMore(i + 1), disabled: units >= MOST.units, onclick: change(1) }, "+"));
  }

  /** One button over each tile. */
  buildButtons() {
    const { app, layout } = this;
    if (!layout) return;
    const places = layout.columns.flatMap((column, l) => (l ? column.map((box, j) => ({ l, j, box })) : []));
    this.buttons.replaceChildren(...places.map(({ l, j, box }) => {
      const button = make("button", {
        type: "button", "data-l": l, "data-j": j,
        onclick: () => { hideTip(); app.look({ unit: { l, j } }); },
        onpointerenter: () => app.pointAt({ l, j }), onpointerleave: () => { hideTip(); app.pointAt(null); },
        onfocus: () => app.pointAt({ l, j }), onblur: () => app.pointAt(null),
        onpointermove: (/** @type {PointerEvent} */ event) => {
          event.stopPropagation();
          if (event.pointerType === "mouse") showTip(event, nameOf(app, l, j), [WORDS.tip.unit(app.run.measured.units[l - 1][j]), WORDS.tip.look]);
        },
      });
      Object.assign(button.style, { left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` });
      return button;
    }));
    this.settle = this.settle ?? roving(this.buttons);
    this.settle();
  }

  /** Say to whoever cannot see what each unit does; not while it moves. */
  describe() {
    const { app } = this;
    for (const button of this.buttons.querySelectorAll("button")) {
      const [l, j] = [Number(button.dataset.l), Number(button.dataset.j)];
      const unit = app.run.measured.units[l - 1]?.[j];
      const activation = app.run.network.activations[l - 1]?.title ?? "";
      if (unit) button.setAttribute("aria-label", WORDS.unit(nameOf(app, l, j), activation, unit));
    }
  }

  update() {
    const { layout, pen, colours } = this;
    if (!layout || !colours) return;
    pen.context.clearRect(0, 0, layout.width, layout.height);
    this.draw(pen, colours, layout);
    if (!this.app.playing) this.describe();
  }

  /** @param {Pen} pen @param {Colours} colours @param {Layout} layout */
  draw(pen, colours, layout) {
    this.paintHeats();
    this.drawLines(pen, colours, layout);
    this.drawInputs(pen, colours, layout);
    for (let l = 1; l < layout.columns.length; l++)
      layout.columns[l].forEach((box, j) => this.drawUnit(pen, colours, layout, box, l, j));
    this.drawLoss(pen, colours, layout);
    drawStrip(pen, colours, layout, this.app.run.measured);
  }

  /** The gradient of one point alone, while one is followed. */
  ofPoint() {
    const { app: { run, view } } = this;
    if (view.point < 0) return null;
    const pass = new Pass(run.network, 1);
    pass.outputs[0].set(run.X.subarray(view.point * run.inputs, (view.point + 1) * run.inputs));
    run.network.forward(pass);
    const all = run.network.gradient.slice();
    run.network.backward(pass, run.wanted.subarray(view.point, view.point + 1), 1);
    const one = run.network.gradient.slice();
    run.network.gradient.set(all);
    return one;
  }

  /** The numbers that lines show, and the largest of them. @returns {[Float64Array, number]} */
  numbers() {
    const { app: { run, view } } = this;
    if (view.lines === "weights") {
      let most = 1.5;
      for (let l = 0; l < run.network.depth; l++) most = Math.max(most, largest(run.network.weightsOf(run.network.theta, l)));
      return [run.network.theta, most];
    }
    if (view.lines === "change") return [run.change, run.mostChange];
    const one = this.ofPoint();
    return one ? [one, largest(one)] : [run.network.gradient, run.mostGradient];
  }

  /** @param {Pen} pen @param {Colours} colours @param {Layout} layout */
  drawLines(pen, colours, layout) {
    const { app: { run: { network }, hover, view } } = this;
    const [numbers, most] = this.numbers();
    this.most = most;
    for (let l = 0; l < network.depth; l++) {
      const [n, m, w] = [network.sizes[l], network.sizes[l + 1], network.weightsOf(numbers, l)];
      for (let j = 0; j < m; j++)
        for (let k = 0; k < n; k++) {
          const ink = lineInk(w[j * n + k], most, view.lines, layout.thin, colours);
          if (hover && !(hover.l === l + 1 && hover.j === j) && !(hover.l === l && hover.j === k)) ink.alpha = 0.08;
          const [x1, y1, x2, y2, bend] = wayOf(layout, l, j, k);
          pen.begin();
          pen.move(x1, y1);
          pen.bend(x1 + bend, y1, x2 - bend, y2, x2, y2);
          pen.draw(ink);
        }
    }
    this.drawLegend(pen, colours, layout);
  }

  /** @param {Pen} pen @param {Colours} colours @param {Layout} layout */
  drawLegend(pen, colours, { width, strip, small, thin }) {
    if (small) return;
    const { view } = this.app;
    const most = this.most ?? 1;
    const weights = view.lines === "weights";
    const words = weights ? WORDS.legendOfWeights(most) : view.lines === "gradients" && view.point >= 0 ? WORDS.legendOfPoint : WORDS.legends[/** @type {"gradients" | "change"} */ (view.lines)];
    const samples = weights ? [most, -most / 2, 0] : [most || 1, (most || 1) / 100, 0];
    words.forEach((text, i) => {
      const y = strip - 50 + 18 * i;
      pen.text(width - 54, y + 4, text, { align: "end", colour: colours.quiet, rim: colours.stage });
      pen.begin();
      pen.move(width - 46, y);
      pen.line(width - 20, y);
      pen.draw(lineInk(samples[i], most || 1, view.lines, thin, colours));
    });
  }

  /** @param {Pen} pen @param {Colours} colours @param {Layout} layout */
  drawInputs(pen, colours, layout) {
    layout.columns[0].forEach((box, k) => {
      card(pen, colours, box, false);
      pen.picture(this.heats[0][k].canvas, box.x + 3, box.y + 3, box.width - 6, box.height - 6);
      const name = this.app.run.table.names[k];
      const text = name.length > 9 ? `${name.slice(0, 8)}…` : name;
      if (box.height > 14) pen.text(box.x + box.width / 2, box.y + box.height + 12, text, { size: 11, align: "middle", colour: colours.quiet, rim: colours.stage });
    });
  }

  /** Fill the small pictures with what the tiles show. */
  paintHeats() {
    const { app: { run: { network, measured, table }, view }, heats, signs, answers } = this;
    if (!signs || !answers) return;
    const inputs = measured.plane.outputs[0];
    // Beside the plane's two columns all others stand still.
    heats[0].forEach((heat, k) => heat.paint(signs, inputs, k, network.sizes[0], table.plane.includes(k) ? 1 / (spanOf(inputs, k, network.sizes[0]) || 1) : 0));
    if (view.tiles === "slope") this.slopes = network.activations.map((activation, l) => {
      const [z, a] = [measured.plane.sums[l], measured.plane.outputs[l + 1]];
      const slopes = new Float64Array(z.length);
      activation.slopes(z, a, slopes, z.length);
      return slopes;
    });
    for (let l = 1; l <= network.depth; l++) {
      const [m, activation, a] = [network.sizes[l], network.activations[l - 1], measured.plane.outputs[l]];
      heats[l].forEach((heat, j) => {
        if (view.tiles === "slope" && this.slopes) heat.paint(signs, this.slopes[l - 1], j, m, 1 / (curveOf(activation).steepest || 1));
        else if (l === network.depth) heat.paint(answers, a, j, m, ...this.ofAnswer());
        else heat.paint(signs, a, j, m, activation.bounded ? 1 : 1 / Math.max(1e-300, spanOf(a, j, m)));
      });
    }
  }

  /** How the output becomes a number from −1 to 1: by what, and around what. @returns {[number, number]} */
  ofAnswer() {
    const { network, measured } = this.app.run;
    const activation = network.activations[network.depth - 1];
    if (measured.threshold) return [2, measured.threshold];
    return [activation.bounded ? 1 : 1 / Math.max(1, spanOf(measured.plane.outputs[network.depth], 0, 1)), 0];
  }

  /** @param {Pen} pen @param {Colours} colours @param {Layout} layout @param {Box} box @param {number} l @param {number} j */
  drawUnit(pen, colours, { wide }, box, l, j) {
    const { app: { run, view, hover } } = this;
    const { network, measured } = run;
    const unit = measured.units[l - 1][j];
    const last = l === network.depth;
    card(pen, colours, box, unit.dead && !last, hover?.l === l && hover.j === j);
    const { heat, curve } = halves(box, wide);
    if (view.tiles === "gradient") this.drawDots(pen, colours, heat, l, j);
    else pen.picture(this.heats[l][j].canvas, heat.x, heat.y, heat.width, heat.height);
    const m = network.sizes[l];
    if (curve) {
      const points = { z: measured.all.sums[l - 1], from: j, stride: m, count: run.learning, wanted: run.wanted, middle: measured.threshold };
      drawCurve(pen, colours, curve, network.activations[l - 1], points, unit.dead && !last);
      if (view.point >= 0) operatingPoint(pen, colours, curve, network.activations[l - 1], measured.all.sums[l - 1][view.point * m + j], measured.all.outputs[l][view.point * m + j]);
    }
    const badge = last ? "" : WORDS.badge(unit);
    if (!badge) return;
    const at = wide && curve ? [curve.x + 4, curve.y + 12] : [heat.x + 3, heat.y + heat.height - 4];
    pen.text(at[0], at[1], wide ? badge : badge.split(" ")[0], { size: 11, bold: true, colour: colours.ink, rim: colours.stage });
  }

  /** What arrives at a unit from each point: hue its sign, size how much. @param {Pen} pen @param {Colours} colours @param {Box} box @param {number} l @param {number} j */
  drawDots(pen, colours, box, l, j) {
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
      const [x, y] = plane.map((column, i) => (run.X[p * run.inputs + column] - low[i]) / (high[i] - low[i]));
      if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) continue;
      pen.begin();
      pen.dot(box.x + x * box.width, box.y + (1 - y) * box.height, t ? 0.8 + 2 * t : 0.8);
      pen.draw({ fill: t ? (g > 0 ? colours.positive : colours.negative) : colours.nothing, alpha: 0.2 + 0.75 * t });
    }
  }

  /** @param {Pen} pen @param {Colours} colours @param {Layout} layout */
  drawLoss(pen, colours, { loss, columns, middle, roomy }) {
    const output = columns[columns.length - 1][0];
    pen.begin();
    pen.move(output.x + output.width, middle);
    pen.line(loss.x, middle);
    pen.draw({ stroke: colours.faint, width: 1.5 });
    if (roomy) WORDS.starts_.forEach((text, i) => pen.text((output.x + output.width + loss.x) / 2, middle - 20 + 14 * i, text, { size: 11, align: "middle", colour: colours.quiet, rim: colours.stage }));
    pen.begin();
    pen.box(loss.x, loss.y, loss.width, loss.height, 8);
    pen.draw({ fill: colours.output, stroke: colours["output-line"] });
    pen.text(loss.x + loss.width / 2, loss.y + 18, WORDS.lossCard, { size: 11, align: "middle", colour: colours.quiet });
    pen.text(loss.x + loss.width / 2, loss.y + 34, short(this.app.run.measured.losses[0]), { size: 11, bold: true, align: "middle", colour: colours.ink });
  }

  /** Say what the line under the pointer is. @param {PointerEvent} event */
  tellLine(event) {
    const { app, layout } = this;
    const { network, change } = app.run;
    const place = this.host.getBoundingClientRect();
    const [x, y] = [event.clientX - place.left, event.clientY - place.top];
    if (!layout || event.pointerType !== "mouse" || layout.columns.flat().some((box) => inside(box, x, y))) return hideTip();
    let [nearest, found] = [5, /** @type {[number, number, number] | null} */ (null)];
    for (let l = 0; l < network.depth; l++) {
      const from = layout.columns[l][0];
      if (x < from.x + from.width - 2 || x > layout.columns[l + 1][0].x + 2) continue;
      for (let j = 0; j < network.sizes[l + 1]; j++)
        for (let k = 0; k < network.sizes[l]; k++) {
          const distance = distanceTo(wayOf(layout, l, j, k), x, y);
          if (distance < nearest) [nearest, found] = [distance, [l, j, k]];
        }
    }
    if (!found) return hideTip();
    const [l, j, k] = found;
    const at = j * network.sizes[l] + k;
    const number = (/** @type {Float64Array} */ all) => network.weightsOf(all, l)[at];
    showTip(event, WORDS.tip.weight(nameOf(app, l, k), nameOf(app, l + 1, j)),
      WORDS.tip.rows(number(network.theta), number(this.ofPoint() ?? network.gradient), number(change)));
  }
}

/** The largest size among every `stride`-th number. @param {Float64Array} x @param {number} from @param {number} stride */
function spanOf(x, from, stride) {
  let most = 0;
  for (let i = from; i < x.length; i += stride) {
    const size = Math.abs(x[i]);
    if (size > most && size < Infinity) most = size;
  }
  return most;
}

/** @param {Pen} pen @param {Colours} colours @param {Box} box @param {boolean} dead @param {boolean} [chosen] */
function card(pen, colours, { x, y, width, height }, dead, chosen = false) {
  pen.begin();
  pen.box(x, y, width, height, 7);
  pen.draw({
    fill: colours.paper, stroke: chosen ? colours.ink : dead ? colours.nothing : colours.edge,
    width: chosen ? 1.6 : 1, dash: dead ? [4, 3] : undefined,
  });
}

/** @param {Pen} pen @param {Colours} colours @param {Box} box @param {import("./kernels.js").Activation} activation @param {number} z @param {number} a */
function operatingPoint(pen, colours, box, activation, z, a) {
  const curve = curveOf(activation);
  const margin = Math.min(5, 0.08 * box.height);
  const x = box.x + ((Math.max(-5, Math.min(5, z)) + 5) / 10) * box.width;
  const y = box.y + margin + ((curve.high - Math.max(curve.low, Math.min(curve.high, a))) / (curve.high - curve.low)) * (box.height - 2 * margin);
  pen.begin();
  pen.dot(x, y, 3.6);
  pen.draw({ fill: colours.ink, stroke: colours.paper, width: 1.5 });
}
