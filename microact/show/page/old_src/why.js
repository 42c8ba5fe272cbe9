// Why has this node this gradient? Every way to the output, its product, and their sum.

import { find } from "./dom.js";
import { pathsFrom } from "./arithmetic.js";
import { inside, short } from "./words.js";

export const WAYS = 12;

export class Why {
  constructor(page) {
    this.page = page;
    this.chosen = null;
    this.pinned = false;
    this.pinnedAt = null;
    this.box = find("why");
  }

  /** Choose a node; a click, or Enter, keeps it until another is clicked. */
  choose(i, pin = false) {
    if (this.pinned && !pin) return;
    this.pinned = pin && i !== this.pinnedAt;  // a second click lets go
    this.pinnedAt = this.pinned ? i : null;
    this.chosen = i;
    this.page.picture.cards.forEach((card, k) => card.group.classList.toggle("chosen", k === i));
    this.update();
  }

  update() {
    const { page, chosen, box } = this;
    if (chosen === null) return;
    box.replaceChildren();
    const add = (tag, text, parent = box) =>
      parent.appendChild(Object.assign(document.createElement(tag), { textContent: text }));
    const { nodes } = page.scene;
    const last = nodes.length - 1;
    const node = nodes[chosen];
    if (page.hidesGradients) return void add("p", "While you practise, the ways stay hidden.");
    if (!page.steps_.all) return void add("p", "Press End to see every way to the output.");
    if (page.scene.live !== "numbers") {
      const given = page.steps.filter((step) => step.to === chosen);
      add("p", `${node.name}: data ${short(page.seen[chosen])}, gradient ${short(page.seenGrads[chosen])}.`);
      const list = add("ul", "");
      for (const step of given) add("li", `from ${nodes[step.from].name}: ${short(step.passed)}`, list);
      return;
    }
    if (chosen === last) return void add("p", `${node.name} is the output. Its gradient is 1: it changes exactly as much as itself.`);
    const { paths, more } = pathsFrom(chosen, page.steps, last, WAYS);
    if (!paths.length) return void add("p", `No way leads from ${node.name} to the output: its gradient is 0.`);
    add("p", paths.length === 1 ? `One way leads from ${node.name} to the output:`
      : more ? `More than ${WAYS} ways lead from ${node.name} to the output; these are the first ${WAYS}:`
      : `${paths.length} ways lead from ${node.name} to the output:`);
    const list = add("ol", "");
    const products = paths.map((path) => path.reduce((product, step) => product * step.local, 1));
    paths.forEach((path, k) => add("li",
      `${[chosen, ...path.map((step) => step.from)].map((n) => nodes[n].name).join(" → ")}: ` +
      `${path.map((step) => inside(step.local)).join(" × ")} = ${short(products[k])}`, list));
    const sum = page.grads[chosen];
    if (more) add("p", `All ways together: ${short(sum)}, the gradient of ${node.name}.`);
    else if (paths.length > 1) add("p", `${products.map(inside).join(" + ")} = ${short(sum)}, the gradient of ${node.name}.`);
    else add("p", `So its gradient is ${short(sum)}: if ${node.name} grows by 0.01, the output changes by about ${short(sum * 0.01)}.`);
  }
}
