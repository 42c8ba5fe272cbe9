/** Gradient descent: a step against the gradient, or many, and the result as it goes. */

import { make } from "../base/dom.js";
import { coloursNow } from "../base/palette.js";
import { SvgPen } from "../base/pens.js";
import { randomFrom } from "../base/random.js";
import { fieldsOf } from "../base/fields.js";
import { numberOf } from "../formula/build.js";
import { rounded } from "./arithmetic.js";
import { exact, extentOf, resultName } from "./shown.js";
import { ticksBetween, tickWords } from "./scales.js";
import { TRAINING_WORDS } from "./training_words.js";
/** @import { Explorer } from "./explorer.js" */
/** @import { Numbers } from "./rule.js" */

/** How large the chart is, and how many of its steps are drawn. */
const [CHART_WIDTH, CHART_HEIGHT, MOST_DRAWN] = [560, 150, 400];

/** So many numbers of the past are saved with a page. */
const MOST_KEPT = 20000;

/** The rate at the start. */
const FIRST_RATE = "0.1";

/** Milliseconds between two steps while it descends by itself. */
const PACE_OF_DESCENT = 30;

/**
 * A leaf after a step against its gradient.
 * @param {Numbers} x @param {Numbers} g @param {number} rate @returns {Numbers}
 */
export const moved = (x, g, rate) =>
  Array.isArray(x) ? x.map((v, k) => v - rate * (Array.isArray(g) ? g[k] : g)) : x - rate * Number(g);

