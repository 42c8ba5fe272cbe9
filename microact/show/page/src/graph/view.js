/** The graph on the page: a canvas that shows what is in sight, with a button over each card. */

import { make } from "../base/dom.js";
import { coloursNow } from "../base/palette.js";
import { sharpened } from "../base/pens.js";
import { Board } from "./board.js";
import { cardButton, foldButton } from "./card_buttons.js";
import { nextCard } from "./keys.js";
import { paintGraph } from "./painting.js";
import { describeCards } from "./spoken.js";
/** @import { Step } from "./arithmetic.js" */
/** @import { Flow } from "./arrows.js" */
/** @import { Group } from "./fold.js" */
/** @import { Numbers } from "./rule.js" */
/** @import { Graph, Seen } from "./scene.js" */

/**
 * What of a graph is known while it is stepped through, and what happens now.
 * @typedef {{
 *   data: (i: number) => boolean, grad: (i: number) => Numbers | Seen | null, edge: (step: Step) => boolean,
 *   now: number[], edgeNow: Step | null, waiting: number,
 * }} Known
 */

/**
 * What pointing at a node (a folded card is −1 minus its place), keeping one, pointing at a cell, and
 * folding do.
 * @typedef {{
 *   point: (i: number) => void, pin: (i: number) => void, cell: (i: number, k: number) => void,
 *   changed: () => void,
 * }} Does
 */

/** Room around the graph. */
const MARGIN = 16;
/** The smallest and the largest scale, and the one at which text can still be read. */
const [LEAST_SCALE, LARGEST_SCALE, READABLE] = [0.05, 3, 0.72];

/** @type {Known} */
const EVERYTHING = { data: () => true, grad: () => null, edge: () => true, now: [], edgeNow: null, waiting: -1 };

export class GraphView {
  /**
   * @param {HTMLElement} frame what scrolls
   * @param {Does} does
   * @param {(name: string) => string} id
   */
  constructor(frame, does, id) {
    this.id = id;
    this.frame = frame;
    this.does = does;
    this.sheet = make("div", { class: "sheet" });
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.buttons = make("div", { class: "cards" });
    this.sheet.append(this.canvas, this.buttons);
    frame.append(this.sheet);
    this.pen = sharpened(this.canvas, 1, 1);
    this.scale = 1;
    this.known = EVERYTHING;
    /** What each arrow passes on, as it was last drawn. @type {Flow[]} */
    this.flows = [];
    /** The activations that let nothing through now. @type {Set<number>} */
    this.dead = new Set();
    this.chosen = -1;
    this.hover = -1;
    /** The cells that are framed, of each node. @type {Map<number, Set<number>>} */
    this.marks = new Map();
    /** Whether there are boxes to be filled in, in the place of numbers. */
    this.blank = false;
    /** @type {Board | null} */
    this.board = null;
    frame.addEventListener("scroll", () => this.draw());
    frame.addEventListener("keydown", (event) => this.key(event));
    frame.addEventListener("pointerleave", () => this.mark(new Map()));
  }

  /** Show a graph. @param {Graph} graph */
  show(graph) {
    this.board = new Board(graph);
    this.chosen = this.hover = -1;
    this.marks = new Map();
    this.build();
    this.fit(true);
    this.frame.scrollTo(0, 0);
  }

  /** Make the buttons anew: cards are others, or stand elsewhere. */
  build() {
    const { board, buttons } = this;
    if (!board) return;
    const cards = board.cards.map((card, k) => cardButton(this, card, k));
    const folds = [...board.places.frames].map(([id, [first]]) => foldButton(this, id, first));
    buttons.replaceChildren(...cards, ...folds);
    this.place();
    describeCards(this);
  }

  /** An open group that is shown. @param {string} id @returns {Group | undefined} */
  groupOf(id) {
    return this.board?.cards.flatMap(({ path }) => path).find((group) => group.id === id);
  }

  /** @param {number} k */
  point(k) {
    const card = this.board?.cards[k];
    if (!card || this.hover === k) return;
    this.hover = k;
    this.does.point(card.group ? -1 - k : card.node);
    this.draw();
  }

  /** @param {number} k */
  press(k) {
    const card = this.board?.cards[k];
    if (!card) return;
    if (card.group) this.open(card.group);
    else this.does.pin(card.node);
  }

  /** Unfold in place, and stay where it was. @param {Group} group */
  open(group) {
    this.keeping(group.id, () => this.board?.open(group));
  }

  /** Open groups by what they are called inside, as a saved page had them. @param {unknown} ids */
  openThese(ids) {
    const { board } = this;
    if (!board || !Array.isArray(ids)) return;
    for (const id of ids) {
      const group = board.cards.find((card) => card.group?.id === id)?.group;
      if (group) board.open(group);
    }
    if (!ids.length) return;
    this.build();
    this.does.changed();
    this.draw();
  }

  /** @param {Group} group */
  close(group) {
    const first = this.board?.cards.find((card) => card.path.includes(group))?.key ?? "";
    this.keeping(first, () => this.board?.fold(group), group.id);
  }

