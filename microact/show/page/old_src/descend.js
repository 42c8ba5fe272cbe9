// Gradient descent: a step against the gradient, or many, and the loss as it goes.

import { find } from "./dom.js";
import { randomFrom, rounded } from "./arithmetic.js";
import { make } from "./picture.js";
import { short } from "./words.js";

/** A leaf after a step against its gradient: a number, or an array number by number. */
export const moved = (x, g, rate) => (Array.isArray(x) ? x.map((v, k) => v - rate * g[k]) : x - rate * g);

export class Descend {
  constructor(page) {
    this.page = page;
    this.losses = [];
    this.after = NaN;
    this.playing = null;
    this.random = randomFrom(7);
    this.rate = find("rate");
    this.chart = find("losses");
    this.said = find("descended");
    this.button = find("descend");
    this.uses = find("uses");
    find("one-step").addEventListener("click", () => this.step(true));
    this.button.addEventListener("click", () => this.toggle());
    find("forget").addEventListener("click", () => this.forget());
  }

  toggle() {
    if (this.playing) return this.stop();
    this.button.textContent = "Pause";
    let before = 0;
    const frame = (now) => {
      if (!this.playing) return;
      if (now - before > 30) {
        before = now;
        if (!this.step()) return this.stop();
      }
      this.playing = requestAnimationFrame(frame);
    };
    this.playing = requestAnimationFrame(frame);
  }

  stop() {
    cancelAnimationFrame(this.playing);
    this.playing = null;
    this.button.textContent = "Descend";
  }

  forget() {
    this.losses = [];
    this.after = NaN;
    this.page.compare.losses = [];
    this.page.compare.update();
    this.said.textContent = "";
    this.draw();
  }

  /** The rows that one step looks at: the chosen point, some, or all. */
  rows() {
    const { plane } = this.page;
    if (!plane) return [null];
    const { points } = plane;
    if (this.uses.value === "one") return [plane.chosen];
    if (this.uses.value === "all") return points.map((_, k) => k);
    return Array.from({ length: Math.min(10, points.length) }, () => Math.floor(this.random() * points.length));
  }

  /** Take one step; return whether the loss is still a number. */
  step(speak = false) {
    const { page } = this;
    const rate = Number(this.rate.value);
    if (!(rate > 0)) {
      this.said.textContent = "The rate is a number above 0.";
      return false;
    }
    const rows = this.rows();
    const { loss, grads } = page.overRows(rows);
    if (!page.scene.nodes.some((node) => node.learns)) {
      this.said.textContent = "No leaf may learn: tick one under Numbers.";
      return false;
    }
    this.losses.push(Number(loss));
    page.compare.step(rows, rate);
    page.scene.nodes.forEach((node, i) => {
      if (node.learns) page.values[i] = rounded(node, moved(page.values[i], grads[i], rate));
    });
    page.changed(null, true);
    const after = (this.after = Number(page.overRows(rows).loss));
    this.draw();
    const lost = !Number.isFinite(Number(loss)) || !Number.isFinite(after);
    const name = page.scene.nodes.at(-1).name;
    const right = page.plane ? `, ${Math.round(100 * page.plane.shareRight(page.scene.nodes, page.values))}% right` : "";
    this.said.textContent = lost
      ? "Diverged: the steps were so large that the numbers are lost. Reset the numbers and lower the rate."
      : `step ${this.losses.length}: ${name} ${short(Number(loss))}, after it ${short(after)}${right}` +
        (after > Number(loss) ? " (it rose: the step was too large)" : "");
    const whose = rows.length > 1 ? `the mean gradient over ${rows.length} points` : "its gradient";
    if (speak && !lost) page.say(`One step against the gradient: each ticked leaf moved by −${rate} × ${whose}. ${name} was ${short(Number(loss))} and is ${short(after)}.`);
    return !lost;
  }

  /** Draw the loss before each step and after the last one, from the first step on. */
  draw() {
    const { compare } = this.page;
    const [ours, others] = [[...this.losses, this.after], [...compare.losses, compare.after]];
    this.chart.replaceChildren();
    if (!this.losses.length) return;
    const known = [...ours, ...(compare.losses.length ? others : [])].filter(Number.isFinite);
    if (!known.length) return;
    const low = Math.min(0, ...thinned(known));
    const high = Math.max(...thinned(known));
    const line = (losses, kind) => {
      const places = thinned(losses.map((loss, k) => [k, loss])).filter(([, loss]) => Number.isFinite(loss));
      const points = places.map(([k, loss]) =>
        `${(4 + (k / (losses.length - 1)) * 232).toFixed(1)},${(86 - ((loss - low) / (high - low || 1)) * 66).toFixed(1)}`);
      make("polyline", { class: kind, points: points.join(" ") }, this.chart);
    };
    if (compare.losses.length) line(others, "other");
    line(ours, "ours");
    make("text", { x: 236, y: 13, class: "axis" }, this.chart, `from ${short(ours[0])} to ${short(ours.at(-1))}`);
  }
}

/** At most 400 of a list, the first and the last among them. */
export function thinned(list) {
  const step = Math.max(1, Math.ceil(list.length / 400));
  return list.filter((_, k) => k % step === 0 || k === list.length - 1);
}
