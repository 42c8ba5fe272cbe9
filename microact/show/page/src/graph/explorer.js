/** One graph on the page: its picture, its steps, its numbers, and what happens when one changes. */

import { make } from "../base/dom.js";
import { backward, forward, lostWays, plus } from "./arithmetic.js";
import { Descent } from "./descent.js";
import { GRAPH_WORDS } from "./graph_words.js";
import { cellInWords, localsOf } from "./origins.js";
import { PlaneOfPoints } from "./plane_of_points.js";
import { Plot } from "./plot.js";
import { Practise } from "./practise.js";
import { exact, inWords } from "./shown.js";
import { Sliders } from "./sliders.js";
import { describeCards } from "./spoken.js";
import { Stepping } from "./stepping.js";
import { Second, Switches } from "./switches.js";
import { GraphView } from "./view.js";
import { Why } from "./why.js";
/** @import { GraphNode } from "./arithmetic.js" */
/** @import { Numbers } from "./rule.js" */
/** @import { Graph } from "./scene.js" */

/** Milliseconds after which whoever cannot see is told of the cards of a large graph. */
const TELL_AFTER = 250;

/** With more cards than this they are described a moment later. */
const MOST_AT_ONCE = 60;

export class Explorer {
  /**
   * @param {HTMLElement} host @param {Graph} graph
   * @param {{ remember: () => void, changed: () => void, meaning: () => void }} does
   * @param {string} [prefix] what its ids begin with: two explorers may be on one page
   */
  constructor(host, graph, does, prefix = "") {
    this.prefix = prefix;
    this.host = host;
    this.graph = graph;
    this.does = does;
    this.hidesGradients = false;
    /** What is pointed at or kept: a node; a folded card is −2 minus its place. */
    this.chosen = -1;
    this.pinned = -1;
    /** Which leaf, and which of its numbers, the plot and the slider are about. @type {[number, number]} */
    this.leaf = [-1, 0];
    /** The cell that is pointed at. @type {[number, number]} */
    this.cell = [-1, 0];
    this.telling = 0;
    const words = GRAPH_WORDS;
    this.says = make("p", { id: this.id("says"), role: "status", "aria-live": "polite" });
    this.ways = make("p", { id: this.id("ways"), role: "alert", hidden: true });
    this.frame = make("div", { class: "frame", role: "group", "aria-label": words.graph });
    this.stepping = new Stepping(this);
    this.second = new Second(this);
    this.descent = new Descent(this);
    this.points = new PlaneOfPoints(this);
    this.plot = new Plot(this);
    this.sliders = new Sliders(this);
    this.switches = new Switches(this);
    this.practise = new Practise(this);
    this.why = new Why(this);
    this.view = new GraphView(this.frame, {
      point: (i) => this.pointAt(i), pin: (i) => this.pin(i), changed: () => this.describe(),
      cell: (i, k) => this.pointAtCell(i, k),
    }, (name) => this.id(name));
    /** @param {string} id @param {string} label @param {() => void} act @param {string} [text] */
    const button = (id, label, act, text = label) =>
      make("button", { type: "button", id: this.id(id), "aria-label": label, onclick: act }, text);
    this.reset = button("reset", words.reset, () => this.resetAll());
    this.stepping.element.append(
      button("smaller", words.smaller, () => this.view.zoomTo(this.view.scale / 1.25), "−"),
      button("larger", words.larger, () => this.view.zoomTo(this.view.scale * 1.25), "+"),
      button("fit", words.fit, () => this.view.fit()), this.practise.button);
    this.switches.element.append(this.second.element);
    this.means = make("p", { class: "means" });
    this.large = make("p", { class: "quiet" }, words.large);
    this.legend = make("p", { class: "quiet legend" });
    this.numbersHead = make("div", { class: "row" }, this.reset);
    this.sliders.element.append(this.numbersHead);
    host.append(
      this.says, this.ways,
      make("div", { class: "beside-graph" }, this.frame, this.practise.element),
      this.stepping.element, this.legend,
      make("div", { class: "under" },
        make("div", { class: "panels" }, this.means, this.large, this.sliders.element, this.descent.element),
        make("div", { class: "panels" }, this.plot.element, this.points.element, this.switches.element,
          this.why.element)));
  }

  /** @param {string} name */
  id(name) {
    return this.prefix + name;
  }

  /** Show another graph. @param {Graph} graph @param {string} [said] */
  setGraph(graph, said = GRAPH_WORDS.done) {
    const before = this.leaf[0] >= 0 ? this.graph.nodes[this.leaf[0]]?.label : "";
    if (this.practise.on) this.practise.toggle();
    this.graph = graph;
    this.chosen = this.pinned = -1;
    this.points.build();
    graph.compute();
    const { leaves } = graph;
    this.leaf = [leaves.find((i) => before && graph.nodes[i].label === before) ?? leaves[0] ?? -1, 0];
    this.stepping.build();
    for (const panel of [this.second, this.sliders, this.switches, this.practise]) panel.build();
    this.view.show(graph);
    this.descent.build();
    this.settlePanels();
    this.chosen = this.leaf[0] >= 0 ? this.leaf[0] : 0;
    this.changed();
    this.stepping.tell();
    this.say(said);
  }

  /** Only what a graph has a use for is there. */
  settlePanels() {
    const { graph, view } = this;
    const live = Boolean(graph.live);
    const hasLeaves = live && graph.leaves.length > 0;
    this.sliders.element.hidden = !hasLeaves;
    this.descent.element.hidden = !hasLeaves;
    this.means.hidden = graph.live !== "numbers" || !hasLeaves;
    this.large.hidden = live;
    const folded = view.board?.cards.some(({ group }) => group);
    const cells = view.board?.cards.some((card) => card.cells);
    this.legend.textContent = [GRAPH_WORDS.legend, ...(cells && live ? [GRAPH_WORDS.cells] : []),
      ...(folded ? [GRAPH_WORDS.folded] : [])].join(" ");
  }

