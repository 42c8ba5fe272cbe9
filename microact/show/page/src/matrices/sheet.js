/** The tables of an example, in rows as one writes them; what a number was made from is framed. */

import { make } from "../base/dom.js";
import { inCell, short } from "../base/numbers.js";
import { backward } from "../graph/arithmetic.js";
import { localsOf, originsOf } from "../graph/origins.js";
import { tableOf } from "../graph/sizes.js";
import { detailOf } from "./detail.js";
import { LAYOUTS, SIGNS_BETWEEN } from "./layouts.js";
import { MATRICES_WORDS, THREE_WORDS } from "./matrices_words.js";
import { MatrixTable } from "./matrix_table.js";
/** @import { Graph } from "../graph/scene.js" */
/** @import { TableDoes } from "./matrix_table.js" */

/** Tables of which the columns, or the rows, are no words. */
const [NO_ROWS, NO_COLUMNS] = [["Kᵀ"], ["Q", "V", "out", "wanted"]];

export class MatrixSheet {
  /** @param {string} example @param {Graph} graph @param {Omit<TableDoes, "point">} does */
  constructor(example, graph, does) {
    this.example = example;
    this.graph = graph;
    this.does = does;
    this.gradients = false;
    /** Whether gradients are a secret: somebody practises. */
    this.hidden = false;
    /** The cell that is pointed at: a node, a number of it. @type {[number, number]} */
    this.at = [-1, 0];
    this.layout = LAYOUTS[example];
    /** @type {MatrixTable[]} */
    this.tables = [];
    this.detail = make("div", { class: "detail", "aria-live": "polite" });
    this.derived = make("div", { class: "equation" });
    const rows = this.layout.rows.map((row, n) =>
      make("div", { class: this.layout.product && !n ? "equation product" : "equation" },
        ...row.map((label) => this.part(label))));
    this.element = make("div", { class: "tables" }, make("div", {}, ...rows, this.derived), this.detail);
    this.element.addEventListener("pointerleave", () => this.point(-1, 0));
  }

  /** @param {string} label */
  part(label) {
    if (SIGNS_BETWEEN.includes(label)) return make("span", { class: "sign", "aria-hidden": "true" }, label);
    const i = this.nodeOf(label);
    const { names } = this.layout;
    const isMatrix = this.graph.nodes[i].shape.length > 1;
    const words = {
      rows: names && isMatrix && !NO_ROWS.includes(label) ? THREE_WORDS : null,
      columns: names && isMatrix && !NO_COLUMNS.includes(label) ? THREE_WORDS : null,
    };
    const table = new MatrixTable(this.graph, i, () => this.caption(label), words,
      { ...this.does, point: (node, k) => this.point(node, k) });
    this.tables.push(table);
    return table.element;
  }

  /** What is said beside a table's name; an activation may be another one now. @param {string} label */
  caption(label) {
    const i = this.nodeOf(label);
    return MATRICES_WORDS.caption(this.example, label, i < 0 ? "" : this.graph.nodes[i].rule?.title);
  }

  /** The node of a label. @param {string} label */
  nodeOf(label) {
    return this.graph.nodes.findIndex((node) => node.label === label);
  }

  /** @param {string} label */
  numbersOf(label) {
    return [this.graph.values[this.nodeOf(label)]].flat();
  }

  /** @param {number} i @param {number} k */
  point(i, k) {
    if (this.at[0] === i && this.at[1] === k) return;
    this.at = [i, k];
    this.update();
  }

  /**
   * What is framed: the cell, what it was made from, and beyond what is not shown.
   * @returns {Map<number, Set<number>>}
   */
  marks() {
    const [i, k] = this.at;
    /** @type {Map<number, Set<number>>} */
    const marks = new Map();
    if (i < 0) return marks;
    const isShown = (/** @type {number} */ node) => this.tables.some((table) => table.i === node);
    const open = [[i, k]];
    const add = (/** @type {number} */ node, /** @type {number} */ cell) => {
      const known = marks.get(node) ?? new Set();
      const isNew = !known.has(cell);
      marks.set(node, known.add(cell));
      return isNew;
    };
    add(i, k);
    const isAboutGradients = this.gradients && !this.hidden;
    while (open.length) {
      const [node, cell] = /** @type {number[]} */ (open.pop());
      if (isAboutGradients) {
        for (const [reader, c] of this.readersOf(node, cell))
          if (add(reader, c) && !isShown(reader)) open.push([reader, c]);
        continue;
      }
      for (const [from, cells] of originsOf(this.graph, node, cell))
        for (const c of from === node ? [] : cells) if (add(from, c) && !isShown(from)) open.push([from, c]);
    }
    return marks;
  }

