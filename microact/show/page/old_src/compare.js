// A second network beside the first: the same start, the same points, another activation.

import { find } from "./dom.js";
import { rounded } from "./arithmetic.js";
import { moved } from "./descend.js";
import { RULES } from "./rules.js";
import { short } from "./words.js";

export class Compare {
  constructor(page) {
    this.page = page;
    this.losses = [];
    this.nodes = null;
    this.canvas = find("other-field");
    this.said = find("compared");
    this.menu = find("compare");
    this.menu.append(new Option("nothing", ""));
    for (const choice of page.scene.choices) this.menu.append(new Option(RULES[choice].title, choice));
    this.menu.addEventListener("change", () => this.start());
  }

  /** Begin anew from the numbers of the first network. */
  start() {
    const { page } = this;
    this.losses = [];
    this.after = NaN;
    page.descend.losses = [];
    page.descend.after = NaN;
    this.nodes = null;
    if (this.menu.value !== "") {
      this.nodes = page.scene.nodes.map((node) => ({ ...node }));
      for (const group of page.scene.groups)
        for (const i of group.nodes) this.nodes[i].rule = Number(this.menu.value);
      this.values = [...page.values];
    }
    page.descend.draw();
    this.update();
  }

  /** Let it take the same step as the first. */
  step(rows, rate) {
    if (!this.nodes) return;
    const { loss, grads } = this.page.overRows(rows, this.nodes, this.values);
    this.losses.push(Number(loss));
    this.nodes.forEach((node, i) => {
      if (this.page.scene.nodes[i].learns) this.values[i] = rounded(node, moved(this.values[i], grads[i], rate));
    });
    this.after = Number(this.page.overRows(rows, this.nodes, this.values).loss);
  }

  update() {
    const { page } = this;
    const field = this.canvas.parentElement;
    field.hidden = !this.nodes || !page.plane;
    if (!this.nodes) return void (this.said.textContent = "");
    const title = this.menu.selectedOptions[0].text;
    const loss = this.losses.length ? `, loss ${short(this.after)} after ${this.losses.length} ${this.losses.length === 1 ? "step" : "steps"}` : "";
    if (!page.plane) return void (this.said.textContent = `${title}${loss}`);
    page.plane.paint(this.canvas, this.nodes, this.values);
    const dots = find("other-dots");
    dots.replaceChildren(...[...page.plane.dots.children].map((dot) => dot.cloneNode()));
    const right = (share) => `${Math.round(100 * share)}% right`;
    this.said.textContent =
      `${title}: ${right(page.plane.shareRight(this.nodes, this.values))}${loss}. ` +
      `The first: ${right(page.plane.shareRight(page.scene.nodes, page.values))}.`;
  }
}
