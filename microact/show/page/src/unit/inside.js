/** From the network into one unit, for one point, step by step; and out again. */

import { byId, make, say } from "../base/dom.js";
import { GRID } from "../network/measure.js";
import { coloursNow, Heat } from "../base/palette.js";
import { sharpened } from "../base/pens.js";
import { codeOf, numbersOf, stepsOf } from "./unit_steps.js";
import { graphOf } from "./unit_graph.js";
import { drawPointsOf } from "../network/points_drawn.js";
import { WORDS } from "../words.js";
/** @import { App, Place } from "../network/app.js" */
/** @import { Stage } from "../network/stage.js" */
/** @import { Plane } from "../network/plane.js" */

/** The square that shows what the unit answers, in pixels. */
const SIDE = 176;

export class Inside {
  /** @param {App} app @param {Stage} stage @param {Plane} plane */
  constructor(app, stage, plane) {
    this.app = app;
    this.stage = stage;
    this.plane = plane;
    this.host = byId("inside");
    /** @type {import("./unit_steps.js").UnitStep[]} */
    this.steps = [];
    /** How many steps are told. */
    this.at = 0;
    this.point = 0;
    this.heat = new Heat(GRID);
    /** Which unit those are of. */
    this.of = "";
    const { inside } = WORDS;
    this.crumbs = make("nav", { class: "crumbs", "aria-label": inside.network });
    this.dots = make("div", { class: "dots" });
    /** @param {string} label @param {() => number} to @param {string} [kind] */
    const button = (label, to, kind) =>
      make("button", { type: "button", class: kind, onclick: () => this.goTo(to()) }, label);
    this.next = button(inside.next, () => this.at + 1, "main");
    this.back = button(inside.back, () => this.at - 1);
    const controls = make("div", { class: "row" },
      button(inside.start, () => 0), this.back, this.next, button(inside.end, () => Infinity));
    this.sentence = make("p", { class: "sentence", role: "status" });
    this.canvas = make("canvas", { class: "plane", "aria-hidden": "true" });
    this.about = make("p", { class: "quiet" });
    this.aboutTitle = make("p", { class: "quiet" });
    this.graph = make("div", { class: "graph", tabindex: 0, role: "region", "aria-label": inside.graph });
    this.codes = make("div", { class: "codes" });
    this.host.append(
      make("div", { class: "bar" }, this.crumbs, this.dots, controls),
      this.sentence,
      make(
        "div",
        { class: "unit" },
        make("div", { class: "beside" }, this.aboutTitle, this.canvas, this.about),
        this.graph,
      ),
      this.codes,
    );
  }

  /** @param {number} at */
  goTo(at) {
    this.at = Math.max(0, Math.min(at, this.steps.length));
    this.show();
  }

  build() {
    this.stage.heats.build();
    this.stage.heats.update();
    const { run, view: { unit, point } } = this.app;
    if (!unit) return;
    const of = `${unit.l}.${unit.j}`;
    if (this.of !== of) this.at = 0;
    this.of = of;
    if (point >= 0 || this.point >= run.order.length) this.point = Math.max(0, point);
    this.show();
  }

  update() {}

  show() {
    const { app } = this;
    const { run, view: { unit } } = app;
    if (!unit) return;
    const { point } = this;
    const numbers = numbersOf(run, unit, point);
    this.steps = stepsOf(numbers);
    this.at = Math.min(this.at, this.steps.length);
    this.showCrumbs(point);
    const heatOf = (/** @type {number} */ l, /** @type {number} */ j) => this.stage.heats.all[l][j].canvas;
    const svg = graphOf(numbers, this.steps, this.at, run, coloursNow(), heatOf);
    svg.setAttribute("aria-hidden", "true");
    this.graph.replaceChildren(svg);
    this.scrollTo(svg.querySelector(".now"));
    say(this.sentence, this.at ? this.steps[this.at - 1].say : WORDS.inside.steps.begin);
    this.showDots();
    this.showCode(codeOf(numbers));
    this.showPlane(point, unit);
    this.next.disabled = this.at >= this.steps.length;
    this.back.disabled = this.at <= 0;
  }

  /** The graph of the unit as a picture, after so many steps. @param {number} at */
  svg(at) {
    const { run, view: { unit } } = this.app;
    if (!unit) return make("div", {});
    const numbers = numbersOf(run, unit, this.point);
    const heatOf = (/** @type {number} */ l, /** @type {number} */ j) => this.stage.heats.all[l][j].canvas;
    return graphOf(numbers, this.steps, Math.min(at, this.steps.length), run, coloursNow(), heatOf);
  }