  /** The numbers that bring a number its gradient. @param {number} i @param {number} k @returns {[number, number][]} */
  readersOf(i, k) {
    const { graph } = this;
    return graph.steps.filter(({ to }) => to === i).flatMap(({ from, position, upstream }) =>
      [upstream].flat().flatMap((_, cell) => {
        const local = [localsOf(graph, from, cell)[position] ?? 0].flat()[k] ?? 0;
        return Number(local) === 0 ? [] : [/** @type {[number, number]} */ ([from, cell])];
      }));
  }

  update() {
    const marks = this.marks();
    const gradients = this.gradients && !this.hidden;
    // A number that was given was made from nothing: then nothing steps back.
    const pointing = this.at[0] >= 0 && (gradients || Boolean(this.graph.nodes[this.at[0]].rule));
    for (const table of this.tables) table.update(gradients, this.hidden, marks.get(table.i), pointing);
    this.derived.replaceChildren(...this.extra());
    this.detail.replaceChildren(...detailOf(this));
  }

  /** Tables that are no nodes: a difference, or how each score moves each share. @returns {Node[]} */
  extra() {
    const { layout: { derived, jacobian } } = this;
    if (derived && !this.hidden) {
      const [label, a, b] = derived;
      const other = this.numbersOf(b);
      const numbers = this.numbersOf(a).map((x, k) => x - other[k]);
      return [plainTable(label, this.caption(label), numbers, numbers.length)];
    }
    if (!jacobian || this.hidden) return [];
    const [to, from] = jacobian.map((label) => this.nodeOf(label));
    const { nodes, values } = this.graph;
    const count = this.numbersOf(jacobian[0]).length;
    const columns = Array.from({ length: count }, (_, k) => {
      const seed = Array.from({ length: count }, (_unused, c) => Number(c === k));
      return [backward(nodes, values, to, seed).grads[from]].flat();
    });
    const numbers = columns[0].flatMap((_, row) => columns.map((column) => column[row]));
    return [plainTable(MATRICES_WORDS.jacobian, "", numbers, count)];
  }

  /** The tables on paper: what is to be found is empty. @param {boolean} gradients @param {boolean} blank */
  onPaper(gradients, blank) {
    const { graph, layout } = this;
    return make("div", {}, ...layout.rows.map((row) => make("div", { class: "equation" }, ...row.map((label) => {
      if (SIGNS_BETWEEN.includes(label)) return make("span", { class: "sign" }, label);
      const i = this.nodeOf(label);
      const node = graph.nodes[i];
      if (gradients && node.constant) return make("span", {});
      const isKnown = !blank || (gradients ? i === graph.last : !node.rule);
      const numbers = [gradients ? graph.grads[i] : graph.values[i]].flat();
      const [, columns] = tableOf(node.shape);
      const caption = this.caption(label);
      return plainTable(label, caption, isKnown ? numbers : numbers.map(() => null), columns, true);
    }))));
  }
}

/**
 * A table to look at; null is an empty box.
 * @param {string} label @param {string} caption @param {(number | null)[]} numbers @param {number} columns
 * @param {boolean} [exactly] with three digits that count, as answers need them
 */
function plainTable(label, caption, numbers, columns, exactly = false) {
  const body = make("div", { class: "grid" }, ...numbers.map((x) => (x === null ? make("span", { class: "cell empty" })
    : make("span", { class: `cell ${x < 0 ? "below" : "above"}` }, exactly ? short(x, 3) : inCell(x)))));
  body.style.gridTemplateColumns = `repeat(${columns}, ${exactly ? 62 : 52}px)`;
  return make("div", { class: "matrix" }, make("p", {}, make("b", {}, label), ` ${caption}`), body);
}
