// A slider and a box for every number of a leaf; a tick for the leaves that may learn.

import { find } from "./dom.js";


export class Numbers {
  constructor(page) {
    this.page = page;
    const table = find("leaves");
    this.rows = [];
    page.scene.nodes.forEach((node, i) => {
      if (node.rule !== null) return;
      // The chosen point says what its two inputs and its target are.
      if (page.scene.data && [...page.scene.data.inputs, page.scene.data.target].includes(i)) return;
      const count = Array.isArray(page.values[i]) ? page.values[i].length : 1;
      for (let k = 0; k < count; k++) this.rows.push(this.row(node, i, k, table));
    });
    find("reset").addEventListener("click", () => page.reset());
    find("of-point").hidden = !page.scene.data;
  }

  /** The number of a leaf, or the k-th of its array. */
  get(i, k) {
    const x = this.page.values[i];
    return Array.isArray(x) ? x[k] : x;
  }

  set(i, k, number) {
    const x = this.page.values[i];
    this.page.values[i] = Array.isArray(x) ? x.with(k, number) : number;
  }

  /** What a number is called: `W[0, 1]` inside an array. */
  nameOf(node, k) {
    if (!node.shape.length) return node.name;
    const places = [];
    let rest = k;
    for (const size of [...node.shape].reverse()) {
      places.unshift(rest % size);
      rest = Math.floor(rest / size);
    }
    return `${node.name}[${places.join(", ")}]`;
  }

  row(node, i, k, table) {
    const { page } = this;
    const row = table.appendChild(document.createElement("div"));
    row.className = "leaf";
    const add = (tag, set) => row.appendChild(Object.assign(document.createElement(tag), set));
    const name = this.nameOf(node, k);
    add("span", { textContent: name, className: "who", title: name });
    const slider = add("input", { type: "range" });
    this.stretch(slider, this.get(i, k));
    slider.setAttribute("aria-label", `${name}, slider`);
    const box = add("input", { type: "number", step: "any" });
    box.setAttribute("aria-label", `${name}, number`);
    let learns = null;
    if (k === 0) {
      learns = add("input", { type: "checkbox", checked: node.learns });
      learns.setAttribute("aria-label", `${node.name} may learn`);
      learns.addEventListener("change", () => (node.learns = learns.checked));
    }
    for (const control of [slider, box])
      control.addEventListener("input", () => {
        const number = Number(control.value);
        if (control.value === "" || !Number.isFinite(number)) return;
        this.set(i, k, number);
        page.changed(control);
      });
    box.addEventListener("change", () => (box.value = this.written(i, k)));
    return { slider, box, learns, i, k };
  }

  /** Let a slider reach as far as a number needs. */
  stretch(slider, number) {
    const reach = Math.min(1e6, Math.max(3, Math.ceil(2 * Math.abs(number) || 0)));
    Object.assign(slider, { min: -reach, max: reach, step: reach / 300 });
  }

  /** Give every slider the reach that its number needs now, and every tick its leaf's say. */
  restore() {
    for (const { slider, learns, i, k } of this.rows) {
      this.stretch(slider, this.get(i, k));
      if (learns) learns.checked = this.page.scene.nodes[i].learns;
    }
  }

  written(i, k) {
    return String(Number(this.get(i, k).toPrecision(5)));
  }

  /** Show the leaves' numbers, except in the control that is being used. */
  update(used) {
    for (const { slider, box, i, k } of this.rows) {
      const number = this.get(i, k);
      if (Math.abs(number) > Number(slider.max)) this.stretch(slider, number);
      if (slider !== used) slider.value = number;
      if (box !== used && box !== document.activeElement) box.value = this.written(i, k);
    }
  }
}
