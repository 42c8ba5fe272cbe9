/** A slider and a box for every number of a leaf, with its gradient; a tick for the leaves that may learn. */

import { make } from "../base/dom.js";
import { short } from "../base/numbers.js";
import { numberOf } from "../formula/build.js";
import { rounded } from "./arithmetic.js";
import { GRAPH_WORDS } from "./graph_words.js";
import { cellName } from "./origins.js";
import { reachOf } from "./scales.js";
/** @import { Explorer } from "./explorer.js" */

/**
 * @typedef {{
 *   i: number, k: number, element: HTMLElement, slider: HTMLInputElement, box: HTMLInputElement,
 *   learns: HTMLInputElement | null, gradient: HTMLElement,
 * }} Row
 */

/** So many numbers have a slider at once; of the others the one that is chosen. */
const MOST_ROWS = 24;

/** Into so many steps the first digit of a slider's range is divided: 3 into 300. */
const PLACES = 100;

export class Sliders {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    this.list = make("div", { id: explorer.id("leaves") });
    this.more = make("p", { class: "quiet" });
    this.ofPoint = make("span", { id: explorer.id("of-point") }, ` ${GRAPH_WORDS.ofPoint}`);
    this.element = make("section",
      { class: "of-numbers", "aria-labelledby": explorer.id("h-numbers"), "data-still": "" },
      make("h2", { id: explorer.id("h-numbers") }, GRAPH_WORDS.numbers), this.list, this.more,
      make("p", { class: "quiet" }, GRAPH_WORDS.howNumbers, this.ofPoint));
    /** @type {Row[]} */
    this.rows = [];
  }

  /** A row for each number that no point decides. */
  build() {
    const { graph } = this.explorer;
    const decided = graph.data ? [...graph.data.inputs, graph.data.target] : [];
    /** @type {[number, number][]} */
    const all = graph.leaves.filter((i) => !decided.includes(i)).flatMap((i) => {
      const x = graph.values[i];
      const count = Array.isArray(x) ? x.length : 1;
      return Array.from({ length: count }, (_, k) => /** @type {[number, number]} */ ([i, k]));
    });
    this.rows = all.slice(0, MOST_ROWS).map(([i, k]) => this.row(i, k));
    this.rest = all.slice(MOST_ROWS);
    this.list.replaceChildren(...this.rows.map(({ element }) => element));
    this.list.classList.toggle("compact", all.length > 6);
    this.more.textContent = this.rest.length ? GRAPH_WORDS.more(this.rest.length) : "";
    this.ofPoint.hidden = !graph.data;
  }

  /** A leaf without a slider gets one when it is chosen. @param {number} i */
  reveal(i) {
    if (this.rows.some((row) => row.i === i) || !this.rest?.some(([leaf]) => leaf === i)) return;
    const row = this.row(i, 0);
    this.rows.push(row);
    this.list.prepend(row.element);
  }

  /** The number of a leaf, or the k-th of its array. @param {number} i @param {number} k */
  get(i, k) {
    const x = this.explorer.graph.values[i];
    return Array.isArray(x) ? x[k] : x;
  }

  /** @param {number} i @param {number} k @param {number} number */
  set(i, k, number) {
    const { values, nodes } = this.explorer.graph;
    const x = values[i];
    values[i] = rounded(nodes[i], Array.isArray(x) ? x.with(k, number) : number);
  }

  /** @param {number} i @param {number} k @returns {Row} */
  row(i, k) {
    const { explorer } = this;
    const { graph } = explorer;
    const node = graph.nodes[i];
    const name = cellName(graph, i, k);
    const slider = make("input", { type: "range", "aria-label": GRAPH_WORDS.sliderOf(name) });
    const box = make("input", {
      type: "text", class: "number", inputmode: "decimal", autocomplete: "off", spellcheck: "false",
      "aria-label": GRAPH_WORDS.numberOf(name),
    });
    const gradient = make("b", { class: "gradient" });
    const learns = k ? null
      : make("input", { type: "checkbox", checked: node.learns, "aria-label": GRAPH_WORDS.mayLearn(node.name) });
    learns?.addEventListener("change", () => {
      explorer.remember();
      node.learns = learns.checked;
      explorer.does.changed();
    });
    const element = make("div", { class: "leaf" },
      make("span", { class: "who", title: name }, name), box, slider,
      make("span", { class: "quiet" }, GRAPH_WORDS.gradient), gradient,
      ...(learns ? [make("label", { class: "quiet learns" }, learns, ` ${GRAPH_WORDS.learns}`)] : []));
    element.addEventListener("pointerdown", () => explorer.choose(i, k));
    slider.addEventListener("focus", () => explorer.choose(i, k));
    const row = { i, k, element, slider, box, learns, gradient };
    this.stretch(row, this.get(i, k));
    // What there was is remembered once for all that is done until the control is let go.
    let isMoving = false;
    const begins = () => {
      if (!isMoving) explorer.remember();
      isMoving = true;
    };
    slider.addEventListener("input", () => {
      begins();
      this.take(row, Number(slider.value), slider);
    });
    slider.addEventListener("change", () => {
      isMoving = false;
      if (Math.abs(Number(slider.value)) >= 0.98 * Number(slider.max)) this.stretch(row, this.get(i, k));
    });
    box.addEventListener("input", () => {
      const number = numberOf(box.value);
      box.classList.toggle("wrong", box.value.trim() !== "" && !Number.isFinite(number));
      if (!Number.isFinite(number) || number === this.get(i, k)) return;
      begins();
      this.take(row, number, box);
    });
    box.addEventListener("change", () => {
      isMoving = false;
      if (box.classList.contains("wrong")) explorer.say(GRAPH_WORDS.noNumber);
      box.classList.remove("wrong");
      box.value = this.written(i, k);
    });
    return row;
  }

  /** @param {Row} row @param {number} number @param {Element} used */
  take(row, number, used) {
    this.set(row.i, row.k, number);
    const share = Math.abs(number) / Number(row.slider.max);
    if (used === row.box && (share > 1 || share < 0.01)) this.stretch(row, number);
    this.explorer.changed(used);
  }

  /** Let a slider reach as far as a number needs. @param {Row} row @param {number} number */
  stretch({ slider }, number) {
    const reach = reachOf(number);
    Object.assign(slider, { min: -reach, max: reach, step: 10 ** Math.floor(Math.log10(reach)) / PLACES });
    slider.value = String(number);
  }

  /** @param {number} i @param {number} k */
  written(i, k) {
    return String(Number(this.get(i, k).toPrecision(6)));
  }

  /** Show the leaves' numbers, except in the control that is being used. @param {Element | null} used */
  update(used) {
    const { explorer } = this;
    const { graph } = explorer;
    for (const row of this.rows) {
      const { slider, box, learns, gradient, i, k, element } = row;
      const number = this.get(i, k);
      if (Math.abs(number) > Number(slider.max)) this.stretch(row, number);
      if (slider !== used) slider.value = String(number);
      if (box !== used && box !== document.activeElement) box.value = this.written(i, k);
      if (learns) learns.checked = graph.nodes[i].learns;
      const grad = [graph.grads[i]].flat()[k];
      const text = explorer.hidesGradients || !explorer.stepping.all ? "?" : short(grad, 3);
      if (gradient.textContent !== text) {
        gradient.textContent = text;
        gradient.classList.toggle("pos", text !== "?" && grad > 0);
        gradient.classList.toggle("neg", text !== "?" && grad < 0);
      }
      element.classList.toggle("chosen", explorer.leaf[0] === i && explorer.leaf[1] === k);
    }
  }
}
