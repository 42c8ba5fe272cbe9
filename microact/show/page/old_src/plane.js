// The plane of a network with two inputs: what it decides everywhere, and the points it learns from.

import { find } from "./dom.js";
import { forward } from "./arithmetic.js";
import { make } from "./picture.js";
import { short } from "./words.js";

export const GRID = 36;
export const PLANE = 240;

export class Plane {
  constructor(page, data) {
    this.page = page;
    this.points = data.points.map(([x, y, wanted]) => ({ x, y, wanted }));
    this.low = data.low;
    this.high = data.high;
    this.wanted = data.wanted;
    this.chosen = 0;
    this.svg = find("plane");
    this.canvas = find("field");
    this.dots = make("g", {}, this.svg);
    this.dragged = null;
    this.svg.addEventListener("pointerdown", (event) => this.press(event));
    this.svg.addEventListener("pointermove", (event) => this.drag(event));
    for (const kind of ["pointerup", "pointercancel"])
      this.svg.addEventListener(kind, () => (this.dragged = null));
    this.svg.addEventListener("keydown", (event) => this.key(event));
    find("flip-point").addEventListener("click", () => this.flip());
    find("remove-point").addEventListener("click", () => this.remove());
    find("add-point").addEventListener("click", () =>
      this.add((this.low[0] + this.high[0]) / 2, (this.low[1] + this.high[1]) / 2));
    find("next-point").addEventListener("click", () => this.choose((this.chosen + 1) % this.points.length));
    this.choose(0);
  }

  right(x) {
    return ((x - this.low[0]) / (this.high[0] - this.low[0])) * PLANE;
  }

  down(y) {
    return PLANE - ((y - this.low[1]) / (this.high[1] - this.low[1])) * PLANE;
  }

  /** Where on the plane an event happened. */
  place(event) {
    const box = this.svg.getBoundingClientRect();
    const share = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    return [
      this.low[0] + share[0] * (this.high[0] - this.low[0]),
      this.high[1] - share[1] * (this.high[1] - this.low[1]),
    ];
  }

  press(event) {
    const [x, y] = this.place(event);
    const near = this.points.map((p) => Math.hypot(this.right(p.x) - this.right(x), this.down(p.y) - this.down(y)));
    const closest = near.indexOf(Math.min(...near));
    if (near[closest] < 12) this.choose(closest);
    else if (!this.add(x, y)) return;
    this.dragged = this.chosen;
    this.svg.setPointerCapture(event.pointerId);
    event.preventDefault();
    this.svg.focus({ preventScroll: true });
  }

  drag(event) {
    if (this.dragged === null) return;
    const inside = (x, k) => Math.min(this.high[k], Math.max(this.low[k], x));
    const [x, y] = this.place(event).map(inside);
    Object.assign(this.points[this.dragged], { x, y });
    this.choose(this.dragged);
  }

  key(event) {
    const step = (this.high[0] - this.low[0]) / 60;
    const moves = { ArrowRight: [step, 0], ArrowLeft: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (event.key in moves) {
      const point = this.points[this.chosen];
      point.x += moves[event.key][0];
      point.y += moves[event.key][1];
      this.choose(this.chosen);
    } else if (event.key === "Delete" || event.key === "Backspace") this.remove();
    else if (event.key === "n") this.choose((this.chosen + 1) % this.points.length);
    else return;
    event.preventDefault();
  }

  add(x, y) {
    const wanted = Number(find("new-class").value);
    if (this.points.length >= 300) {
      this.page.say("300 points are as many as this page holds; remove one first.");
      return false;
    }
    this.points.push({ x, y, wanted });
    this.choose(this.points.length - 1);
    return true;
  }

  /** The points as they were at the start. */
  restore() {
    this.points = this.page.scene.data.points.map(([x, y, wanted]) => ({ x, y, wanted }));
    this.dragged = null;
    this.choose(0);
  }

  /** Give the chosen point the other class. */
  flip() {
    const point = this.points[this.chosen];
    point.wanted = point.wanted === this.wanted[0] ? this.wanted[1] : this.wanted[0];
    this.choose(this.chosen);
  }

  remove() {
    this.dragged = null;
    if (this.points.length < 2) return this.page.say("One point must stay.");
    this.points.splice(this.chosen, 1);
    this.choose(Math.min(this.chosen, this.points.length - 1));
  }

  /** Let a point flow through the graph. */
  choose(k) {
    this.chosen = k;
    this.put(this.page.values, this.points[k]);
    this.page.changed();
    const { x, y, wanted } = this.points[k];
    find("point").textContent =
      `point ${k + 1} of ${this.points.length}: (${short(x)}, ${short(y)}), wanted ${short(wanted)}`;
  }

  put(values, point) {
    const { inputs, target } = this.page.scene.data;
    values[inputs[0]] = point.x;
    values[inputs[1]] = point.y;
    if (target !== null) values[target] = point.wanted;
  }

  /** Colour the plane by what the network says, and put the points on it. */
  update() {
    this.paint(this.canvas, this.page.scene.nodes, this.page.values);
    while (this.dots.children.length > this.points.length) this.dots.lastChild.remove();
    while (this.dots.children.length < this.points.length) make("circle", {}, this.dots);
    this.points.forEach((point, k) => {
      const of = point.wanted === this.wanted[0] ? "blue" : "pink";
      const looks = { cx: this.right(point.x).toFixed(1), cy: this.down(point.y).toFixed(1),
        r: k === this.chosen ? "6" : "3.5", class: k === this.chosen ? `${of} chosen` : of };
      const dot = this.dots.children[k];
      for (const [name, value] of Object.entries(looks))
        if (dot.getAttribute(name) !== value) dot.setAttribute(name, value);
    });
  }

  /** The share of the points that a network has on the right side. */
  shareRight(nodes, values) {
    const numbers = [...values];
    const { score, middle } = this.page.scene.data;
    const hits = this.points.filter((point) => {
      this.put(numbers, point);
      forward(nodes, numbers, score);
      return numbers[score] > middle === (point.wanted === this.wanted[1]);
    });
    return hits.length / this.points.length;
  }

  /** Colour a canvas by what a network says everywhere. */
  paint(canvas, nodes, values) {
    const { inputs, score, middle } = this.page.scene.data;
    const pen = canvas.getContext("2d");
    const image = pen.createImageData(GRID, GRID);
    const numbers = [...values];
    for (let row = 0; row < GRID; row++)
      for (let column = 0; column < GRID; column++) {
        numbers[inputs[0]] = this.low[0] + ((column + 0.5) / GRID) * (this.high[0] - this.low[0]);
        numbers[inputs[1]] = this.high[1] - ((row + 0.5) / GRID) * (this.high[1] - this.low[1]);
        forward(nodes, numbers, score);
        const sure = Math.tanh(2 * (numbers[score] - middle)) || 0;
        const colour = sure < 0 ? [0, 114, 178] : [204, 121, 167];
        image.data.set([...colour, Math.round(170 * Math.abs(sure))], 4 * (row * GRID + column));
      }
    pen.putImageData(image, 0, 0);
  }
}
