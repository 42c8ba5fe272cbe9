/** The result against one number, with its tangent: the gradient as a slope one can see. */

import { make } from "../base/dom.js";
import { coloursNow } from "../base/palette.js";
import { short } from "../base/numbers.js";
import { sharpened } from "../base/pens.js";
import { forward } from "./arithmetic.js";
import { cellName } from "./origins.js";
import { reachOf, ticksBetween, tickWords } from "./scales.js";
import { extentOf } from "./shown.js";
import { TRAINING_WORDS } from "./training_words.js";
/** @import { Explorer } from "./explorer.js" */
/** @import { Numbers } from "./rule.js" */

/** So many nodes are computed for a plot, over all its places; and its places at most and at least. */
const [WORK, MOST_PLACES, LEAST_PLACES] = [60000, 161, 15];

const PLOT_HEIGHT = 280;

export class Plot {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    this.title = make("h2", { id: explorer.id("h-plot") });
    this.canvas = make("canvas", { class: "plot", role: "img", "aria-labelledby": explorer.id("h-plot") });
    this.element = make("section", { class: "plotted" }, this.title, this.canvas);
    this.pen = sharpened(this.canvas, 1, 1);
    /** Where it was computed. @type {[number, number][]} */
    this.places = [];
  }

  /** The leaf and which of its numbers. */
  get leaf() {
    return this.explorer.leaf;
  }

  /** The result if that number were x. @param {number} x @param {Numbers[]} values */
  resultAt(x, values) {
    const { graph } = this.explorer;
    const [i, k] = this.leaf;
    const now = graph.values[i];
    values[i] = Array.isArray(now) ? now.with(k, x) : x;
    forward(graph.nodes, values, graph.last);
    return Number([values[graph.last]].flat()[0]);
  }

  update() {
    const { explorer, element } = this;
    const { graph, hidesGradients } = explorer;
    const [i, k] = this.leaf;
    element.hidden = !graph.live || i < 0;
    if (element.hidden) return;
    const [before, name, after] = TRAINING_WORDS.plot(cellName(graph, i, k));
    this.title.replaceChildren(before, make("code", {}, name), after);
    const now = [graph.values[i]].flat()[k];
    const slider = explorer.sliders.rows.find((row) => row.i === i && row.k === k)?.slider;
    const reach = slider ? Number(slider.max) : reachOf(now);
    const count = Math.max(LEAST_PLACES, Math.min(MOST_PLACES, Math.floor(WORK / graph.nodes.length)));
    const values = graph.values.slice();
    this.places = Array.from({ length: count }, (_, n) => {
      const x = (2 * n / (count - 1) - 1) * reach;
      return [x, this.resultAt(x, values)];
    });
    const result = Number([graph.values[graph.last]].flat()[0]);
    this.draw(reach, now, result, hidesGradients ? NaN : [graph.grads[i]].flat()[k]);
  }

  /** @param {number} reach @param {number} now @param {number} result @param {number} slope */
  draw(reach, now, result, slope) {
    const { canvas, places } = this;
    const width = canvas.clientWidth || 400;
    const pen = (this.pen = sharpened(canvas, width, PLOT_HEIGHT));
    canvas.style.height = `${PLOT_HEIGHT}px`;
    const colours = coloursNow();
    const [low, high] = rangeOfResults(places, result);
    const [left, right, top, bottom] = [52, width - 14, 12, PLOT_HEIGHT - 34];
    const across = (/** @type {number} */ x) => left + ((x + reach) / (2 * reach)) * (right - left);
    const down = (/** @type {number} */ y) => bottom - ((y - low) / (high - low)) * (bottom - top);
    const ticks = ticksBetween(low, high, 4);
    const words = tickWords(ticks);
    ticks.forEach((y, k) => {
      pen.begin();
      pen.move(left, down(y));
      pen.line(right, down(y));
      pen.draw({ stroke: colours.line, width: 1 });
      pen.text(left - 7, down(y) + 4, words[k], { size: 12, align: "end", colour: colours.quiet });
    });
    for (const x of ticksBetween(-reach, reach, 6))
      pen.text(across(x), bottom + 18, short(x), { size: 12, align: "middle", colour: colours.quiet });
    pen.context.save();
    pen.begin();
    pen.box(left, top - 6, right - left, bottom - top + 12);
    pen.context.clip();
    pen.begin();
    let drawing = false;
    for (const [x, y] of places) {
      const isIn = Number.isFinite(y) && Math.abs(y - low) < 50 * (high - low);
      if (isIn) pen[drawing ? "line" : "move"](across(x), down(y));
      drawing = isIn;
    }
    pen.draw({ stroke: colours.quiet, width: 2.2 });
    this.drawTrail(across, down);
    if (Number.isFinite(slope) && Number.isFinite(result)) {
      const run = 0.2 * reach;
      pen.begin();
      pen.move(across(now - run), down(result - run * slope));
      pen.line(across(now + run), down(result + run * slope));
      const hue = slope > 0 ? colours.positive : slope < 0 ? colours.negative : colours.nothing;
      pen.draw({ stroke: hue, width: 4, round: true });
    }
    pen.context.restore();
    if (!Number.isFinite(result)) return;
    pen.begin();
    pen.move(across(now), Math.min(bottom, down(result)));
    pen.line(across(now), bottom);
    pen.draw({ stroke: colours.quiet, width: 1, dash: [2, 3] });
    pen.begin();
    pen.dot(across(now), down(result), 6);
    pen.draw({ fill: colours.ink, stroke: colours.paper, width: 2 });
  }

  /** Where descending came from. @param {(x: number) => number} across @param {(y: number) => number} down */
  drawTrail(across, down) {
    const { pen, explorer: { descent } } = this;
    const [i, k] = this.leaf;
    const colours = coloursNow();
    if (this.explorer.points.data) return; // that is the mean over points, another curve
    const dots = descent.trail.map((values, n) => [[values.get(i) ?? NaN].flat()[k], descent.losses[n]]);
    pen.begin();
    dots.forEach(([x, y], n) => pen[n ? "line" : "move"](across(x), down(y)));
    pen.draw({ stroke: colours.nothing, width: 1, dash: [2, 3] });
    pen.begin();
    for (const [x, y] of dots) pen.dot(across(x), down(y), 3.2);
    pen.draw({ fill: colours.nothing });
  }
}

/**
 * Between which results a plot is drawn: one pole must not press the rest flat.
 * @param {[number, number][]} places @param {number} result @returns {[number, number]}
 */
function rangeOfResults(places, result) {
  const ys = places.map(([, y]) => y).filter(Number.isFinite).sort((a, b) => a - b);
  if (!ys.length) return [-1, 1];
  const at = (/** @type {number} */ share) => ys[Math.round(share * (ys.length - 1))];
  const [near, far] = [at(0.08), at(0.92)];
  const room = 1.5 * (far - near) || 1e-9 * Math.abs(near) || 1;
  let [low, high] = extentOf([...ys.filter((y) => y >= near - room && y <= far + room),
    ...(Number.isFinite(result) ? [result] : [])]);
  // What is left of rounding is no curve.
  if (high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high)))
    [low, high] = [low - (Math.abs(low) || 1), high + (Math.abs(high) || 1)];
  const margin = 0.06 * (high - low);
  return [low - margin, high + margin];
}
