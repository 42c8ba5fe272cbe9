/** Play, step, epoch; the loss curve is the scrubber. */

import { byId, make, makeSvg, segments } from "../base/dom.js";
import { sharpened } from "../base/pens.js";
import { drawTimeline, stepsShown } from "./timeline.js";
import { WORDS } from "../words.js";
/** @import { App } from "./app.js" */

export const PLAY_SIGN = "M3 1.5l11 6.5-11 6.5z";
export const PAUSE_SIGN = "M3 2h3.5v12H3zM9.5 2H13v12H9.5z";
export const RESET_SIGN = "M8 3a5 5 0 1 1-4.6 3L2 5.3A6.5 6.5 0 1 0 8 1.5V0L4.5 2.5 8 5z";
export const STEP_SIGN = "M3 2l7 6-7 6zM11 2h2v12h-2z";
export const EPOCH_SIGN = "M1 2l6 6-6 6zM7 2l6 6-6 6zM13 2h2v12h-2z";

/** How often a voice is told the step while it plays, in milliseconds. */
const SAY_EVERY = 1500;

/**
 * A round button with a picture on it.
 * @param {string} label @param {string} title @param {string} path @param {() => void} act
 */
export function roundButton(label, title, path, act) {
  const svg = makeSvg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" });
  const shape = makeSvg("path", { d: path });
  svg.append(shape);
  return { element: make("button", { type: "button", "aria-label": label, title, onclick: act }, svg), shape };
}

export class Player {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    const { titles } = WORDS;
    this.play = roundButton(WORDS.play, titles.play, PLAY_SIGN, () => (app.playing ? app.pause() : app.play()));
    this.play.element.id = "play";
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.pen = sharpened(this.canvas, 1, 1);
    this.range = make("input",
      { type: "range", min: 0, step: 1, "aria-label": WORDS.scrubber, oninput: () => this.scrub() });
    this.count = make("b", {});
    this.unit = make("span", {});
    this.epochs = make("div", {});
    this.status = byId("status");
    this.curves = segments(WORDS.curves, ["loss", "gradient"], WORDS.curveNames, (curves) => app.look({ curves }));
    byId("player").append(
      make("div", { class: "buttons" },
        roundButton(WORDS.reset, titles.reset, RESET_SIGN, () => app.reset()).element,
        this.play.element,
        roundButton(WORDS.step, titles.step, STEP_SIGN, () => app.stepOnce()).element,
        roundButton(WORDS.epoch, titles.epoch, EPOCH_SIGN, () => app.epochOnce()).element),
      make("div", { class: "timeline" }, this.canvas, this.range),
      make("div", { class: "when" }, make("div", {}, this.count, " ", this.unit), this.epochs, this.curves.element),
    );
    this.said = 0;
    this.build();
  }

  build() {
    this.pen = sharpened(this.canvas, this.canvas.clientWidth, this.canvas.clientHeight);
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
    const { run, playing, view } = this.app;
    this.play.element.setAttribute("aria-label", playing ? WORDS.pause : WORDS.play);
    this.play.shape.setAttribute("d", playing ? PAUSE_SIGN : PLAY_SIGN);
    const status = WORDS.status(run.step, run.measured.losses[0]);
    const [first, last] = stepsShown(run);
    Object.assign(this.range, { min: first, max: last, value: run.step });
    this.range.setAttribute("aria-valuetext", status);
    this.count.textContent = String(run.step);
    this.unit.textContent = WORDS.steps(run.step);
    this.epochs.textContent = WORDS.epochs(run.epoch);
    this.curves.show(view.curves);
    if (!playing || performance.now() - this.said > SAY_EVERY) {
      this.status.textContent = status;
      this.said = performance.now();
    }
    const { clientWidth, clientHeight } = this.canvas;
    drawTimeline(this.pen, clientWidth, clientHeight, run, view.curves === "gradient");
  }
}
