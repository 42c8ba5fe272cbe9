/** One of two networks: its picture, its answer, what is chosen for it. */

import { make } from "../base/dom.js";
import { coloursNow, Heat } from "../base/palette.js";
import { sharpened } from "../base/pens.js";
import { Drawing } from "../network/drawing.js";
import { Heats } from "../network/heats.js";
import { layoutOf, leastHeight, leastWidth } from "../network/layout.js";
import { GRID } from "../network/measure.js";
import { borderOf, drawPointsOf } from "../network/points_drawn.js";
import { WORDS } from "../words.js";
import { COMPARE_WORDS } from "./compare_words.js";
/** @import { Pen } from "../base/pens.js" */
/** @import { Shown } from "../network/drawing.js" */
/** @import { Run } from "../network/run.js" */

/** How wide the answer is, and in a narrow window. */
const [ANSWER, SMALL_ANSWER] = [124, 84];

/** By how much a column may be narrower than in the tab Network. */
const [LESS, LESS_ON_A_PHONE] = [20, 28];

export class Side {
  /** @param {HTMLElement} host @param {Run} run @param {{ lines: string, tiles: string, point: number }} view */
  constructor(host, run, view) {
    /** @type {Shown} */
    this.shown = { run, view, hover: null };
    this.heats = new Heats(this.shown);
    this.heat = new Heat(GRID);
    this.chooser = make("span", { class: "chooser" });
    this.said = make("span", { class: "quiet" });
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.answer = make("canvas", { class: "plane", "aria-hidden": "true" });
    this.net = make("div", { class: "net" }, this.canvas);
    this.element = make("section", { class: "side" },
      make("header", {}, this.chooser, this.said),
      make("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": COMPARE_WORDS.picture }, this.net),
      this.answer);
    host.append(this.element);
    this.pen = sharpened(this.canvas, 1, 1);
    this.layout = layoutOf([2, 1], 300, 300, 300);
  }

  get run() {
    return this.shown.run;
  }

  /** Take no room, so that the room there is can be measured. */
  shrink() {
    Object.assign(this.net.style, { minWidth: "0", minHeight: "0" });
    Object.assign(this.canvas.style, { width: "0", height: "0" });
    const side = `${answerSide()}px`;
    Object.assign(this.answer.style, { width: side, height: side });
  }

  build() {
    const { sizes } = this.run.network;
    const room = this.net.parentElement?.clientWidth ?? 0;
    const available = Math.min(759, room);
    const less = available < 520 ? LESS_ON_A_PHONE : LESS; // no menu stands above a column here
    this.net.style.minWidth = `${leastWidth(sizes, available) - less * (sizes.length - 1)}px`;
    this.net.style.minHeight = `${leastHeight(sizes, available < 520)}px`;
    const { clientWidth, clientHeight } = this.net;
    this.layout = { ...layoutOf(sizes, clientWidth, clientHeight, available), thin: 0.62 };
    Object.assign(this.canvas.style, { width: `${clientWidth}px`, height: `${clientHeight}px` });
    this.pen = sharpened(this.canvas, clientWidth, clientHeight);
    this.heats.recolour();
    this.heats.build();
  }

  update() {
    const { pen, layout, run } = this;
    this.heats.update();
    pen.context.clearRect(0, 0, layout.width, layout.height);
    this.draw(pen);
    const side = answerSide();
    const answer = sharpened(this.answer, side, side);
    this.drawAnswer(answer, side);
    const { losses, right } = run.measured;
    this.said.textContent = COMPARE_WORDS.now(losses[0], right[0], run.overflowed);
  }

  /** @param {Pen} pen */
  draw(pen) {
    new Drawing(this.shown, this.heats, pen, coloursNow(), this.layout).draw();
    const letters = { size: 12, align: /** @type {"middle"} */ ("middle"), colour: coloursNow().ink };
    this.layout.centres.slice(1).forEach((x, l, { length }) =>
      pen.text(x, 44, l === length - 1 ? WORDS.output : String(l + 1), letters));
  }

  /** @param {Pen} pen @param {number} side */
  drawAnswer(pen, side) {
    const { run } = this;
    const { network, measured } = run;
    this.heats.paint(this.heat, { l: network.depth, j: 0 }, "output");
    pen.picture(this.heat.canvas, 0, 0, side, side);
    borderOf(pen, measured.plane.outputs[network.depth], measured.threshold, side / GRID);
    pen.draw({ stroke: coloursNow().ink, width: 1.2, alpha: 0.7 });
    drawPointsOf(run, pen, side);
  }
}

/** A large answer, where the window is wide enough. */
const answerSide = () => (innerWidth > 1180 ? ANSWER : SMALL_ANSWER);
