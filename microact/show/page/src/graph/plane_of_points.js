/** The plane of a graph with two inputs: what it decides everywhere, and the points it learns from. */

import { make, makeSvg } from "../base/dom.js";
import { coloursNow } from "../base/palette.js";
import { forward } from "./arithmetic.js";
import { TRAINING_WORDS } from "./training_words.js";
/** @import { GraphNode } from "./arithmetic.js" */
/** @import { Explorer } from "./explorer.js" */
/** @import { Numbers } from "./rule.js" */
/** @import { Plotted } from "./scene.js" */

/** Places of the plane that are computed, to each side; its size; how near a click must be; how many points fit. */
const [PLACES_A_SIDE, PLANE_SIZE, REACHABLE_AT, MOST_ON_PLANE] = [36, 240, 12, 300];

/** @typedef {{ x: number, y: number, wanted: number }} Dot */

export class PlaneOfPoints {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    const words = TRAINING_WORDS;
    /** @type {Plotted | null} */
    this.data = null;
    /** @type {Dot[]} */
    this.points = [];
    this.chosen = 0;
    /** @type {number | null} */
    this.dragged = null;
    this.canvas = make("canvas", { width: PLACES_A_SIDE, height: PLACES_A_SIDE, "aria-hidden": "true" });
    this.svg = makeSvg("svg", {
      id: explorer.id("plane"), viewBox: `0 0 ${PLANE_SIZE} ${PLANE_SIZE}`, tabindex: 0, role: "application",
      "aria-label": words.plane,
    });
    this.dots = makeSvg("g", {});
    this.svg.append(this.dots);
    /** @param {string} kind @param {(event: any) => void} act */
    const on = (kind, act) => this.svg.addEventListener(kind, act);
    on("pointerdown", (event) => this.press(event));
    on("pointermove", (event) => this.drag(event));
    for (const kind of ["pointerup", "pointercancel"]) on(kind, () => (this.dragged = null));
    on("keydown", (event) => this.key(event));
    this.newClass = make("select", { id: explorer.id("new-class") });
    this.said = make("p", { id: explorer.id("point"), role: "status", class: "quiet" });
    /** @param {string} id @param {string} label @param {() => void} act */
    const button = (id, label, act) => make("button", { type: "button", id: explorer.id(id), onclick: act }, label);
    this.element = make("section", { class: "points", "aria-labelledby": explorer.id("h-plane"), "data-still": "" },
      make("h2", { id: explorer.id("h-plane") }, words.points),
      make("div", { class: "on-plane" }, this.canvas, this.svg), this.said,
      make("div", { class: "row" },
        button("next-point", words.nextPoint, () => this.choose((this.chosen + 1) % this.points.length)),
        button("add-point", words.addPoint, () => this.addInTheMiddle()),
        button("flip-point", words.flipPoint, () => this.flip()),
        button("remove-point", words.removePoint, () => this.remove()),
        make("label", {}, `${words.newOnes} `, this.newClass)),
      make("p", { class: "quiet" }, words.howPoints));
  }

  build() {
    const { data, live } = this.explorer.graph;
    this.data = live ? data : null; // what cannot be computed anew has no other points
    this.element.hidden = !this.data;
    if (!this.data || !data) return;
    this.newClass.replaceChildren(...data.wanted.map((wanted, k) =>
      make("option", { value: wanted }, `${TRAINING_WORDS.classes[k]} (${wanted})`)));
    this.points = data.points.map(([x, y, wanted]) => ({ x, y, wanted }));
    this.dragged = null;
    this.chosen = 0;
    this.put(this.explorer.graph.values, this.points[0]);
  }

  /** @param {number} x */
  right(x) {
    const { low: [low], high: [high] } = /** @type {Plotted} */ (this.data);
    return ((x - low) / (high - low)) * PLANE_SIZE;
  }

  /** @param {number} y */
  down(y) {
    const { low: [, low], high: [, high] } = /** @type {Plotted} */ (this.data);
    return PLANE_SIZE - ((y - low) / (high - low)) * PLANE_SIZE;
  }

  /** Where on the plane an event happened. @param {PointerEvent} event @returns {[number, number]} */
  place(event) {
    const { low, high } = /** @type {Plotted} */ (this.data);
    const box = this.svg.getBoundingClientRect();
    const [across, down] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    return [low[0] + across * (high[0] - low[0]), high[1] - down * (high[1] - low[1])];
  }

  /** @param {PointerEvent} event */
  press(event) {
    const [x, y] = this.place(event);
    const away = this.points.map((p) => Math.hypot(this.right(p.x) - this.right(x), this.down(p.y) - this.down(y)));
    const closest = away.indexOf(Math.min(...away));
    this.explorer.remember();
    if (away[closest] < REACHABLE_AT) this.choose(closest);
    else if (!this.add(x, y)) return;
    this.dragged = this.chosen;
    this.svg.setPointerCapture(event.pointerId);
    event.preventDefault();
    if (this.svg instanceof SVGElement) this.svg.focus({ preventScroll: true });
  }

  /** @param {PointerEvent} event */
  drag(event) {
    if (this.dragged === null || !this.data) return;
    const { low, high } = this.data;
    const [x, y] = this.place(event).map((at, k) => Math.min(high[k], Math.max(low[k], at)));
    Object.assign(this.points[this.dragged], { x, y });
    this.choose(this.dragged);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!this.data) return;
    const step = (this.data.high[0] - this.data.low[0]) / 60;
    const moves = { ArrowRight: [step, 0], ArrowLeft: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    const move = moves[/** @type {keyof typeof moves} */ (event.key)];
    if (move) {
      const point = this.points[this.chosen];
      point.x += move[0];
      point.y += move[1];
      this.choose(this.chosen);
    } else if (event.key === "Delete" || event.key === "Backspace") this.remove();
    else if (event.key === "n") this.choose((this.chosen + 1) % this.points.length);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  addInTheMiddle() {
    const { low, high } = /** @type {Plotted} */ (this.data);
    this.explorer.remember();
    this.add((low[0] + high[0]) / 2, (low[1] + high[1]) / 2);
  }

  /** @param {number} x @param {number} y */
  add(x, y) {
    if (this.points.length >= MOST_ON_PLANE) {
      this.explorer.say(TRAINING_WORDS.full);
      return false;
    }
    this.points.push({ x, y, wanted: Number(this.newClass.value) });
    this.choose(this.points.length - 1);
    return true;
  }

  /** Give the chosen point the other class. */
  flip() {
    const { wanted } = /** @type {Plotted} */ (this.data);
    this.explorer.remember();
    const point = this.points[this.chosen];
    point.wanted = point.wanted === wanted[0] ? wanted[1] : wanted[0];
    this.choose(this.chosen);
  }

  remove() {
    this.dragged = null;
    if (this.points.length < 2) return this.explorer.say(TRAINING_WORDS.oneStays);
    this.explorer.remember();
    this.points.splice(this.chosen, 1);
    this.choose(Math.min(this.chosen, this.points.length - 1));
  }

  /** Let a point flow through the graph. @param {number} k */
  choose(k) {
    this.chosen = k;
    this.put(this.explorer.graph.values, this.points[k]);
    this.explorer.changed();
  }

  /** @param {Numbers[]} values @param {Dot} point */
  put(values, point) {
    if (!this.data) return;
    const { inputs, target } = this.data;
    values[inputs[0]] = point.x;
    values[inputs[1]] = point.y;
    if (target !== null) values[target] = point.wanted;
  }

  /** Colour the plane by what the graph says, and put the points on it. */
  update() {
    const { data, explorer: { graph } } = this;
    if (!data) return;
    const { x, y, wanted } = this.points[this.chosen];
    this.said.textContent = TRAINING_WORDS.point(this.chosen + 1, this.points.length, x, y, wanted);
    this.paint(this.canvas, graph.nodes, graph.values);
    while (this.dots.children.length > this.points.length) this.dots.lastChild?.remove();
    while (this.dots.children.length < this.points.length) this.dots.append(makeSvg("circle", {}));
    this.points.forEach((point, k) => {
      const of = point.wanted === data.wanted[0] ? "no" : "yes";
      const looks = {
        cx: this.right(point.x).toFixed(1), cy: this.down(point.y).toFixed(1),
        r: k === this.chosen ? "6" : "3.5", class: k === this.chosen ? `${of} chosen` : of,
      };
      const dot = this.dots.children[k];
      for (const [name, value] of Object.entries(looks))
        if (dot.getAttribute(name) !== value) dot.setAttribute(name, value);
    });
  }

  /**
   * The share of the points that a graph has on the right side.
   * @param {GraphNode[]} nodes @param {Numbers[]} values
   */
  shareRight(nodes, values) {
    const { score, middle, wanted } = /** @type {Plotted} */ (this.data);
    const numbers = [...values];
    const hits = this.points.filter((point) => {
      this.put(numbers, point);
      forward(nodes, numbers, score);
      return Number(numbers[score]) > middle === (point.wanted === wanted[1]);
    });
    return hits.length / this.points.length;
  }

  /**
   * Colour a canvas by what a graph says everywhere.
   * @param {HTMLCanvasElement} canvas @param {GraphNode[]} nodes @param {Numbers[]} values
   */
  paint(canvas, nodes, values) {
    const { inputs, score, middle, low, high } = /** @type {Plotted} */ (this.data);
    const pen = canvas.getContext("2d");
    if (!pen) return;
    const { no, yes } = coloursNow();
    const [below, above] = [no, yes].map((hue) => [1, 3, 5].map((i) => parseInt(hue.slice(i, i + 2), 16)));
    const n = PLACES_A_SIDE;
    const image = pen.createImageData(n, n);
    const numbers = [...values];
    for (let row = 0; row < n; row++)
      for (let column = 0; column < n; column++) {
        numbers[inputs[0]] = low[0] + ((column + 0.5) / n) * (high[0] - low[0]);
        numbers[inputs[1]] = high[1] - ((row + 0.5) / n) * (high[1] - low[1]);
        forward(nodes, numbers, score);
        const sure = Math.tanh(2 * (Number(numbers[score]) - middle)) || 0;
        image.data.set([...(sure < 0 ? below : above), Math.round(170 * Math.abs(sure))], 4 * (row * n + column));
      }
    pen.putImageData(image, 0, 0);
  }
}
