/** The network's answer over the plane, with the points; and the curve of one unit, large. */

import { byId, make, say } from "./dom.js";
import { curveOf, GRID, REACH } from "./measure.js";
import { percent, short } from "./numbers.js";
import { coloursNow, Heat, ramp } from "./palette.js";
import { CanvasPen } from "./pens.js";
import { nameOf } from "./stage.js";
import { drawCurve, scales } from "./tile.js";
import { WORDS } from "./words.js";
/** @import { App, Place } from "./app.js" */

/** How near a click must be to a point, in pixels. */
const NEAR = 9;

/** @param {HTMLCanvasElement} canvas */
function sharpened(canvas) {
  const sharp = Math.min(3, window.devicePixelRatio || 1);
  canvas.width = Math.round(canvas.clientWidth * sharp);
  canvas.height = Math.round(canvas.clientHeight * sharp);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(sharp, 0, 0, sharp, 0, 0);
  return new CanvasPen(context);
}

export class Plane {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.title = make("h2", { id: "answer-title" }, WORDS.answer);
    this.canvas = make("canvas", { class: "plane", "aria-hidden": "true" });
    this.canvas.addEventListener("click", (event) => this.clicked(event));
    this.dots = document.createElement("canvas");
    this.heat = new Heat(GRID);
    this.key = make("p", { class: "key" });
    this.said = make("p", { class: "quiet", id: "point-says" });
    this.buttons = make("div", { class: "row" });
    this.numbers = make("div", { class: "numbers" });
    this.closerTitle = make("h2", {});
    this.curve = make("canvas", { class: "curve", "aria-hidden": "true" });
    this.closer = make("p", { class: "quiet" });
    byId("answer").append(
      make("section", { "aria-labelledby": "answer-title" }, this.title, this.canvas, this.key, this.said, this.buttons, this.numbers),
      make("section", { class: "closer" }, this.closerTitle, this.curve, this.closer),
    );
    this.recolour();
  }

  recolour() {
    this.colours = coloursNow();
    const { stage, positive, negative, yes, no, ink } = this.colours;
    this.signs = ramp(stage, positive, negative, ink);
    this.answers = ramp(stage, yes, no, ink);
  }

  build() {
    const { run } = this.app;
    const { classes } = run.table;
    const mark = (/** @type {string} */ kind, /** @type {string} */ text) => make("span", {}, make("i", { class: `mark ${kind}`, "aria-hidden": "true" }), text);
    this.key.replaceChildren(mark("yes", classes[1]), mark("no", classes[0]), mark("held", WORDS.heldOut));
    this.pen = sharpened(this.canvas);
    this.curvePen = sharpened(this.curve);
    this.drawPoints();
    this.buildButtons();
  }

  /** For the keyboard, and for points of one's own. */
  buildButtons() {
    const { app } = this;
    const { run } = app;
    const move = (/** @type {number} */ by) => () => {
      const count = run.order.length;
      app.look({ point: (app.view.point + by + count) % count });
    };
    const parts = [
      make("button", { type: "button", "aria-label": WORDS.previousPoint, onclick: move(-1) }, "‹"),
      make("button", { type: "button", "aria-label": WORDS.nextPoint, onclick: move(1) }, "›"),
      make("button", { type: "button", id: "all-points", onclick: () => app.look({ point: -1 }) }, WORDS.followNone),
    ];
    if (run.settings.data === "own") {
      const select = make("select", { "aria-label": WORDS.newPoints, onchange: () => (app.answer = Number(select.value)) },
        ...[1, 0].map((answer) => make("option", { value: answer, selected: answer === app.answer }, run.table.classes[answer])));
      parts.push(
        make("button", { type: "button", id: "remove-point", onclick: () => app.removePoint() }, WORDS.removePoint),
      );
      this.buttons.replaceChildren(...parts, make("label", { class: "quiet" }, `${WORDS.newPoints} `, select));
    } else this.buttons.replaceChildren(...parts);
  }

  /** The size of the square, in pixels. */
  get side() {
    return this.canvas.clientWidth;
  }

  /** @param {number} p @returns {[number, number]} */
  placeOf(p) {
    const { X, inputs, table: { low, high, plane } } = this.app.run;
    const [x, y] = plane.map((column, i) => (X[p * inputs + column] - low[i]) / (high[i] - low[i]));
    return [x * this.side, (1 - y) * this.side];
  }

  /** The points do not move while a network learns: they are drawn once. */
  drawPoints() {
    const { app: { run }, colours, dots, canvas } = this;
    dots.width = canvas.width;
    dots.height = canvas.height;
    const context = /** @type {CanvasRenderingContext2D} */ (dots.getContext("2d"));
    const sharp = this.side ? dots.width / this.side : 1;
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    const pen = new CanvasPen(context);
    for (let p = run.order.length - 1; p >= 0; p--) {
      const colour = run.wanted[p] > run.measured.threshold ? colours?.yes : colours?.no;
      pen.begin();
      pen.dot(...this.placeOf(p), p < run.learning ? 3 : 2.7);
      pen.draw(p < run.learning
        ? { fill: colour, stroke: colours?.paper, width: 0.9 }
        : { fill: colours?.paper, stroke: colour, width: 1.5 });
    }
  }

  update() {
    const { app, pen, colours, signs, answers, side } = this;
    const { run, view } = app;
    const { network, measured } = run;
    if (!pen || !colours || !signs || !answers) return;
    const place = app.hover ?? { l: network.depth, j: 0 };
    const a = measured.plane.outputs[place.l];
    const m = network.sizes[place.l];
    const isAnswer = place.l === network.depth;
    const threshold = isAnswer ? measured.threshold : 0;
    let most = threshold ? 0.5 : 1;
    if (!threshold && !(place.l && network.activations[place.l - 1].bounded)) {
      most = 1e-300;
      for (let i = place.j; i < a.length; i += m) if (Math.abs(a[i]) < Infinity) most = Math.max(most, Math.abs(a[i]));
    }
    this.heat.paint(isAnswer ? answers : signs, a, place.j, m, 1 / most, threshold);
    pen.picture(this.heat.canvas, 0, 0, side, side);
    if (isAnswer) this.drawBorder(a, threshold);
    pen.context.drawImage(this.dots, 0, 0, side, side);
    if (view.point >= 0) {
      pen.begin();
      pen.dot(...this.placeOf(view.point), 7);
      pen.draw({ stroke: colours.ink, width: 2 });
    }
    this.title.textContent = isAnswer ? WORDS.answer : WORDS.answerOfUnit(nameOf(app, place.l, place.j));
    this.tellPoint();
    this.tellNumbers();
    this.updateCloser();
  }

  /** The line where the answer flips. @param {Float64Array} a @param {number} threshold */
  drawBorder(a, threshold) {
    const { pen, colours, side } = this;
    if (!pen || !colours) return;
    const cell = side / GRID;
    pen.begin();
    for (let row = 0; row + 1 < GRID; row++)
      for (let column = 0; column + 1 < GRID; column++) {
        const corners = [[row, column], [row, column + 1], [row + 1, column + 1], [row + 1, column]];
        /** @type {[number, number][]} */
        const crossings = [];
        corners.forEach(([r, c], i) => {
          const [r2, c2] = corners[(i + 1) % 4];
          const [v, v2] = [a[r * GRID + c] - threshold, a[r2 * GRID + c2] - threshold];
          if (v > 0 === v2 > 0) return;
          const t = v / (v - v2);
          crossings.push([(c + (c2 - c) * t + 0.5) * cell, (r + (r2 - r) * t + 0.5) * cell]);
        });
        for (let i = 0; i + 1 < crossings.length; i += 2) {
          pen.move(...crossings[i]);
          pen.line(...crossings[i + 1]);
        }
      }
    pen.draw({ stroke: colours.ink, width: 1.2, alpha: 0.7 });
  }

  tellPoint() {
    const { run, view } = this.app;
    const own = run.settings.data === "own";
    const more = run.inputs > 2 ? ` ${WORDS.otherColumns}` : "";
    this.said.textContent = view.point >= 0
      ? WORDS.following(view.point + 1)
      : `${own ? WORDS.clickOwn : WORDS.clickPoint}${more}`;
    byId("all-points").hidden = view.point < 0;
    const remove = document.getElementById("remove-point");
    if (remove) remove.hidden = view.point < 0;
  }

  tellNumbers() {
    const { losses, right } = this.app.run.measured;
    const cells = [
      ["", WORDS.learnsFrom, WORDS.heldOut], [WORDS.right, ...right.map(percent)],
      [WORDS.lossCard, ...losses.map((loss) => (Number.isNaN(loss) && !this.app.run.overflowed ? "–" : short(loss)))],
    ];
    if (this.numbers.childElementCount !== 9)
      this.numbers.replaceChildren(...cells.flat().map((_, i) => make(i % 3 && i > 2 ? "b" : "span", {})));
    cells.flat().forEach((text, i) => (this.numbers.children[i].textContent = text));
  }

  /** The unit whose curve is shown large: the one that is pointed at, or the one that lets least through. @returns {Place} */
  closerPlace() {
    const { app } = this;
    if (app.hover && app.hover.l > 0) return app.hover;
    let [least, place] = [Infinity, /** @type {Place} */ ({ l: app.run.network.depth, j: 0 })];
    app.run.measured.units.slice(0, -1).forEach((layer, l) =>
      layer.forEach((unit, j) => {
        const through = 1 - unit.off - unit.flat + 0.001 * unit.slope;
        if (through < least) [least, place] = [through, { l: l + 1, j }];
      }));
    return place;
  }

  updateCloser() {
    const { app, curvePen: pen, colours } = this;
    if (!pen || !colours) return;
    const { run, view } = app;
    const { l, j } = this.closerPlace();
    const { network, measured } = run;
    const [activation, m] = [network.activations[l - 1], network.sizes[l]];
    const [width, height] = [this.curve.clientWidth, this.curve.clientHeight];
    const box = { x: 0, y: 0, width, height: height - 18 };
    pen.context.clearRect(0, 0, width, height);
    drawCurve(pen, colours, box, activation, {
      z: measured.all.sums[l - 1], from: j, stride: m, count: run.learning, wanted: run.wanted, middle: measured.threshold,
    }, false);
    const [, across, down] = scales(box, activation);
    for (let z = -REACH + 1; z < REACH; z += 2) pen.text(across(z), height - 4, short(z), { size: 11, align: "middle", colour: colours.quiet });
    if (view.point >= 0) {
      pen.begin();
      pen.dot(across(measured.all.sums[l - 1][view.point * m + j]), down(measured.all.outputs[l][view.point * m + j]), 4.5);
      pen.draw({ fill: colours.ink, stroke: colours.paper, width: 1.5 });
    }
    const name = nameOf(app, l, j);
    this.closerTitle.replaceChildren(`${name[0].toUpperCase()}${name.slice(1)}, ${activation.title} `, make("span", {}, app.hover || l === network.depth ? "" : WORDS.least));
    say(this.closer, WORDS.closer(measured.units[l - 1][j], curveOf(activation).steepest));
  }

  /** Follow the point under a click; beside the points, add one to points of one's own. @param {MouseEvent} event */
  clicked(event) {
    const { app, side } = this;
    const { run } = app;
    const place = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - place.left, event.clientY - place.top];
    let [nearest, found] = [NEAR, -1];
    run.order.forEach((_, p) => {
      const [px, py] = this.placeOf(p);
      const distance = Math.hypot(px - x, py - y);
      if (distance < nearest) [nearest, found] = [distance, p];
    });
    if (found >= 0) return app.follow(found);
    const { low, high } = run.table;
    if (run.settings.data !== "own") return app.look({ point: -1 });
    if (event.shiftKey) app.answer = 1 - app.answer;
    app.addPoint([low[0] + (x / side) * (high[0] - low[0]), high[1] - (y / side) * (high[1] - low[1])]);
    if (event.shiftKey) app.answer = 1 - app.answer;
  }
}
