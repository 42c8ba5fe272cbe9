/** Another activation for a layer, from a menu; and a second graph with one, which learns beside the first. */

import { make } from "../base/dom.js";
import { rounded } from "./arithmetic.js";
import { chosenRule } from "./lifted.js";
import { nameAll } from "./naming.js";
import { moved } from "./descent.js";
import { TRAINING_WORDS } from "./training_words.js";
/** @import { GraphNode } from "./arithmetic.js" */
/** @import { Explorer } from "./explorer.js" */
/** @import { Numbers, Rule } from "./rule.js" */

/** @param {Rule[]} choices */
const optionsOf = (choices) => choices.map((rule, k) => make("option", { value: k }, rule.title));

export class Switches {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    this.box = make("div", { id: explorer.id("switches"), class: "row" });
    this.element = make("section",
      { class: "switches", "aria-labelledby": explorer.id("h-switches"), "data-still": "" },
      make("h2", { id: explorer.id("h-switches") }, TRAINING_WORDS.switches), this.box);
    /** @type {{ nodes: number[], layer: string, name: HTMLElement, menu: HTMLSelectElement }[]} */
    this.rows = [];
  }

  build() {
    const { explorer } = this;
    const { graph } = explorer;
    this.rows = graph.groups.map(({ layer, nodes }) => {
      const menu = make("select", {}, ...optionsOf(graph.choices));
      menu.addEventListener("change", () => this.choose(nodes, graph.choices[Number(menu.value)], layer));
      return { nodes, layer, menu, name: make("span", {}) };
    });
    this.box.replaceChildren(...this.rows.map(({ name, menu }) => make("label", {}, name, " ", menu)));
    this.element.hidden = !this.rows.length;
  }

  /** @param {number[]} nodes @param {Rule} rule @param {string} layer */
  choose(nodes, rule, layer) {
    const { explorer } = this;
    const { graph } = explorer;
    explorer.remember();
    for (const i of nodes) graph.nodes[i].rule = chosenRule(rule, graph.start.nodes[i].rule);
    nameAll(graph.nodes);
    explorer.changed();
    explorer.say(TRAINING_WORDS.switched(layer || graph.nodes[nodes[0]].name, rule.title));
  }

  /** Show which activations are in use, and by what name: a layer keeps its own. */
  update() {
    const { graph } = this.explorer;
    for (const { nodes, layer, name, menu } of this.rows) {
      name.textContent = layer || graph.nodes[nodes[0]].name;
      menu.value = String(graph.choices.findIndex(({ title }) => title === graph.nodes[nodes[0]].rule?.title));
    }
  }
}

/** A second graph beside the first: the same start, the same points, another activation. */
export class Second {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    /** @type {number[]} */
    this.losses = [];
    this.after = NaN;
    /** @type {GraphNode[] | null} */
    this.nodes = null;
    /** @type {Numbers[]} */
    this.values = [];
    const words = TRAINING_WORDS;
    this.menu = make("select", { id: explorer.id("compare") });
    this.menu.addEventListener("change", () => this.start());
    this.canvas = make("canvas", { id: explorer.id("other-field"), width: 36, height: 36, "aria-hidden": "true" });
    this.dots = make("div", { "aria-hidden": "true" });
    this.field = make("div", { class: "on-plane", hidden: true }, this.canvas, this.dots);
    this.said = make("p", { id: explorer.id("compared"), role: "status", class: "quiet" });
    this.element = make("div", {}, make("p", {}, make("label", {}, `${words.compareWith} `, this.menu)),
      this.field, this.said, make("p", { class: "quiet" }, words.howCompare));
  }

  build() {
    const { graph } = this.explorer;
    this.menu.replaceChildren(make("option", { value: "" }, TRAINING_WORDS.nothing), ...optionsOf(graph.choices));
    this.nodes = null;
  }

  /** Begin anew from the numbers of the first: both begin fresh. */
  start() {
    const { explorer } = this;
    const { graph, descent } = explorer;
    const rule = graph.choices[Number(this.menu.value)];
    this.nodes = null;
    if (this.menu.value !== "") {
      this.nodes = graph.nodes.map((node) => ({ ...node }));
      for (const i of graph.groups.flatMap(({ nodes }) => nodes))
        this.nodes[i].rule = chosenRule(rule, graph.start.nodes[i].rule);
      this.values = [...graph.values];
    }
    descent.forget();
  }

  /** Take the same step as the first. @param {(number | null)[]} rows @param {number} rate */
  step(rows, rate) {
    const { nodes, explorer } = this;
    if (!nodes) return;
    const { loss, grads } = explorer.overRows(rows, nodes, this.values);
    this.losses.push(loss);
    nodes.forEach((node, i) => {
      if (explorer.graph.nodes[i].learns) this.values[i] = rounded(node, moved(this.values[i], grads[i], rate));
    });
    this.after = explorer.overRows(rows, nodes, this.values).loss;
  }

  update() {
    const { nodes, explorer: { points, graph } } = this;
    this.field.hidden = !nodes || !points.data;
    if (!nodes) return void (this.said.textContent = "");
    const title = graph.choices[Number(this.menu.value)].title;
    const steps = this.losses.length;
    if (!points.data) {
      this.said.textContent = TRAINING_WORDS.compared(title, null, null, steps, this.after);
      return;
    }
    points.paint(this.canvas, nodes, this.values);
    this.dots.replaceChildren(points.svg.cloneNode(true));
    this.dots.firstElementChild?.removeAttribute("id");
    this.dots.firstElementChild?.removeAttribute("tabindex");
    const [mine, theirs] = [points.shareRight(nodes, this.values), points.shareRight(graph.nodes, graph.values)];
    this.said.textContent = TRAINING_WORDS.compared(title, mine, theirs, steps, this.after);
  }
}
