// The page: the numbers that everything shows, and what happens when one of them changes.

import { find, findAll } from "./dom.js";
import { backward, forward, lostWays, randomFrom } from "./arithmetic.js";
import { Compare } from "./compare.js";
import { Descend } from "./descend.js";
import { Picture, write } from "./picture.js";
import { Plane } from "./plane.js";
import { Practise } from "./practise.js";
import { Numbers } from "./sliders.js";
import { Steps } from "./steps.js";
import { Switches } from "./switches.js";
import { Why } from "./why.js";
import { nameAll, range, seen, short } from "./words.js";

class Page {
  constructor(scene) {
    this.scene = scene;
    this.values = structuredClone(scene.values);
    this.start = scene.nodes.map(({ rule, learns }) => ({ rule, learns }));
    this.hidesGradients = false;
    this.places = new Map(scene.edges.map((edge, k) => [`${edge.from} ${edge.to} ${edge.position}`, k]));
    this.compute();
    this.picture = new Picture(scene, find("graph"), (i, pin) => this.why.choose(i, pin));
    this.why = new Why(this);
    this.steps_ = new Steps(this);
    if (scene.live) {
      this.numbers = new Numbers(this);
      this.descend = new Descend(this);
      this.switches = new Switches(this);
      if (scene.live === "numbers") this.practise = new Practise(this);
      this.compare = new Compare(this);
      if (scene.data) this.plane = new Plane(this, scene.data);
    }
    for (const panel of findAll("[data-needs]"))
      panel.hidden = !{
        data: scene.data, live: scene.live, numbers: scene.live === "numbers",
        activations: scene.live === "numbers" && scene.groups.length,
        arrays: scene.live !== "numbers", still: !scene.live,
      }[panel.dataset.needs];
    const fit = () => this.zoom(Math.min(1, (innerWidth - 40) / scene.width));
    fit();
    this.zoom(Math.max(this.scale, 0.65));
    find("fit").addEventListener("click", fit);
    find("smaller").addEventListener("click", () => this.zoom(this.scale / 1.25));
    find("larger").addEventListener("click", () => this.zoom(this.scale * 1.25));
    this.steps_.go(this.steps_.events.length);
    this.changed();
    this.why.choose(scene.first);
    this.picture.light([], null, null);
    document.body.classList.toggle("has-points", Boolean(scene.data));
    findAll(".frame")[0].scrollTo(0, 0);
    this.say("All numbers and gradients are computed. Press Start, then Next, to see how each came about.");
  }

  zoom(scale) {
    this.scale = Math.min(3, Math.max(0.2, scale));
    find("graph").style.width = `${this.scene.width * this.scale}px`;
  }

  /** Compute all numbers and gradients from the leaves. */
  compute() {
    if (this.scene.live) {
      forward(this.scene.nodes, this.values);
      Object.assign(this, backward(this.scene.nodes, this.values));
    } else {
      this.grads = this.scene.grads;
      this.steps = this.scene.steps;
    }
    const shape = (i) => this.scene.nodes[i].shape;
    this.seen = this.values.map((x, i) => seen(x, shape(i)));
    this.seenGrads = this.grads.map((g, i) => seen(g, shape(i)));
    if (this.scene.live === "arrays")
      this.steps = this.steps.map((step) => ({
        ...step, local: range(step.local), upstream: seen(step.upstream, shape(step.from)),
        passed: seen(step.passed, shape(step.to)), total: seen(step.total, shape(step.to)),
      }));
    for (const step of this.steps) step.edge = this.places.get(`${step.to} ${step.from} ${step.position}`);
  }

  /** A leaf has changed: bring everything up to date, but leave the control that is in use alone. */
  changed(used = null, quiet = false) {
    this.compute();
    if (this.numbers) this.numbers.update(used);
    if (this.plane) this.plane.update();
    if (this.compare) this.compare.update();
    if (this.switches) this.switches.update();
    this.show();
    this.why.update();
    if (!this.steps_.all && !this.hidesGradients) this.steps_.tell();
    else if (used && !quiet) {
      const last = this.scene.nodes.length - 1;
      this.say(`${this.scene.nodes[last].name} is now ${short(this.seen[last])}.`);
    }
  }

  /** Say that a branch which the code took is not the one it would take at these numbers. */
  warn() {
    const [lost] = lostWays(this.scene.ways, this.values);
    const box = find("ways");
    box.hidden = !lost;
    write(box, lost ? `When this graph was recorded, the code compared ${lost.words}. At these numbers that comes out otherwise, and the code would have made another graph. What you see is the old one.` : "");
  }

  show() {
    this.warn();
    const shown = this.steps_.shown;
    const hidden = this.hidesGradients;
    const soFar = this.seenGrads.map((g, i) => (shown.soFar(i) === undefined ? g : shown.soFar(i)));
    this.picture.update(this.seen, soFar, this.steps, {
      data: shown.data,
      grad: (i) => !hidden && shown.grad(i),
      edge: (step) => !hidden && shown.edge(step),
    });
  }

  /** The mean loss and gradients over some of the points; without points, of the graph as it is. */
  overRows(rows, nodes = this.scene.nodes, numbers = this.values) {
    const last = nodes.length - 1;
    const values = [...numbers];
    if (rows[0] === null) {  // no points: the graph as it stands
      forward(nodes, values);
      return { loss: values[last], grads: backward(nodes, values).grads };
    }
    const sums = values.map(() => 0);
    let loss = 0;
    for (const k of rows) {
      this.plane.put(values, this.plane.points[k]);
      forward(nodes, values);
      loss += values[last] / rows.length;
      backward(nodes, values).grads.forEach((g, i) => (sums[i] += g / rows.length));
    }
    return { loss, grads: sums };
  }

  /** Everything as it was at the start: numbers, points, activations, what may learn, controls. */
  reset() {
    this.descend.stop();
    this.descend.random = randomFrom(7);
    this.values = structuredClone(this.scene.values);
    this.scene.nodes.forEach((node, i) => Object.assign(node, this.start[i]));
    nameAll(this.scene.nodes);
    if (this.plane) this.plane.restore();
    this.numbers.restore();
    this.descend.forget();
    this.compare.menu.value = "";
    this.compare.start();
    find("rate").value = find("rate").defaultValue;
    for (const menu of ["uses", "new-class"]) find(menu).selectedIndex = 0;
    this.changed();
    this.steps_.go(this.steps_.events.length);
    this.say("Everything is what it was at the start.");
  }

  say(text) {
    find("says").textContent = text;
  }
}

// Infinities travel as words.
const revive = (_, x) => (["inf", "-inf", "nan"].includes(x) ? { inf: Infinity, "-inf": -Infinity, nan: NaN }[x] : x);
export const page = new Page(JSON.parse(find("scene").textContent, revive));

// In a notebook the page stands in a frame, which becomes as high as the page.
if (parent !== window) {
  document.body.classList.add("framed");
  new ResizeObserver(() => parent.postMessage({ microact: document.body.offsetHeight }, "*")).observe(document.body);
}
