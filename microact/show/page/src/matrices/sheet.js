/** The tables of an example, in a row as one writes them; what a number was made from is framed. */

import { make } from "../base/dom.js";
import { originsOf } from "../graph/origins.js";
import { detailOf } from "./detail.js";
import { LAYOUTS, SIGNS_BETWEEN } from "./layouts.js";
import { MATRICES_WORDS, THREE_WORDS } from "./matrices_words.js";
import { MatrixTable } from "./matrix_table.js";
/** @import { Graph } from "../graph/scene.js" */
/** @import { TableDoes } from "./matrix_table.js" */

export class MatrixSheet {
  /** @param {string} example @param {Graph} graph @param {Omit<TableDoes, "point"> & { pointed: () => void }} does */
  constructor(example, graph, does) {
    this.example = example;
    this.graph = graph;
    this.does = does;
    this.gradients = false;
    /** The cell that is pointed at: a node, a number of it. @type {[number, number]} */
    this.at = [-1, 0];
    const layout = LAYOUTS[example];
    /** @type {MatrixTable[]} */
    this.tables = [];
    this.detail = make("div", { class: "detail" });
    const rows = layout.rows.map((row) => make("div", { class: layout.product ? "equation product" : "equation" },
      ...row.map((label) => this.part(label, layout.names ? THREE_WORDS : null))));
    this.element = make("div", { class: "tables" }, make("div", {}, ...rows), this.detail);
    this.element.addEventListener("pointerleave", () => this.point(-1, 0));
  }

  /** @param {string} label @param {string[] | null} names */
  part(label, names) {
    if (SIGNS_BETWEEN.includes(label)) return make("span", { class: "sign", "aria-hidden": "true" }, label);
    const i = this.nodeOf(label);
    const columnsAreWords = label === "Kᵀ";
    const caption = MATRICES_WORDS.captions[label] ?? "";
    const table = new MatrixTable(this.graph, i, caption, columnsAreWords ? null : names, {
      point: (node, k) => this.point(node, k), take: this.does.take, remember: this.does.remember,
    });
    this.tables.push(table);
    return table.element;
  }

  /** The node of a label. @param {string} label */
  nodeOf(label) {
    return this.graph.nodes.findIndex((node) => node.label === label);
  }

  /** @param {number} i @param {number} k */
  point(i, k) {
    if (this.at[0] === i && this.at[1] === k) return;
    this.at = [i, k];
    this.update();
    this.does.pointed();
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
    while (open.length) {
      const [node, cell] = /** @type {number[]} */ (open.pop());
      for (const [from, cells] of originsOf(this.graph, node, cell))
        for (const c of from === node ? [] : cells) if (add(from, c) && !isShown(from)) open.push([from, c]);
    }
    return marks;
  }

  update() {
    const marks = this.marks();
    for (const table of this.tables) table.update(this.gradients, marks.get(table.i), marks.size > 0);
    this.detail.replaceChildren(...detailOf(this));
  }
}
