/** One card, for any pen. */

import { inCell } from "../base/numbers.js";
import { strengthOf } from "../base/palette.js";
import { entering } from "./arithmetic.js";
import { GRAPH_WORDS } from "./graph_words.js";
import { extentOf, onCard, rangeOf, titleOf } from "./shown.js";
import { CELL, CURVE, HEAD, isBeside, PAD, tableOf } from "./sizes.js";
/** @import { Pen } from "../base/pens.js" */
/** @import { Colours } from "../base/palette.js" */
/** @import { Card } from "./board.js" */
/** @import { Numbers } from "./rule.js" */
/** @import { Graph, Seen } from "./scene.js" */

/**
 * What of a card is known, and how it stands out; `blank`: on a sheet with boxes, of which this card may have two.
 * @typedef {{
 *   data: boolean, grad: Numbers | Seen | null, now: boolean, waiting: boolean, chosen: boolean, hover: boolean,
 *   dead: boolean, blank: boolean, blankData: boolean, blankGrad: boolean, marks: Set<number> | null, small: boolean,
 * }} Look
 */

/** Where a curve is flatter than this share of its steepest slope, the card is grey. */
const FLAT_SHARE = 0.05;

/** How many pieces a curve is drawn in. */
const PIECES = 48;

export class CardPainter {
  /** @param {Pen} pen @param {Colours} colours @param {Graph} graph */
  constructor(pen, colours, graph) {
    this.pen = pen;
    this.colours = colours;
    this.graph = graph;
  }

  /** @param {Card} card @param {number} x @param {number} y its left upper corner @param {Look} look */
  draw(card, x, y, look) {
    const { graph } = this;
    this.paper(card, x, y, look);
    if (look.small) return; // nobody could read it
    if (card.group) return this.groupText(card, x, y, look);
    const node = graph.nodes[card.node];
    this.title(titleOf(node), card, x, y, card.cells ? 30 : 0);
    if (card.curve) this.curve(card, x + (card.width - CURVE.width) / 2, y + HEAD, look);
    if (card.cells === "cells") this.tables(card, x, y, look);
    else if (card.cells === "heat") this.heat(card, x, y, look);
    else {
      const top = y + card.height - 32;
      const value = look.data ? graph.values[card.node] : null;
      this.number(GRAPH_WORDS.data, value, x, top, look.blankData, false);
      if (!node.constant) this.number(GRAPH_WORDS.grad, look.grad, x, top + 19, look.blankGrad, true);
    }
  }

  /** @param {Card} card @param {number} x @param {number} y @param {Look} look */
  paper({ width, height, group, node }, x, y, look) {
    const { pen, colours, graph } = this;
    const kind = group ? "folded" : node === graph.last ? "output" : graph.nodes[node].rule ? "operation" : "leaf";
    const plain = !group && graph.nodes[node].constant;
    pen.begin();
    pen.box(x, y, width, height, 9);
    pen.draw({
      fill: look.now ? colours.now : plain ? colours.paper : colours[kind],
      stroke: look.chosen || look.hover ? colours.ink : plain ? colours.line : colours[`${kind}-line`],
      width: look.chosen ? 2.2 : 1.2, dash: look.waiting || look.dead ? [5, 3] : undefined,
    });
    if (!group) return;
    pen.begin(); // a second edge behind: there is more inside
    pen.move(x + 7, y + height + 3);
    pen.line(x + width - 4, y + height + 3);
    pen.line(x + width + 3, y + height - 4);
    pen.line(x + width + 3, y + 7);
    pen.draw({ stroke: colours["folded-line"], width: 1.2 });
  }

  /**
   * @param {string} text @param {Card} card @param {number} x @param {number} y
   * @param {number} [beside] how much of the line is taken
   */
  title(text, { width }, x, y, beside = 0) {
    const most = Math.floor((width - 2 * PAD - beside) / 6.9);
    const label = text.split(" = ")[0];
    const fitting = text.length > most ? label : text; // the name says more than the operation
    const words = fitting.length > most ? `${fitting.slice(0, most - 1)}…` : fitting;
    this.pen.text(x + PAD, y + 17, words, { size: 13, bold: true, colour: this.colours.ink });
  }

