/** The network's answer over the plane, with the points: click one to follow it. */

import { byId, make } from "../base/dom.js";
import { addPoint, removePoint } from "./edit_points.js";
import { GRID } from "./measure.js";
import { nameOf } from "./names.js";
import { percent, short } from "../base/numbers.js";
import { coloursNow, Heat } from "../base/palette.js";
import { sharpened } from "../base/pens.js";
import { borderOf, drawPointsOf, placeOfPoint } from "./points_drawn.js";
import { MOST } from "./settings.js";
import { WORDS } from "../words.js";
/** @import { App } from "./app.js" */
/** @import { Heats } from "./heats.js" */
/** @import { CanvasPen } from "../base/pens.js" */

/** How near a click must be to a point, in pixels: a finger is less exact than a mouse. */
const REACHABLE = 12;

export class Plane {
  /** @param {App} app @param {Heats} heats */
  constructor(app, heats) {
    this.app = app;
    this.heats = heats;
    this.title = make("h2", { id: "answer-title" }, WORDS.answer);
    this.canvas = make("canvas", { class: "plane", "aria-hidden": "true" });
    this.canvas.addEventListener("click", (event) => this.clicked(event));
    this.pen = sharpened(this.canvas, 1, 1);
    this.dots = document.createElement("canvas");
    this.heat = new Heat(GRID);
    this.key = make("p", { class: "key" });
    this.said = make("p", { class: "quiet" });
    this.buttons = make("div", { class: "row" });
    this.all = make("button", { type: "button", onclick: () => app.look({ point: -1 }) }, WORDS.followNone);
    this.remove = make("button", { type: "button", onclick: () => removePoint(app) }, WORDS.removePoint);
    this.numbers = make("div", { class: "numbers" });
    byId("answer").append(
      make("section", { "aria-labelledby": "answer-title" },
        this.title, this.canvas, this.key, this.said, this.buttons, this.numbers),
    );
    this.build();
  }

  build() {
    const { classes } = this.app.run.table;
    /** @param {string} kind @param {string} text */
    const mark = (kind, text) =>
      make("span", {}, make("i", { class: `mark ${kind}`, "aria-hidden": "true" }), text);
    this.key.replaceChildren(mark("yes", classes[1]), mark("no", classes[0]), mark("held", WORDS.heldOut));
    this.pen = sharpened(this.canvas, this.side, this.side);
    // The points do not move while a network learns: they are drawn once.
    drawPointsOf(this.app.run, sharpened(this.dots, this.side, this.side), this.side);
    this.buildButtons();
  }

  /** For the keyboard, and for points of one's own. */
  buildButtons() {
    const { app } = this;
    const { run } = app;
    const move = (/** @type {number} */ by) => () => {
      const count = run.order.length;
      const from = app.view.point < 0 && by < 0 ? 0 : app.view.point; // from none to the last, or the first
      app.look({ point: (from + by + count) % count });
    };
    this.buttons.replaceChildren(
      make("button", { type: "button", "aria-label": WORDS.previousPoint, onclick: move(-1) }, "‹"),
      make("button", { type: "button", "aria-label": WORDS.nextPoint, onclick: move(1) }, "›"),
      this.all,
    );
    if (run.settings.data !== "own") return;
    const option = (/** @type {number} */ answer) =>
      make("option", { value: answer, selected: answer === app.answer }, run.table.classes[answer]);
    const select = make("select",
      { "aria-label": WORDS.newPoints, onchange: () => (app.answer = Number(select.value)) },
      option(1), option(0));
    this.buttons.append(this.remove, make("label", { class: "quiet" }, `${WORDS.newPoints} `, select));
  }

  /** The size of the square, in pixels. */
  get side() {
    return this.canvas.clientWidth;
  }

  /** A ring around the point that is followed. @param {CanvasPen} pen @param {number} p @param {number} side */
  drawRing(pen, p, side) {
    pen.begin();
    pen.dot(...placeOfPoint(this.app.run, p, side), 7);
    pen.draw({ stroke: coloursNow().ink, width: 2 });
  }

  update() {
    const { app, pen, side } = this;
    const { run: { network, measured }, view } = app;
    const place = app.hover ?? { l: network.depth, j: 0 };
    const isAnswer = place.l === network.depth;
    const { ink } = coloursNow();
    this.heats.paint(this.heat, place, "output");
    pen.picture(this.heat.canvas, 0, 0, side, side);
    if (isAnswer) {
      borderOf(pen, measured.plane.outputs[place.l], measured.threshold, side / GRID);
      pen.draw({ stroke: ink, width: 1.2, alpha: 0.7 });
    }
    if (side) pen.picture(this.dots, 0, 0, side, side);
    if (view.point >= 0) this.drawRing(pen, view.point, side);
    this.title.textContent = isAnswer ? WORDS.answer : WORDS.answerOfUnit(nameOf(app.run, place.l, place.j));
    this.all.hidden = view.point < 0;
    this.remove.hidden = view.point < 0 || app.run.order.length < 2;
    this.said.textContent = this.words();
    this.tellNumbers();
  }

  /** What can be done here, and what the axes are. */
  words() {
    const { run: { table, settings, inputs }, view } = this.app;
    if (view.point >= 0) return WORDS.following(view.point + 1);
    if (settings.data !== "own") return WORDS.clickPoint;
    const axes = table.plane.map((column, i) => {
      const { mean, spread } = table.scale ?? { mean: [], spread: [] };
      const ends = [table.low[i], table.high[i]].map((x) => (table.scale ? x * spread[column] + mean[column] : x));
      return WORDS.axis(i, table.names[column], ends[0], ends[1]);
    });
    const click = table.rows.length < MOST.points ? WORDS.clickOwn : WORDS.full;
    return [click, ...axes, ...(inputs > 2 ? [WORDS.otherColumns] : [])].join(" ");
  }

  tellNumbers() {
    const { run } = this.app;
    const { losses, right } = run.measured;
    const loss = (/** @type {number} */ x) => (Number.isNaN(x) && !run.overflowed ? "–" : short(x));
    const cells = [
      "", WORDS.learnsFrom, WORDS.heldOut, WORDS.right, ...right.map(percent), WORDS.lossCard, ...losses.map(loss),
    ];
    if (!this.numbers.childElementCount)
      this.numbers.append(...cells.map((_, i) => make(i % 3 && i > 2 ? "b" : "span", {})));
    cells.forEach((text, i) => (this.numbers.children[i].textContent = text));
  }

  /** Follow the point under a click; beside the points, add one to points of one's own. @param {MouseEvent} event */
  clicked(event) {
    const { app, side } = this;
    const { table, settings, order } = app.run;
    const { offsetX: x, offsetY: y } = event;
    let [nearest, found] = [REACHABLE, -1];
    order.forEach((_, p) => {
      const [px, py] = placeOfPoint(this.app.run, p, side);
      const distance = Math.hypot(px - x, py - y);
      if (distance < nearest) [nearest, found] = [distance, p];
    });
    if (found >= 0) app.follow(found);
    else if (settings.data === "own") {
      const { low, high } = table;
      const at = [low[0] + (x / side) * (high[0] - low[0]), high[1] - (y / side) * (high[1] - low[1])];
      addPoint(app, at, event.shiftKey ? 1 - app.answer : app.answer);
    } else if (app.view.point >= 0) app.look({ point: -1 });
  }
}
