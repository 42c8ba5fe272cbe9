/** The rail at the left: data, learning, and more. */

import { LOSSES } from "../kernels.js";
import { byId, make, menu, slider } from "../base/dom.js";
import { short } from "../base/numbers.js";
import { choosePlane } from "./edit_points.js";
import { openOwnPoints } from "./own_points.js";
import { coloursNow } from "../base/palette.js";
import { CanvasPen } from "../base/pens.js";
import { madePoints } from "./points.js";
import { DATA_SETS, OPTIMIZERS, settingsWith, STARTS } from "./settings.js";
import { WORDS } from "../words.js";
/** @import { App } from "./app.js" */
/** @import { Settings } from "./settings.js" */

/** @typedef {(settings: Settings) => void} Show */

/** A rate has 1, 2, 3 and 5 of each power of ten. */
const RATES = [-4, -3, -2, -1, 0, 1].flatMap((power) =>
  [1, 2, 3, 5].map((x) => Number(`${x}e${power}`)),
);

const PENALTIES = [0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1];

/** A slider over a list of numbers. @param {number[]} list */
const over = (list) => ({
  least: 0,
  most: list.length - 1,
  step: 1,
  shown: (/** @type {number} */ x) => short(x),
  toNumber: (/** @type {number} */ place) => list[place],
  toPlace: (/** @type {number} */ x) =>
    list.reduce((best, y, i) => (Math.abs(y - x) < Math.abs(list[best] - x) ? i : best), 0),
});

export class Rail {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    /** Which settings are shown. @type {Settings | null} */
    this.shown = null;
    this.shownPace = 0;
    /** @type {Show[]} */
    this.shows = [];
    const { fields } = WORDS;
    /**
     * @template {keyof Settings} Key
     * @param {Key} key
     * @param {{ element: HTMLElement, show: (x: never) => unknown }} made
     */
    const bound = (key, made) => {
      made.element.title = WORDS.hints[/** @type {keyof typeof WORDS.hints} */ (key)] ?? "";
      this.shows.push((settings) => made.show(/** @type {never} */ (settings[key])));
      return made.element;
    };
    const plain = (/** @type {number} */ x) => short(x);
    this.sets = make("div", { class: "sets", role: "group", "aria-label": WORDS.data });
    this.buildSets();
    this.noise = bound(
      "noise",
      slider(fields.noise, { least: 0, most: 0.5, step: 0.01, shown: plain }, (noise) =>
        app.set({ noise }),
      ),
    );
    this.points = bound(
      "points",
      slider(fields.points, { least: 20, most: 500, step: 10, shown: String }, (points) =>
        app.set({ points }),
      ),
    );
    const whole = { least: 0, most: 999, step: 1, shown: String };
    const pace = slider(fields.pace, over([0.05, 0.2, 0.5, 1, 2, 5, 10, 25, 100]), (steps) =>
      app.look({ pace: steps }),
    );
    pace.element.title = WORDS.hints.pace;
    this.pace = pace;
    this.start = menu(fields.start, STARTS, WORDS.starts, (start) => app.set({ start }));
    this.planeMenus = make("div", {});
    byId("rail").append(
      make("h2", {}, WORDS.data),
      this.sets,
      this.planeMenus,
      this.noise,
      bound(
        "heldOut",
        slider(
          fields.heldOut,
          { least: 0, most: 0.5, step: 0.05, shown: (x) => `${Math.round(100 * x)}%` },
          (heldOut) => app.set({ heldOut }),
        ),
      ),
      make("h2", {}, WORDS.learning),
      bound(
        "rate",
        slider(fields.rate, over(RATES), (rate) => app.set({ rate })),
      ),
      bound(
        "batch",
        slider(fields.batch, over([1, 2, 5, 10, 20, 30, 50, 100, 200, 500, 1000]), (batch) =>
          app.set({ batch }),
        ),
      ),
      bound(
        "optimizer",
        menu(fields.optimizer, OPTIMIZERS, {}, (optimizer) => app.set({ optimizer })),
      ),
      bound(
        "loss",
        menu(fields.loss, Object.keys(LOSSES), {}, (loss) => app.set({ loss })),
      ),
      make(
        "details",
        {},
        make("summary", {}, WORDS.more),
        pace.element,
        this.points,
        bound(
          "l1",
          slider(fields.l1, over(PENALTIES), (l1) => app.set({ l1 })),
        ),
        bound(
          "l2",
          slider(fields.l2, over(PENALTIES), (l2) => app.set({ l2 })),
        ),
        bound("start", this.start),
        bound(
          "seed",
          slider(fields.seed, whole, (seed) => app.set({ seed })),
        ),
      ),
    );
  }

  /** A small picture of each data set. */
  buildSets() {
    this.shown = null;
    const { app } = this;
    const colours = coloursNow();
    const names = /** @type {Record<string, string>} */ (WORDS.sets);
    this.sets.replaceChildren(
      ...[...DATA_SETS, "own"].map((data) => {
        const act = () => (data === "own" ? openOwnPoints(app) : app.set({ data }));
        const button = make("button", {
          type: "button",
          "data-set": data,
          "aria-label": names[data],
          title: names[data],
          onclick: act,
        });
        if (data === "own") {
          button.append("+");
          return button;
        }
        const canvas = make("canvas", { width: 60, height: 60, "aria-hidden": "true" });
        const pen = new CanvasPen(
          /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")),
        );
        const { rows, wanted } = madePoints(
          settingsWith({ data, points: 90, noise: data === "blobs" ? 0.12 : 0.05 }),
        );
        rows.forEach(([x, y], i) => {
          pen.begin();
          pen.dot(30 + x * 11, 30 - y * 11, 2.6);
          pen.draw({ fill: wanted[i] ? colours.yes : colours.no });
        });
        button.append(canvas);
        return button;
      }),
    );
  }

  /** The two columns that are the plane, where there are more. */
  build() {
    const { app } = this;
    const { table, settings } = app.run;
    const own = settings.data === "own";
    const given = this.start.select.querySelector("option[value=given]");
    if (given instanceof HTMLOptionElement) given.hidden = given.disabled = app.run.first === null;
    this.noise.hidden = own;
    this.points.hidden = own;
    const note = make("p", { class: "quiet" }, table.note);
    if (!own || table.names.length < 3) return this.planeMenus.replaceChildren(note);
    const menus = table.plane.map((column, i) => {
      const made = menu([WORDS.own.across, WORDS.own.up][i], table.names, {}, (name) => {
        const chosen = table.names.indexOf(name);
        const other = table.plane[1 - i];
        const kept = chosen === other ? column : other;
        choosePlane(app, i ? [kept, chosen] : [chosen, kept]);
      });
      made.show(table.names[column]);
      return made.element;
    });
    this.planeMenus.replaceChildren(...menus, note);
  }

  update() {
    const { run: { settings }, view } = this.app;
    if (this.shown === settings && this.shownPace === view.pace) return; // sixty times a second
    [this.shown, this.shownPace] = [settings, view.pace];
    for (const show of this.shows) show(settings);
    this.pace.show(view.pace);
    for (const button of this.sets.querySelectorAll("button"))
      button.setAttribute("aria-pressed", String(button.dataset.set === settings.data));
  }
}