  /**
   * A number has changed: bring everything up to date.
   * @param {Element | null} [used] the control in use @param {boolean} [quiet]
   */
  changed(used = null, quiet = false) {
    const { graph } = this;
    graph.compute();
    this.sliders.update(used);
    this.points.update();
    this.second.update();
    this.switches.update();
    this.plot.update();
    this.does.meaning();
    const [lost] = lostWays(graph.ways, graph.values);
    this.ways.hidden = !lost;
    this.ways.textContent = lost ? GRAPH_WORDS.lostWay(lost.words) : "";
    this.show();
    this.why.update();
    if (!this.stepping.all && !this.hidesGradients) this.stepping.tell();
    else if (used && !quiet) this.say(GRAPH_WORDS.now(graph.nodes[graph.last], graph.values[graph.last]));
    this.does.changed();
  }

  /** Bring the picture up to date. */
  show() {
    this.view.update(this.stepping.known());
    this.describe();
  }

  /** Tell whoever cannot see: at once, or, of many cards, when there is time. */
  describe() {
    if ((this.view.board?.cards.length ?? 0) <= MOST_AT_ONCE) return describeCards(this.view);
    clearTimeout(this.telling);
    this.telling = window.setTimeout(() => describeCards(this.view), TELL_AFTER);
  }

  /** @param {number} i */
  pointAt(i) {
    if (this.pinned >= 0) return;
    this.chosen = i < 0 ? i - 1 : i;
    if (i >= 0) this.chooseLeaf(i, 0);
    this.why.update();
  }

  /** Keep a card, or let it go. @param {number} i */
  pin(i) {
    this.pinned = this.pinned === i ? -1 : i;
    this.chosen = i;
    this.view.chosen = this.pinned;
    this.chooseLeaf(i, 0);
    this.show();
    this.why.update();
  }

  /** A number of a leaf, for the plot and its slider. @param {number} i @param {number} k */
  choose(i, k) {
    if (this.leaf[0] === i && this.leaf[1] === k && this.chosen === i) return;
    this.chosen = i;
    this.view.chosen = i;
    this.chooseLeaf(i, k);
    this.show();
    this.why.update();
  }

  /** @param {number} i @param {number} k */
  chooseLeaf(i, k) {
    const { graph, leaf } = this;
    if (!graph.leaves.includes(i) || (leaf[0] === i && leaf[1] === k)) return;
    this.leaf = [i, k];
    this.sliders.reveal(i);
    this.sliders.update(document.activeElement);
    this.plot.update();
    this.does.meaning();
  }

  /** @param {number} i @param {number} cell */
  pointAtCell(i, cell) {
    if (this.cell[0] === i && this.cell[1] === cell) return;
    this.cell = [cell < 0 ? -1 : i, cell];
    if (cell >= 0 && this.stepping.all && !this.hidesGradients) this.say(this.cellWords(i, cell));
  }

  /** What a cell was made of. @param {number} i @param {number} cell */
  cellWords(i, cell) {
    const { graph } = this;
    const words = cellInWords(graph, i, cell);
    const locals = localsOf(graph, i, cell);
    const node = graph.nodes[i];
    if (node.rule?.name === "matmul" || !locals.length) return words;
    const parts = node.inputs.map((input, position) => {
      const local = locals[position];
      if (typeof input !== "number" || !local || graph.nodes[input].constant) return "";
      const list = [local].flat().map(Number);
      const numbers = list.length > 8 ? inWords(list, [list.length]) : list.map(exact).join(" ");
      return `${graph.nodes[input].name}: ${numbers}`;
    }).filter(Boolean);
    return parts.length ? `${words}; ${GRAPH_WORDS.localOf(parts.join("; "))}` : words;
  }

  /**
   * The mean result and gradients over some of the points; without points, of the graph as it is.
   * @param {(number | null)[]} rows @param {GraphNode[]} [nodes] @param {Numbers[]} [numbers]
   * @returns {{ loss: number, grads: Numbers[] }}
   */
  overRows(rows, nodes = this.graph.nodes, numbers = this.graph.values) {
    const { last } = this.graph;
    const values = [...numbers];
    if (rows[0] === null) {
      forward(nodes, values, last);
      return { loss: Number([values[last]].flat()[0]), grads: backward(nodes, values, last).grads };
    }
    /** @type {Numbers[]} */
    const sums = values.map(() => 0);
    let loss = 0;
    for (const k of rows) {
      this.points.put(values, this.points.points[Number(k)]);
      forward(nodes, values, last);
      loss += Number([values[last]].flat()[0]) / rows.length;
      backward(nodes, values, last).grads.forEach((g, i) => {
        const share = Array.isArray(g) ? g.map((x) => x / rows.length) : g / rows.length;
        sums[i] = plus(sums[i], share);
      });
    }
    return { loss, grads: sums };
  }

  /** Everything as it was at the start: numbers, points, activations, what may learn. */
  resetAll() {
    this.does.remember();
    this.descent.reset();
    this.graph.reset();
    this.points.build();
    this.graph.compute();
    this.second.menu.value = "";
    this.second.start();
    this.sliders.build();
    this.changed();
    this.stepping.go(Infinity);
    this.say(GRAPH_WORDS.wasReset);
  }

  remember() {
    this.does.remember();
  }

  /** @param {string} text */
  say(text) {
    if (this.says.textContent !== text) this.says.textContent = text;
  }
}