export class Descent {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    /** @type {number[]} */
    this.losses = [];
    this.after = NaN;
    /** Where the leaves were before each step. @type {Map<number, Numbers>[]} */
    this.trail = [];
    this.playing = 0;
    this.random = randomFrom(7);
    const words = TRAINING_WORDS;
    /** @param {string} id @param {string} label @param {() => void} act @param {string} [kind] */
    const button = (id, label, act, kind) =>
      make("button", { type: "button", id: explorer.id(id), class: kind, onclick: act }, label);
    this.rate = make("input",
      { id: explorer.id("rate"), type: "text", inputmode: "decimal", class: "number", value: FIRST_RATE });
    this.uses = make("select", { id: explorer.id("uses") },
      ...Object.entries(words.uses).map(([key, text]) => make("option", { value: key }, text)));
    this.ofPoints = make("label", {}, `${words.looksAt} `, this.uses);
    this.button = button("descend", words.go, () => this.toggle());
    this.chart = make("div", { id: explorer.id("losses") });
    this.said = make("p", { id: explorer.id("descended"), role: "status", class: "quiet" });
    this.title = make("h2", {}, words.curve);
    this.element = make("section", { class: "descend", "data-still": "", "aria-label": words.descend },
      make("div", { class: "row" },
        button("one-step", words.oneStep, () => { explorer.remember(); this.step(true); }, "main"),
        button("ten-steps", words.tenSteps, () => this.steps(10)), this.button,
        button("forget", words.forget, () => this.forget()),
        make("label", {}, `${words.rate} `, this.rate), this.ofPoints),
      this.said, this.title, this.chart);
    this.draw();
  }

  build() {
    this.stop();
    this.ofPoints.hidden = !this.explorer.graph.data;
    this.forget();
  }

  /** The past, for a saved page; nothing if it is longer than a page should be. */
  past() {
    const { graph } = this.explorer;
    const size = this.trail.length * graph.leaves.reduce((sum, i) => sum + [graph.values[i]].flat().length, 0);
    if (!this.losses.length || size > MOST_KEPT) return null;
    return { losses: this.losses, after: this.after, trail: this.trail.map((numbers) => [...numbers]) };
  }

  /** Take a past from outside, if it is one of this graph. @param {unknown} given */
  takePast(given) {
    const { losses, after, trail } = fieldsOf(given);
    const { leaves, values } = this.explorer.graph;
    /** @param {unknown} x @param {Numbers} now */
    const isLike = (x, now) => (Array.isArray(now)
      ? Array.isArray(x) && x.length === now.length && x.every(Number.isFinite) : Number.isFinite(x));
    /** @param {unknown} entries */
    const isOne = (entries) => Array.isArray(entries) && entries.length === leaves.length && entries.every((entry) =>
      Array.isArray(entry) && leaves.includes(entry[0]) && isLike(entry[1], values[entry[0]]));
    if (!Array.isArray(losses) || !Array.isArray(trail) || losses.length !== trail.length) return;
    if (![...losses, after].every(Number.isFinite) || !trail.every(isOne)) return;
    this.losses = losses;
    this.after = Number(after);
    this.trail = trail.map((entries) => new Map(entries));
    this.draw();
    this.explorer.plot.update();
  }

  /** As it was at the start: the rate, and what a step looks at. */
  reset() {
    this.stop();
    this.rate.value = FIRST_RATE;
    this.uses.value = "all";
  }

  toggle() {
    if (this.playing) return this.stop();
    this.explorer.remember();
    this.button.textContent = TRAINING_WORDS.pause;
    let before = 0;
    /** @param {number} now */
    const frame = (now) => {
      if (!this.playing) return;
      if (now - before > PACE_OF_DESCENT) {
        before = now;
        if (!this.step()) return this.stop();
      }
      this.playing = requestAnimationFrame(frame);
    };
    this.playing = requestAnimationFrame(frame);
  }

  stop() {
    cancelAnimationFrame(this.playing);
    this.playing = 0;
    this.button.textContent = TRAINING_WORDS.go;
  }

  forget() {
    this.losses = [];
    this.trail = [];
    this.after = NaN;
    this.explorer.second.losses = [];
    this.explorer.second.update();
    this.said.textContent = "";
    this.draw();
    this.explorer.plot.update();
  }

  /**
   * The rows that one step looks at: the chosen point, some, or all; null where there are no points.
   * @returns {(number | null)[]}
   */
  rows() {
    const { points } = this.explorer;
    if (!points.data) return [null];
    const all = points.points.map((_, k) => k);
    if (this.uses.value === "one") return [points.chosen];
    if (this.uses.value === "all") return all;
    return Array.from({ length: Math.min(10, all.length) }, () => Math.floor(this.random() * all.length));
  }

  /** @param {number} count */
  steps(count) {
    this.explorer.remember();
    for (let k = 0; k < count; k++) if (!this.step(k === count - 1)) return;
  }

  /** Take one step; return whether the result is still a number. @param {boolean} [speak] */
  step(speak = false) {
    const { explorer } = this;
    const { graph, second, points } = explorer;
    const rate = numberOf(this.rate.value);
    const words = TRAINING_WORDS;
    if (!(rate > 0)) {
      this.said.textContent = words.badRate;
      return false;
    }
    if (!graph.nodes.some(({ learns }) => learns)) {
      this.said.textContent = words.noneLearns;
      return false;
    }
    const rows = this.rows();
    const { loss, grads } = explorer.overRows(rows);
    this.losses.push(loss);
    this.trail.push(new Map(graph.leaves.map((i) => [i, graph.values[i]])));
    second.step(rows, rate);
    graph.nodes.forEach((node, i) => {
      if (node.learns) graph.values[i] = rounded(node, moved(graph.values[i], grads[i], rate));
    });
    explorer.changed(null, true);
    const after = (this.after = explorer.overRows(rows).loss);
    this.draw();
    const lost = !Number.isFinite(loss) || !Number.isFinite(after);
    const right = points.data ? points.shareRight(graph.nodes, graph.values) : null;
    const name = resultName(graph.nodes[graph.last]);
    this.said.textContent = lost ? words.diverged : words.stepped(this.losses.length, name, loss, after, right);
    if (speak && !lost) explorer.say(words.told(rate, rows.length, name, loss, after));
    return !lost;
  }

  /** Draw the result before each step and after the last one, from the first step on. */
  draw() {
    const { second } = this.explorer;
    this.chart.replaceChildren();
    this.title.hidden = !this.losses.length;
    if (!this.losses.length) return;
    const both = [[...this.losses, this.after], ...(second.losses.length ? [[...second.losses, second.after]] : [])];
    const known = both.flat().filter(Number.isFinite);
    if (!known.length) return;
    const [low, high] = extentOf(known);
    const bottom = Math.min(0, low);
    const pen = new SvgPen(CHART_WIDTH, CHART_HEIGHT);
    const colours = coloursNow();
    const across = (/** @type {number} */ k) => 50 + (k / Math.max(10, this.losses.length)) * (CHART_WIDTH - 66);
    const down = (/** @type {number} */ y) =>
      CHART_HEIGHT - 26 - ((y - bottom) / (high - bottom || 1)) * (CHART_HEIGHT - 46);
    const ticks = ticksBetween(bottom, high, 3);
    const words = tickWords(ticks);
    ticks.forEach((y, k) => {
      pen.begin();
      pen.move(50, down(y));
      pen.line(CHART_WIDTH - 10, down(y));
      pen.draw({ stroke: colours.line, width: 1 });
      pen.text(44, down(y) + 4, words[k], { size: 11, align: "end", colour: colours.quiet });
    });
    for (const k of ticksBetween(0, Math.max(10, this.losses.length), 5))
      if (Number.isInteger(k))
        pen.text(across(k), CHART_HEIGHT - 6, String(k), { size: 11, align: "middle", colour: colours.quiet });
    both.forEach((losses, which) => pen.group({ class: which ? "other" : "ours" }, () => {
      pen.begin();
      let drawing = false;
      for (const [k, y] of thinnedTrail(losses.map((loss, i) => [i, loss]))) {
        if (Number.isFinite(y)) pen[drawing ? "line" : "move"](across(k), down(y));
        drawing = Number.isFinite(y);
      }
      pen.draw({ stroke: which ? colours.quiet : colours.ink, width: 1.7, dash: which ? [5, 3] : undefined });
    }));
    if (Number.isFinite(this.after)) {
      pen.begin();
      pen.dot(across(this.losses.length), down(this.after), 4);
      pen.draw({ fill: colours.ink });
    }
    const title = TRAINING_WORDS.curveTitle(exact(both[0][0]), exact(this.after));
    pen.text(CHART_WIDTH - 10, 12, title, { size: 11, align: "end", colour: colours.quiet });
    pen.svg.setAttribute("role", "img");
    pen.svg.setAttribute("aria-label", `${TRAINING_WORDS.curve}, ${title}`);
    this.chart.append(pen.svg);
  }
}

/** At most some hundreds of a list, the first and the last among them. @param {[number, number][]} list */
export function thinnedTrail(list) {
  const step = Math.max(1, Math.ceil(list.length / MOST_DRAWN));
  return list.filter((_, k) => k % step === 0 || k === list.length - 1);
}