  /**
   * Do what moves cards; the one of `key`, or what it became, stays where it is on the screen.
   * @param {string} key @param {() => void} act @param {string} [after]
   */
  keeping(key, act, after = key) {
    const { board, frame } = this;
    if (!board) return;
    const at = (/** @type {string} */ name) => {
      const k = board.cards.findIndex((card) => card.key === name || card.path.some(({ id }) => id === name));
      return k < 0 ? null : { k, x: board.places.at[k][0] - board.cards[k].width / 2, y: board.places.at[k][1] };
    };
    const before = at(key);
    act();
    this.hover = -1;
    this.build();
    const now = at(after);
    if (before && now) {
      frame.scrollLeft += (now.x - before.x) * this.scale;
      frame.scrollTop += (now.y - before.y) * this.scale;
      const button = this.buttons.children[now.k];
      if (button instanceof HTMLElement) button.focus({ preventScroll: true });
    }
    this.does.changed();
    this.draw();
  }

  /** As much as there is room for, or as much as can be read. @param {boolean} [readable] */
  fit(readable = false) {
    const { board, frame } = this;
    if (!board) return;
    const wide = (frame.clientWidth - 2 * MARGIN) / Math.max(1, board.places.width);
    this.zoomTo(Math.min(1.15, Math.max(wide, readable ? READABLE : LEAST_SCALE)));
  }

  /** @param {number} scale */
  zoomTo(scale) {
    this.scale = Math.min(LARGEST_SCALE, Math.max(LEAST_SCALE, scale));
    this.place();
    this.draw();
  }

  /** How wide and high the whole is on the screen. */
  get extent() {
    const { width, height } = this.board?.places ?? { width: 0, height: 0 };
    return [width * this.scale + 2 * MARGIN, height * this.scale + 2 * MARGIN];
  }

  /** Put the buttons over their cards. */
  place() {
    const { board, scale, sheet, frame } = this;
    if (!board) return;
    const [width, height] = this.extent;
    sheet.style.width = `${Math.max(width, frame.clientWidth)}px`;
    sheet.style.height = `${height}px`;
    const left = this.left();
    board.cards.forEach((card, k) => {
      const [x, y] = board.places.at[k];
      const { style } = /** @type {HTMLElement} */ (this.buttons.children[k]);
      style.left = `${left + (x - card.width / 2) * scale}px`;
      style.top = `${MARGIN + (y - card.height / 2) * scale}px`;
      style.width = `${card.width * scale}px`;
      style.height = `${card.height * scale}px`;
    });
    for (const fold of this.buttons.querySelectorAll("button.fold")) {
      if (!(fold instanceof HTMLElement)) continue;
      fold.style.left = `${left + (Number(fold.dataset.x) + 6) * scale}px`;
      fold.style.top = `${MARGIN + (Number(fold.dataset.y) + 2) * scale}px`;
      fold.style.fontSize = `${Math.max(8, 12 * scale)}px`;
    }
  }

  /** A graph that is narrower than its frame stands in the middle. */
  left() {
    return Math.max(MARGIN, (this.frame.clientWidth - this.extent[0]) / 2 + MARGIN);
  }

  /** Show what is known now. @param {Known} known */
  update(known) {
    this.known = known;
    const { steps } = this.board?.graph ?? { steps: [] };
    this.dead = new Set(steps.filter((step) => step.local === 0 && known.edge(step)).map(({ from }) => from));
    this.draw();
    if (known.now.length) this.reveal(known.now[known.now.length - 1]);
  }

  /** Draw what is in sight. */
  draw() {
    const { board, frame, canvas, scale } = this;
    if (!board) return;
    const [width, height] = [frame.clientWidth, frame.clientHeight];
    if (canvas.clientWidth !== width || canvas.clientHeight !== height || canvas.width < 2) {
      Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
      this.pen = sharpened(canvas, width, height);
    }
    const { context } = this.pen;
    context.clearRect(0, 0, width, height);
    context.save();
    context.translate(this.left() - frame.scrollLeft, MARGIN - frame.scrollTop);
    context.scale(scale, scale);
    const [x, y] = [(frame.scrollLeft - this.left()) / scale, (frame.scrollTop - MARGIN) / scale];
    paintGraph(this, this.pen, coloursNow(), [x, y, x + width / scale, y + height / scale]);
    context.restore();
  }

  /** Scroll a card into sight. @param {number} i a node */
  reveal(i) {
    const { board, frame, scale } = this;
    if (!board) return;
    const [x, y] = board.places.at[board.owner[i]];
    const { width, height } = board.cards[board.owner[i]];
    const [left, top] = [this.left() + (x - width / 2) * scale, MARGIN + (y - height / 2) * scale];
    if (left < frame.scrollLeft || left + width * scale > frame.scrollLeft + frame.clientWidth)
      frame.scrollLeft = left - (frame.clientWidth - width * scale) / 2;
    if (top < frame.scrollTop || top + height * scale > frame.scrollTop + frame.clientHeight)
      frame.scrollTop = top - (frame.clientHeight - height * scale) / 2;
  }

  /** @param {Map<number, Set<number>>} marks */
  mark(marks) {
    if (!marks.size && !this.marks.size) return;
    this.marks = marks;
    this.draw();
  }

  /** Arrow keys go along the arrows, and up and down the columns. @param {KeyboardEvent} event */
  key(event) {
    const { board } = this;
    const focused = /** @type {HTMLElement} */ (event.target);
    const k = [...this.buttons.children].indexOf(focused);
    if (!board || k < 0 || k >= board.cards.length) return;
    const next = nextCard(board, k, event.key);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    const { children } = this.buttons;
    focused.tabIndex = -1;
    const button = /** @type {HTMLElement} */ (children[next]);
    button.tabIndex = 0;
    button.focus({ preventScroll: true });
    this.reveal(board.cards[next].nodes[0]);
  }
}