  /**
   * A name and a number. @param {string} name @param {Numbers | Seen | null} number @param {number} x @param {number} y
   * @param {boolean} blank whether there is a box to be filled in @param {boolean} signed
   */
  number(name, number, x, y, blank, signed) {
    const { pen, colours } = this;
    pen.text(x + PAD, y + 4, name, { size: 12, colour: colours.quiet });
    if (blank) {
      pen.begin();
      pen.box(x + PAD + 34, y - 9, 70, 17, 3);
      return pen.draw({ fill: colours.paper, stroke: colours.ink, width: 1 });
    }
    if (number === null) return;
    const sign = typeof number === "number" ? Math.sign(number) : 0;
    const hue = sign > 0 ? colours["positive-text"] : sign < 0 ? colours["negative-text"] : colours.ink;
    pen.text(x + PAD + 36, y + 4, onCard(number), { size: 13, bold: signed, colour: signed ? hue : colours.ink });
  }

  /** @param {Card} card @param {number} x @param {number} y @param {Look} look */
  groupText(card, x, y, look) {
    const { pen, colours, graph } = this;
    this.title(`${card.group?.name ?? ""}`, card, x, y);
    pen.text(x + PAD, y + 32, GRAPH_WORDS.inGroup(card.nodes.length), { size: 11, colour: colours.quiet });
    const range = (/** @type {any[]} */ x) => (x.length ? x.length === 1 ? onCard(x[0]) : rangeOf(x.flat()) : "");
    const numbers = [["data", look.data ? card.ends.map((i) => graph.values[i]) : []],
      ["grad", look.grad === null ? [] : card.ends.map((i) => graph.grads[i])]];
    numbers.forEach(([name, list], k) => {
      if (look.blank) return; // it would give away what is asked for
      if (list.length && typeof list[0] === "object" && !Array.isArray(list[0])) return;
      const top = y + 46 + 16 * k;
      pen.text(x + PAD, top + 4, String(name), { size: 11, colour: colours.quiet });
      pen.text(x + PAD + 32, top + 4, range(/** @type {any[]} */ (list)), { size: 11, colour: colours.ink });
    });
  }

  /** @param {Card} card @param {number} x @param {number} y @param {Look} look */
  curve(card, x, y, look) {
    const { pen, colours, graph } = this;
    const node = graph.nodes[card.node];
    const { rule } = node;
    if (!rule?.forward || !rule.slopes) return;
    const at = Number(entering(node, graph.values)[0]);
    const reach = Math.max(5, Math.min(1e6, Math.abs(at) * 1.15 || 0));
    const { width, height } = CURVE;
    const zs = Array.from({ length: PIECES + 1 }, (_, k) => ((2 * k) / PIECES - 1) * reach);
    const ys = zs.map((z) => Number(rule.forward?.(z)));
    const [low, high] = extentOf(ys.filter(Number.isFinite));
    const right = (/** @type {number} */ z) => x + 3 + ((z + reach) / (2 * reach)) * (width - 6);
    const down = (/** @type {number} */ v) => y + height - 4 - ((v - low) / (high - low || 1)) * (height - 8);
    const slopes = zs.map((z, k) => Math.abs(Number(rule.slopes?.(z, ys[k])[0])));
    const steepest = Math.max(...slopes.filter(Number.isFinite));
    pen.begin();
    pen.box(x, y, width, height, 3);
    pen.draw({ fill: colours.paper });
    pen.begin();
    zs.slice(0, -1).forEach((z, k) => {
      if (Math.max(slopes[k], slopes[k + 1]) < FLAT_SHARE * steepest)
        pen.box(right(z), y, right(zs[k + 1]) - right(z) + 0.3, height);
    });
    pen.draw({ fill: colours.flat });
    pen.begin();
    pen.move(x, down(Math.min(high, Math.max(low, 0))));
    pen.line(x + width, down(Math.min(high, Math.max(low, 0))));
    pen.move(right(0), y);
    pen.line(right(0), y + height);
    pen.draw({ stroke: colours.line, width: 1 });
    pen.begin();
    zs.forEach((z, k) => {
      if (!Number.isFinite(ys[k])) return;
      if (k && Number.isFinite(ys[k - 1])) pen.line(right(z), down(ys[k]));
      else pen.move(right(z), down(ys[k]));
    });
    pen.draw({ stroke: colours.ink, width: 1.4 });
    const value = Number(graph.values[card.node]);
    if (!look.data || look.blank || !Number.isFinite(at) || !Number.isFinite(value)) return;
    pen.begin();
    pen.dot(right(at), down(value), 4.2);
    pen.draw({ fill: colours.ink, stroke: colours.paper, width: 1.4 });
  }

