"use strict";
// The page: the numbers that everything shows, and what happens when one of them changes.

class Page {
  constructor(scene) {
    this.scene = scene;
    this.values = [...scene.values];
    this.hidesGradients = false;
    this.places = new Map(scene.edges.map((edge, k) => [`${edge.from} ${edge.to} ${edge.position}`, k]));
    this.compute();
    this.picture = new Picture(scene, document.getElementById("graph"), (i) => this.why.choose(i));
    this.steps_ = new Steps(this);
    this.why = new Why(this);
    if (scene.live) {
      this.numbers = new Numbers(this);
      this.descend = new Descend(this);
      this.practise = new Practise(this);
      this.switches = new Switches(this);
      if (scene.data) this.plane = new Plane(this, scene.data);
    }
    for (const panel of document.querySelectorAll("[data-needs]"))
      panel.hidden = panel.dataset.needs === "data" ? !scene.data : panel.dataset.needs === "live" ? !scene.live : scene.live;
    this.zoom(Math.min(1, Math.max(0.6, (innerWidth - 40) / scene.width)));
    document.getElementById("smaller").addEventListener("click", () => this.zoom(this.scale / 1.25));
    document.getElementById("larger").addEventListener("click", () => this.zoom(this.scale * 1.25));
    this.steps_.go(this.steps_.events.length);
    this.changed();
    this.why.choose(scene.first);
    this.picture.light([], null, null);
    this.say("All numbers and gradients are computed. Press Start, then Next, to see how each came about.");
  }

  zoom(scale) {
    this.scale = Math.min(3, Math.max(0.2, scale));
    document.getElementById("graph").style.width = `${this.scene.width * this.scale}px`;
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
    for (const step of this.steps) step.edge = this.places.get(`${step.to} ${step.from} ${step.position}`);
  }

  /** A leaf has changed: bring everything up to date, but leave the control that is in use alone. */
  changed(used = null, quiet = false) {
    this.compute();
    if (this.numbers) this.numbers.update(used);
    if (this.plane) this.plane.update();
    if (!this.steps_.all && !this.hidesGradients) this.steps_.at = this.steps_.events.length;
    this.show();
    this.why.update();
    if (used && !quiet) {
      const last = this.scene.nodes.length - 1;
      this.say(`${this.scene.nodes[last].name} is now ${short(this.values[last])}.`);
    }
  }

  show() {
    const shown = this.steps_.shown;
    const hidden = this.hidesGradients;
    const soFar = this.grads.map((g, i) => (shown.soFar(i) === undefined ? g : shown.soFar(i)));
    this.picture.update(this.values, soFar, this.steps, {
      data: shown.data,
      grad: (i) => !hidden && shown.grad(i),
      edge: (step) => !hidden && shown.edge(step),
    });
  }

  /** The mean loss and gradients over some of the points; without points, of the graph as it is. */
  overRows(rows) {
    const last = this.scene.nodes.length - 1;
    if (rows[0] === null) return { loss: this.values[last], grads: this.grads };
    const values = [...this.values];
    const sums = values.map(() => 0);
    let loss = 0;
    for (const k of rows) {
      this.plane.put(values, this.plane.points[k]);
      forward(this.scene.nodes, values);
      loss += values[last] / rows.length;
      backward(this.scene.nodes, values).grads.forEach((g, i) => (sums[i] += g / rows.length));
    }
    return { loss, grads: sums };
  }

  say(text) {
    document.getElementById("says").textContent = text;
  }
}

// Infinities travel as words.
const revive = (_, x) => (["inf", "-inf", "nan"].includes(x) ? { inf, "-inf": -inf, nan }[x] : x);
const page = new Page(JSON.parse(document.getElementById("scene").textContent, revive));
