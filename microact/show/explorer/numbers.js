"use strict";
// A slider and a box for every leaf; a tick for those that may learn.

class Numbers {
  constructor(page) {
    this.page = page;
    const table = document.getElementById("leaves");
    this.rows = new Map();
    page.scene.nodes.forEach((node, i) => {
      if (node.rule === null) this.rows.set(i, this.row(node, i, table));
    });
    document.getElementById("reset").addEventListener("click", () => {
      page.values = [...page.scene.values];
      page.changed();
    });
  }

  row(node, i, table) {
    const { page } = this;
    const row = table.appendChild(document.createElement("div"));
    row.className = "leaf";
    const add = (tag, set) => row.appendChild(Object.assign(document.createElement(tag), set));
    const reach = Math.max(3, Math.ceil(2 * Math.abs(page.values[i])));
    add("span", { textContent: node.name, className: "who" });
    const slider = add("input", { type: "range", min: -reach, max: reach, step: reach / 300 });
    slider.setAttribute("aria-label", `${node.name}, slider`);
    const box = add("input", { type: "number", step: "any" });
    box.setAttribute("aria-label", `${node.name}, number`);
    const learns = add("input", { type: "checkbox", checked: node.learns });
    learns.setAttribute("aria-label", `${node.name} may learn`);
    learns.addEventListener("change", () => (node.learns = learns.checked));
    for (const control of [slider, box])
      control.addEventListener("input", () => {
        const number = Number(control.value);
        if (control.value === "" || !Number.isFinite(number)) return;
        page.values[i] = number;
        page.changed(control);
      });
    return { slider, box };
  }

  /** Show the leaves' numbers, except in the control that is being used. */
  update(used) {
    for (const [i, { slider, box }] of this.rows) {
      const number = this.page.values[i];
      if (Math.abs(number) > Number(slider.max)) {
        slider.max = Math.ceil(Math.abs(number) * 1.5);
        slider.min = -slider.max;
      }
      if (slider !== used) slider.value = number;
      if (box !== used) box.value = String(Number(number.toPrecision(6)));
    }
  }
}