  /** @param {Card} card @param {number} x @param {number} y @param {Look} look */
  tables(card, x, y, look) {
    const { pen, colours, graph } = this;
    const node = graph.nodes[card.node];
    const [rows, columns] = tableOf(node.shape);
    pen.text(x + card.width - PAD, y + 17, node.shape.join("×"), { size: 11, align: "end", colour: colours.quiet });
    const quiet = { size: 11, colour: colours.quiet };
    const value = graph.values[card.node];
    pen.text(x + PAD, y + HEAD + 10, GRAPH_WORDS.data, quiet);
    this.cells(look.data ? value : null, node.shape, x + PAD, y + HEAD + 16, look.marks, look.blankData);
    if (node.constant) return;
    const beside = isBeside(columns);
    const left = beside ? x + 2 * PAD + columns * CELL.width : x + PAD;
    const top = beside ? y + HEAD : y + HEAD + 20 + rows * CELL.height;
    pen.text(left, top + 10, GRAPH_WORDS.grad, quiet);
    this.cells(look.grad, node.shape, left, top + 16, null, look.blankGrad);
  }

  /**
   * Numbers in cells, hue by sign and strength by size.
   * @param {Numbers | Seen | null} numbers @param {number[]} shape @param {number} x @param {number} y
   * @param {Set<number> | null} marks the cells that are framed @param {boolean} [blank]
   */
  cells(numbers, shape, x, y, marks, blank = false) {
    const { pen, colours } = this;
    const [rows, columns] = tableOf(shape);
    const list = Array.isArray(numbers) ? numbers : [];
    const most = Math.max(0, ...list.map(Math.abs).filter(Number.isFinite));
    for (let k = 0; k < rows * columns; k++) {
      const [left, top] = [x + (k % columns) * CELL.width, y + Math.floor(k / columns) * CELL.height];
      const v = list[k];
      pen.begin();
      pen.box(left + 0.5, top + 0.5, CELL.width - 1.5, CELL.height - 1.5, 2.5);
      if (v === undefined || blank) {
        pen.draw({ fill: colours.paper, stroke: blank ? colours.ink : colours.line, width: 1 });
        continue;
      }
      const alpha = most && Number.isFinite(v) ? strengthOf(colours, Math.abs(v) / most) : 0;
      pen.draw({ fill: colours.paper });
      pen.draw({ fill: v < 0 ? colours.negative : colours.positive, alpha });
      if (marks?.has(k)) pen.draw({ stroke: colours.ink, width: 1.8 });
      pen.text(left + CELL.width / 2, top + 13.5, inCell(v), { size: 11.5, align: "middle", colour: colours.ink });
    }
  }

  /** @param {Card} card @param {number} x @param {number} y @param {Look} look */
  heat(card, x, y, look) {
    const { pen, colours, graph } = this;
    const node = graph.nodes[card.node];
    const value = graph.values[card.node];
    const [rows, columns] = tableOf(node.shape);
    const list = Array.isArray(value) ? value : null;
    const most = list ? Math.max(...list.map(Math.abs)) || 1 : 1;
    const table = node.heat ?? Array.from({ length: rows }, (_, r) =>
      Array.from({ length: columns }, (_, c) => (list ? list[r * columns + c] / most : 0)));
    pen.text(x + card.width - PAD, y + 17, node.shape.join("×"), { size: 11, align: "end", colour: colours.quiet });
    const [width, height] = [card.width - 2 * PAD, 34];
    if (look.data)
      table.forEach((row, i) => row.forEach((share, j) => {
        pen.begin();
        pen.box(x + PAD + (j * width) / row.length, y + HEAD + (i * height) / table.length,
          width / row.length, height / table.length);
        pen.draw({ fill: share < 0 ? colours.negative : colours.positive, alpha: 0.66 * Math.abs(share) ** 0.8 });
      }));
    const top = y + card.height - 36;
    this.number(GRAPH_WORDS.data, look.data ? value : null, x, top, false, false);
    if (!node.constant) this.number(GRAPH_WORDS.grad, look.grad, x, top + 19, false, true);
  }
}
