/** Play, step, epoch; the loss curve is the scrubber. */

import { byId, make, segments } from "./dom.js";
import { short } from "./numbers.js";
import { coloursNow } from "./palette.js";
import { CanvasPen } from "./pens.js";
import { WORDS } from "./words.js";
/** @import { App } from "./app.js" */
/** @import { Moment } from "./run.js" */

/** An axis of steps is at least so long. */
const LEAST_STEPS = 60;

/** @param {string} path */
function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return { svg, shape };
}

const PLAY = "M3 1.5l11 6.5-11 6.5z";
const PAUSE = "M3 2h3.5v12H3zM9.500 2H13v12H9.500z";

export class Player {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    /** @param {string} label @param {string} title @param {string} path @param {() => void} act */
    const button = (label, title, path, act) => {
      const { svg, shape } = icon(path);
      const element = make("button", { type: "button", "aria-label": label, title, onclick: act }, svg);
      return { element, shape };
    };
    const { titles } = WORDS;
    const reset = button(WORDS.reset, titles.reset, "M8 3a5 5 0 1 1-4.6 3L2 5.300A6.500 6.500 0 1 0 8 1.500V0L4.500 2.500 8 5z", () => app.reset());
    this.play = button(WORDS.play, titles.play, PLAY, () => (app.playing ? app.pause() : app.play()));
    this.play.element.id = "play";
    const step = button(WORDS.step, titles.step, "M3 2l7 6-7 6zM11 2h2v12h-2z", () => app.stepOnce());
    const epoch = button(WORDS.epoch, titles.epoch, "M1 2l6 6-6 6zM7 2l6 6-6 6zM13 2h2v12h-2z", () => app.epochOnce());
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.range = make("input", { type: "range", min: 0, step: 1, "aria-label": WORDS.scrubber, oninput: () => this.scrub() });
    this.count = make("b", {});
    this.unit = make("span", {});
    this.epochs = make("div", {});
    this.status = byId("status");
    const curves = segments(WORDS.curves, ["loss", "gradient"], { loss: WORDS.lossCurve, gradient: WORDS.gradientCurve }, (key) => app.look({ curves: key }));
    this.curves = curves;
    byId("player").append(
      make("div", { class: "buttons" }, reset.element, this.play.element, step.element, epoch.element),
      make("div", { class: "timeline" }, this.canvas, this.range),
      make("div", { class: "when" }, make("div", {}, this.count, " ", this.unit), this.epochs, curves.element),
    );
    this.said = 0;
    this.recolour();
  }

  recolour() {
    this.colours = coloursNow();
  }

  build() {
    const sharp = Math.min(3, window.devicePixelRatio || 1);
    this.canvas.width = Math.round(this.canvas.clientWidth * sharp);
    this.canvas.height = Math.round(this.canvas.clientHeight * sharp);
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    this.pen = new CanvasPen(context);
  }

  /** The step that stands at the right end of the axis. */
  get lastStep() {
    const { history, ghost } = this.app.run;
    const last = (/** @type {Moment[]} */ moments) => (moments.length ? moments[moments.length - 1].step : 0);
    const first = history[0].step;
    return Math.max(first + LEAST_STEPS, last(history), last(ghost));
  }

  /** Go to the moment that is nearest to the slider. */
  scrub() {
    const { history } = this.app.run;
    const step = Number(this.range.value);
    let nearest = 0;
    history.forEach((moment, i) => {
      if (Math.abs(moment.step - step) <= Math.abs(history[nearest].step - step)) nearest = i;
    });
    this.app.goTo(nearest);
  }

  update() {
    const { app } = this;
    const { run, playing, view } = app;
    this.play.element.setAttribute("aria-label", playing ? WORDS.pause : WORDS.play);
    this.play.shape.setAttribute("d", playing ? PAUSE : PLAY);
    this.range.min = String(run.history[0].step);
    this.range.max = String(this.lastStep);
    this.range.value = String(run.step);
    const status = WORDS.status(run.step, run.measured.losses[0]);
    this.range.setAttribute("aria-valuetext", status);
    this.count.textContent = String(run.step);
    this.unit.textContent = WORDS.steps(run.step);
    this.epochs.textContent = WORDS.epochs(run.epoch);
    this.curves.show(view.curves);
    // A voice that reads this could not follow sixty a second.
    if (!playing || performance.now() - this.said > 1500) {
      this.status.textContent = status;
      this.said = performance.now();
    }
    this.draw();
  }

  draw() {
    const { pen, colours, app: { run, view } } = this;
    if (!pen || !colours) return;
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    pen.context.clearRect(0, 0, width, height);
    const small = width < 420;
    const [top, bottom] = [small ? 8 : 24, height - (small ? 22 : 38)];
    const first = run.history[0].step;
    const across = (/** @type {number} */ step) => 8 + ((step - first) / (this.lastStep - first)) * (width - 16);
    const gradient = view.curves === "gradient";
    const curves = gradient
      ? run.history[0].arriving.map((_, l) => (/** @type {Moment} */ moment) => Math.log10(Math.max(1e-12, moment.arriving[l])))
      : [(/** @type {Moment} */ moment) => moment.losses[0], (/** @type {Moment} */ moment) => moment.losses[1]];
    const all = [...run.history, ...run.ghost].flatMap((moment) => curves.map((curve) => curve(moment))).filter(Number.isFinite);
    const low = gradient ? Math.min(-1, ...all) : 0;
    const sorted = all.slice().sort((a, b) => a - b);
    // One wild step must not press all others flat.
    const most = gradient ? Math.max(0, ...all) : Math.max(1e-9, Math.min(sorted[sorted.length - 1] ?? 1, 4 * (sorted[Math.floor(sorted.length * 0.9)] ?? 1)));
    const down = (/** @type {number} */ y) => bottom - ((Math.max(low, Math.min(most, y)) - low) / (most - low || 1)) * (bottom - top);
    /** @param {Moment[]} moments @param {(moment: Moment) => number} curve @param {import("./pens.js").Ink} ink */
    const stroke = (moments, curve, ink) => {
      pen.begin();
      let drawing = false;
      for (const moment of moments) {
        const y = curve(moment);
        if (!Number.isFinite(y)) { drawing = false; continue; }
        if (drawing) pen.line(across(moment.step), down(y));
        else pen.move(across(moment.step), down(y));
        drawing = true;
      }
      pen.draw(ink);
    };
    curves.forEach((curve, i) => stroke(run.ghost, curve, { stroke: colours.nothing, width: 1, alpha: 0.6, dash: !gradient && i ? [4, 3] : undefined }));
    curves.forEach((curve, i) => {
      const dash = gradient ? DASHES[i % DASHES.length] : i ? [4, 3] : undefined;
      stroke(run.history, curve, { stroke: !gradient && i ? colours.quiet : colours.ink, width: !gradient && i ? 1.3 : 1.6, dash, alpha: gradient ? 0.4 + (0.6 * i) / curves.length : 1 });
    });
    pen.begin();
    pen.move(across(run.step), top - 4);
    pen.line(across(run.step), bottom + 8);
    pen.draw({ stroke: colours.ink, width: 1.2 });
    if (small) return;
    this.legend(gradient, curves.length, width);
    for (let i = 0; i <= 4; i++) {
      const step = first + Math.round(((this.lastStep - first) * i) / 4);
      pen.text(across(step), height - 3, i ? String(step) : `step ${step}`, { size: 11, align: i === 4 ? "end" : i ? "middle" : "start", colour: colours.quiet });
    }
    if (gradient) for (const y of [low, most]) pen.text(width - 8, down(y) + (y === low ? -4 : 10), short(10 ** y), { size: 11, align: "end", colour: colours.quiet, rim: colours.paper });
  }

  /** @param {boolean} gradient @param {number} count @param {number} width */
  legend(gradient, count, width) {
    const { pen, colours } = this;
    if (!pen || !colours) return;
    const names = gradient
      ? Array.from({ length: count }, (_, l) => (l === count - 1 ? WORDS.output : WORDS.hidden(l + 1)))
      : [WORDS.lossCurve, WORDS.heldCurve];
    let x = 8;
    names.forEach((name, i) => {
      pen.begin();
      pen.move(x, 10);
      pen.line(x + 24, 10);
      pen.draw({ stroke: !gradient && i ? colours.quiet : colours.ink, width: 1.6, dash: gradient ? DASHES[i % DASHES.length] : i ? [4, 3] : undefined, alpha: gradient ? 0.4 + (0.6 * i) / count : 1 });
      pen.text(x + 29, 14, name, { size: 11, colour: colours.quiet });
      x += 44 + 6.2 * name.length;
    });
    if (x < width - 150) pen.text(width - 8, 14, WORDS.drag, { size: 11, align: "end", colour: colours.quiet });
  }
}

/** Lines that are told apart without colour. */
const DASHES = [[1.5, 3], [4, 3], [8, 3], [8, 3, 2, 3], [12, 2], []];
