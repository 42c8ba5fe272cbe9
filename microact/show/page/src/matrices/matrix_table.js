/** An array as a table of cells: leaves can be typed into, arrow keys go from cell to cell. */

import { make } from "../base/dom.js";
import { inCell } from "../base/numbers.js";
import { coloursNow, strengthOf } from "../base/palette.js";
import { numberOf } from "../formula/build.js";
import { cellName } from "../graph/origins.js";
import { tableOf } from "../graph/sizes.js";
import { MATRICES_WORDS } from "./matrices_words.js";
/** @import { Graph } from "../graph/scene.js" */

/**
 * @typedef {{
 *   point: (i: number, k: number) => void, take: (i: number, k: number, number: number, used: Element) => void,
 *   remember: () => void, readOnly: () => void, wrong: (isWrong: boolean) => void,
 * }} TableDoes
 */

export class MatrixTable {
  /**
   * @param {Graph} graph @param {number} i the node @param {() => string} caption
   * @param {{ rows: string[] | null, columns: string[] | null }} names @param {TableDoes} does
   */
  constructor(graph, i, caption, names, does) {
    this.graph = graph;
    this.i = i;
    this.does = does;
    const node = graph.nodes[i];
    const [rows, columns] = tableOf(node.shape);
    this.columns = columns;
    this.isLeaf = !node.rule;
    const label = node.label || node.name;
    /** Beside each row of shares: their sum. @type {HTMLElement[]} */
    this.sums = [];
    /** @type {HTMLElement[]} */
    this.cells = Array.from({ length: rows * columns }, (_, k) => this.cell(k));
    const body = make("div", { class: "grid", role: "group", "aria-label": `${label} ${node.shape.join("×")}` });
    const sums = node.rule?.name === "softmax" || label === "p" || label === "shares";
    body.style.gridTemplateColumns = `${names.rows ? "auto " : ""}repeat(${columns}, 52px)${sums ? " auto" : ""}`;
    if (names.columns) {
      if (names.rows) body.append(make("span", {}));
      body.append(...names.columns.map((name) => make("span", { class: "column-name" }, name)),
        ...(sums ? [make("span", {})] : []));
    }
    this.cells.forEach((cell, k) => {
      if (names.rows && k % columns === 0) body.append(make("span", { class: "row-name" }, names.rows[k / columns]));
      body.append(cell);
      if (!sums || k % columns !== columns - 1) return;
      const sum = make("span", { class: "row-sum" });
      this.sums.push(sum);
      body.append(sum);
    });
    this.caption = caption;
    this.says = make("span", {});
    this.element = make("div", { class: `matrix${this.isLeaf ? " given" : ""}` },
      make("p", {}, make("b", {}, label), " ", this.says), body);
    body.addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {number} k */
  cell(k) {
    const { graph, i, does } = this;
    const point = () => does.point(i, k);
    const tabindex = k ? -1 : 0;
    if (!this.isLeaf)
      return make("button", { type: "button", class: "cell", tabindex, onpointerenter: point, onfocus: point });
    const wrong = (/** @type {boolean} */ isWrong) => {
      box.classList.toggle("wrong", isWrong);
      box.setAttribute("aria-invalid", String(isWrong));
      does.wrong(isWrong);
    };
    const box = make("input", {
      type: "text", class: "cell", inputmode: "decimal", autocomplete: "off", spellcheck: "false", tabindex,
      onpointerenter: point,
    });
    let isTyping = false;
    box.addEventListener("focus", () => {
      point();
      box.value = String(Number([graph.values[i]].flat()[k].toPrecision(6)));
      box.select();
    });
    box.addEventListener("input", () => {
      const number = numberOf(box.value);
      wrong(!Number.isFinite(number));
      if (!Number.isFinite(number) || number === [graph.values[i]].flat()[k]) return;
      if (!isTyping) does.remember();
      isTyping = true;
      does.take(i, k, number, box);
    });
    box.addEventListener("change", () => (isTyping = false));
    box.addEventListener("blur", () => {
      wrong(false);
      does.point(-1, 0);
    });
    return box;
  }

  /** Whether a share is of a score that counts as nothing. @param {number} k */
  ignores(k) {
    const { rule, inputs } = this.graph.nodes[this.i];
    const [from] = inputs;
    if (rule?.name !== "softmax" || typeof from !== "number") return false;
    if (this.graph.nodes[from].rule?.name !== "where") return false;
    return [this.graph.values[from]].flat()[k] === -Infinity && [this.graph.values[this.i]].flat()[k] === 0;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const isTyped = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
    if (isTyped && event.target instanceof HTMLInputElement && event.target.readOnly) this.does.readOnly();
    const at = this.cells.indexOf(/** @type {HTMLElement} */ (event.target));
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.columns, ArrowUp: -this.columns }[event.key];
    if (at < 0 || by === undefined || !this.cells[at + by]) return;
    if (this.isLeaf && Math.abs(by) === 1 && this.columns > 1 && !event.ctrlKey) {
      const box = /** @type {HTMLInputElement} */ (event.target);
      if (box.selectionStart !== (by > 0 ? box.value.length : 0) && box.selectionStart === box.selectionEnd) return;
    }
    event.preventDefault();
    event.stopPropagation();
    this.cells[at].tabIndex = -1;
    this.cells[at + by].tabIndex = 0;
    this.cells[at + by].focus();
  }

  /**
   * @param {boolean} gradients @param {boolean} hidden whether gradients are a secret
   * @param {Set<number> | undefined} marked @param {boolean} pointing whether any table is pointed at
   */
  update(gradients, hidden, marked, pointing) {
    const { graph, i, cells } = this;
    const colours = coloursNow();
    const { positive, negative } = colours;
    const numbers = [graph.values[i]].flat();
    this.sums.forEach((sum, row) => {
      const total = numbers.slice(row * this.columns, (row + 1) * this.columns).reduce((a, b) => a + b, 0);
      sum.textContent = MATRICES_WORDS.rowSum(total);
    });
    const grads = graph.nodes[i].constant || hidden ? null : [graph.grads[i]].flat();
    const shown = gradients && grads ? grads : numbers;
    const most = Math.max(0, ...shown.filter(Number.isFinite).map(Math.abs));
    this.says.textContent = [graph.nodes[i].shape.join("×"), this.caption()].filter(Boolean).join(", ");
    const isAside = gradients && graph.nodes[i].constant; // it has no gradient
    this.element.classList.toggle("in-gradients", gradients);
    cells.forEach((cell, k) => {
      const x = shown[k] ?? 0;
      const masked = this.ignores(k);
      const strength = most && Number.isFinite(x) ? strengthOf(colours, Math.abs(x) / most) : 0;
      cell.style.background = masked ? "none"
        : `color-mix(in srgb, ${x < 0 ? negative : positive} ${(100 * strength).toFixed(1)}%, var(--paper))`;
      const text = masked ? "" : inCell(x);
      if (!(cell instanceof HTMLInputElement)) cell.textContent = text;
      else {
        cell.readOnly = gradients;
        if (cell !== document.activeElement || gradients) cell.value = text;
      }
      cell.classList.toggle("masked", masked);
      cell.classList.toggle("marked", Boolean(marked?.has(k)));
      cell.classList.toggle("aside", isAside || (pointing && !marked?.has(k)));
      cell.setAttribute("aria-label", MATRICES_WORDS.cell(cellName(graph, i, k), numbers[k], grads?.[k] ?? null));
    });
  }
}
