/** From the network into one unit, for one point, step by step; and out again. */

import { byId, make, say } from "./dom.js";
import { coloursNow } from "./palette.js";
import { codeOf, numbersOf, stepsOf } from "./unit_steps.js";
import { graphOf } from "./unit_graph.js";
import { WORDS } from "./words.js";
/** @import { App } from "./app.js" */
/** @import { Stage } from "./stage.js" */
/** @import { Plane } from "./plane.js" */

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
    /** Which unit and point those are of. */
    this.of = "";
    const { inside } = WORDS;
    this.crumbs = make("nav", { class: "crumbs", "aria-label": inside.network });
    this.dots = make("div", { class: "dots" });
    /** @param {string} label @param {() => number} to @param {string} [kind] */
    const button = (label, to, kind) =>
      make("button", { type: "button", class: kind, onclick: () => this.goTo(to()) }, label);
    this.next = button(inside.next, () => this.at + 1, "main");
    this.back = button(inside.back, () => this.at - 1);
    const controls = make(
      "div",
      { class: "row" },
      button(inside.start, () => 0),
      this.back,
      this.next,
      button(inside.end, () => Infinity),
    );
    this.sentence = make("p", { class: "sentence", role: "status" });
    this.canvas = make("canvas", {
      class: "plane",
      width: 480,
      height: 480,
      "aria-hidden": "true",
    });
    this.about = make("p", { class: "quiet" });
    this.aboutTitle = make("p", { class: "quiet" });
    this.graph = make("div", {
      class: "graph",
      tabindex: 0,
      role: "region",
      "aria-label": inside.code,
    });
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
    const { unit } = this.app.view;
    if (unit) this.show();
  }

  update() {}

  show() {
    const { app } = this;
    const {
      run,
      view: { unit },
    } = app;
    if (!unit) return;
    const point = Math.max(0, app.view.point);
    const numbers = numbersOf(run, unit, point);
    this.steps = stepsOf(numbers);
    const of = `${unit.l}.${unit.j}.${point}`;
    if (this.of !== of)
      this.at = this.of ? Math.min(this.at, this.steps.length) : this.steps.length;
    this.of = of;
    this.showCrumbs(point);
    const colours = coloursNow();
    const svg = graphOf(
      numbers,
      this.steps,
      this.at,
      run,
      colours,
      (l, j) => this.stage.heats.all[l][j].canvas,
    );
    svg.setAttribute("aria-hidden", "true");
    this.graph.replaceChildren(svg);
    const now = svg.querySelector(".now");
    if (now && this.graph.scrollWidth > this.graph.clientWidth) {
      const [card, frame] = [now.getBoundingClientRect(), this.graph.getBoundingClientRect()];
      this.graph.scrollLeft += card.left + card.width / 2 - frame.left - frame.width / 2;
    }
    say(this.sentence, this.at ? this.steps[this.at - 1].say : WORDS.inside.steps.begin);
    this.showDots();
    this.showCode(codeOf(numbers));
    this.showPlane(point, unit);
    this.next.disabled = this.at >= this.steps.length;
    this.back.disabled = this.at <= 0;
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
      app.look({ point: (point + by + count) % count, unit });
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
      `${inside.point} `,
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
    const { steps } = this;
    const dot = (/** @type {number} */ i) =>
      make("i", {
        class: i === this.at - 1 ? "now" : i < this.at ? "done" : "",
        "aria-hidden": "true",
      });
    const forward = steps.filter((step) => !step.back).length;
    this.dots.replaceChildren(
      WORDS.inside.forward,
      ...steps.slice(0, forward).map((_, i) => dot(i)),
      WORDS.inside.backward,
      ...steps.slice(forward).map((_, i) => dot(forward + i)),
    );
  }

  /** @param {[string, string][][]} code */
  showCode(code) {
    const { steps } = this;
    const now = steps[this.at - 1];
    this.codes.replaceChildren(
      ...code.map((lines, back) => {
        const told = steps
          .slice(0, this.at)
          .filter((step) => Number(step.back) === back)
          .map((step) => step.line);
        return make(
          "div",
          {},
          make("h2", {}, back ? WORDS.inside.codeBack : WORDS.inside.code),
          ...lines.map(([text, number], i) =>
            make(
              "div",
              {
                class: `line${now && Number(now.back) === back && now.line === i ? " now" : ""}${told.includes(i) ? "" : " later"}`,
              },
              make("code", {}, text),
              make("span", {}, told.includes(i) ? number : ""),
            ),
          ),
        );
      }),
    );
  }

  /** The unit's answer over the plane, and the point. @param {number} point @param {import("./app.js").Place} unit */
  showPlane(point, { l, j }) {
    const {
      app: { run },
      canvas,
    } = this;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.imageSmoothingEnabled = true;
    context.drawImage(this.stage.heats.all[l][j].canvas, 0, 0, 480, 480);
    context.drawImage(this.plane.dots, 0, 0, 480, 480);
    const [x, y] = this.plane.placeOf(point);
    const scale = 480 / (this.plane.side || 480);
    context.beginPath();
    context.arc(x * scale, y * scale, 16, 0, 2 * Math.PI);
    context.lineWidth = 4;
    context.strokeStyle = coloursNow().ink;
    context.stroke();
    const state = run.measured.units[l - 1][j];
    this.aboutTitle.textContent = WORDS.inside.output(point + 1);
    const answer = run.wanted[point] > run.measured.threshold ? 1 : 0;
    say(this.about, [
      `${WORDS.inside.wanted}`,
      ["b", run.table.classes[answer]],
      `. ${WORDS.inside.through(1 - state.off - state.flat)}`,
    ]);
  }
}