  /** Where the graph is wider than the window, show the card whose turn it is. @param {Element | null} now */
  scrollTo(now) {
    const { graph } = this;
    if (!now) graph.scrollLeft = 0;
    else if (graph.scrollWidth > graph.clientWidth) {
      const [card, frame] = [now.getBoundingClientRect(), graph.getBoundingClientRect()];
      const room = Math.max(8, (frame.width - card.width) / 2); // what is too wide begins at the left
      graph.scrollLeft += card.left - frame.left - room;
    }
  }

  /** @param {number} point */
  showCrumbs(point) {
    const { app } = this;
    const {
      run,
      view: { unit },
    } = app;
    if (!unit) return;
    const { inside } = WORDS;
    const activation = run.network.activations[unit.l - 1].title;
    const layer = unit.l === run.network.depth ? WORDS.output : WORDS.hidden(unit.l);
    const move = (/** @type {number} */ by) => () => {
      const count = run.order.length;
      this.point = (point + by + count) % count;
      this.show();
    };
    const focused = document.activeElement?.id ?? "";
    this.crumbs.replaceChildren(
      make(
        "button",
        { type: "button", id: "to-network", onclick: () => app.look({ unit: null }) },
        `◂ ${inside.network}`,
      ),
      "›",
      make("span", {}, `${layer}, ${activation}`),
      ...(unit.l === run.network.depth ? [] : ["›", make("b", {}, `unit ${unit.j + 1}`)]),
      "›",
      make("span", {}, inside.point),
      make(
        "button",
        {
          type: "button",
          id: "point-before",
          "aria-label": WORDS.previousPoint,
          onclick: move(-1),
        },
        "‹",
      ),
      make("b", {}, String(point + 1)),
      make(
        "button",
        { type: "button", id: "point-after", "aria-label": WORDS.nextPoint, onclick: move(1) },
        "›",
      ),
    );
    if (focused) document.getElementById(focused)?.focus();
  }

  showDots() {
    const { steps, at } = this;
    const dot = (/** @type {number} */ i) =>
      make("i", { class: i === at - 1 ? "now" : i < at ? "done" : "", "aria-hidden": "true" });
    const forward = steps.filter((step) => !step.back).length;
    const dots = steps.map((_, i) => dot(i));
    const { inside } = WORDS;
    this.dots.replaceChildren(
      make("span", {}, inside.forward), ...dots.slice(0, forward),
      make("span", {}, inside.backward), ...dots.slice(forward));
  }

  /** @param {[string, string][][]} code */
  showCode(code) {
    const now = this.steps[this.at - 1];
    const told = this.steps.slice(0, this.at);
    /** @param {[string, string]} line @param {number} i @param {number} back */
    const lineOf = ([text, number], i, back) => {
      const known = told.some((step) => Number(step.back) === back && step.line >= i);
      const isNow = now && Number(now.back) === back && now.line === i;
      const kind = `line${isNow ? " now" : ""}${known ? "" : " later"}`;
      return make("div", { class: kind }, make("code", {}, text), make("span", {}, known ? number : ""));
    };
    const titles = [WORDS.inside.code, WORDS.inside.codeBack];
    this.codes.replaceChildren(...code.map((lines, back) =>
      make("div", {}, make("h2", {}, titles[back]), ...lines.map((line, i) => lineOf(line, i, back)))));
  }

  /** The unit's answer over the plane, and the point. @param {number} point @param {Place} unit */
  showPlane(point, { l, j }) {
    const { run } = this.app;
    const pen = sharpened(this.canvas, SIDE, SIDE);
    this.stage.heats.paint(this.heat, { l, j }, "output");
    pen.picture(this.heat.canvas, 0, 0, SIDE, SIDE);
    drawPointsOf(run, pen, SIDE);
    this.plane.drawRing(pen, point, SIDE);
    const { off, flat } = run.measured.units[l - 1][j];
    const answer = run.table.classes[Number(run.wanted[point] > run.measured.threshold)];
    this.aboutTitle.textContent = WORDS.inside.output(point + 1);
    say(this.about, [WORDS.inside.wanted, ["b", answer], `. ${WORDS.inside.through(1 - off - flat)}`]);
  }
}
