/** The scalar graph of one unit for one point: inputs and weights, products, their sum; see `unit_ends.js`. */

import { precise } from "../base/numbers.js";
import { SvgPen } from "../base/pens.js";
import { Cards, COLUMNS, Told } from "./unit_cards.js";
import { drawActivation, drawReaders } from "./unit_ends.js";
import { restOf } from "./unit_steps.js";
import { WORDS } from "../words.js";
/** @import { Colours } from "../base/palette.js" */
/** @import { Run } from "../network/run.js" */
/** @import { Input, UnitNumbers, UnitStep } from "./unit_steps.js" */

const WIDTH = 1184;
const ROW = 96;
const TOP = 34;

/**
 * Draw the unit after some steps.
 * @param {UnitNumbers} numbers @param {UnitStep[]} steps @param {number} at @param {Run} run
 * @param {Colours} colours @param {(l: number, j: number) => HTMLCanvasElement} heatOf
 * @returns {Element}
 */
export function graphOf(numbers, steps, at, run, colours, heatOf) {
  const { inputs, rest, l, readers } = numbers;
  const rows = inputs.length + Number(rest.length > 0);
  const pen = new SvgPen(WIDTH, Math.max(TOP + rows * ROW + 6, 440));
  const drawing = new UnitDrawing(pen, colours, numbers, new Told(steps, at), run);
  const { columns } = WORDS.inside;
  const { leaf, product, sum, activation, reader } = COLUMNS;
  /** @type {[number, string][]} */
  const heads = [
    [leaf.x, columns.inputs(l - 1)], [product.x, columns.product], [sum.x, columns.sum],
    [activation.x, columns.activation], [reader.x, columns.readers],
  ];
  for (const [x, text] of heads) pen.text(x, 16, text, { size: 12, colour: colours.quiet });
  const middle = TOP + (Math.max(rows * ROW, 400) - 10) / 2;
  const first = middle - (rows * ROW - 10) / 2;
  inputs.forEach((input, i) => drawing.pair(input, i, first + i * ROW, middle, heatOf(l - 1, input.k)));
  if (rest.length) drawing.folded(first + inputs.length * ROW, middle);
  drawing.sum(middle);
  drawActivation(drawing, middle);
  drawReaders(drawing, middle, readers.length ? (m) => heatOf(l + 1, m) : null);
  return pen.svg;
}

class UnitDrawing extends Cards {
  /**
   * An input and its weight, their product, and the way to the sum.
   * @param {Input} input @param {number} i @param {number} y @param {number} middle
   * @param {HTMLCanvasElement} heat
   */
  pair(input, i, y, middle, heat) {
    const { pen, colours, told, numbers } = this;
    const { leaf, product } = COLUMNS;
    const [end, right] = [leaf.x + leaf.width, leaf.x + leaf.width - 9];
    const [back, spread] = [told.knows("weight", i), told.knows("spread")];
    const now = told.isNow("product", i) || told.isNow("weight", i);
    const forWeight = numbers.atSum * input.a;
    pen.group({ class: now ? "now" : "" }, () => {
      this.card({ ...leaf, y, height: 40 }, "operation", true, now);
      pen.picture(heat, 8, y + 7, 26, 26);
      pen.text(42, y + 24, input.name.slice(0, 9), { bold: true, colour: colours.ink });
      this.number(104, y + 24, true, input.a);
      if (back) this.number(right, y + (numbers.shared ? 18 : 24), true, input.share, true, "end");
      if (back && numbers.shared) {
        const words = WORDS.inside.total(precise(input.total));
        pen.text(right, y + 33, words, { size: 11, align: "end", colour: colours.quiet });
      }
      this.card({ ...leaf, y: y + 43, height: 40 }, "leaf", true, now);
      pen.text(12, y + 67, WORDS.inside.weightOf(input.name), { bold: true, colour: colours.ink });
      this.number(104, y + 67, true, input.w);
      if (back) this.number(right, y + 67, true, forWeight, true, "end");
      this.arrow([end + 1, y + 20], [product.x, y + 32], back ? input.share : null, spread ? input.w : null);
      this.arrow([end + 1, y + 63], [product.x, y + 50], back ? forWeight : null, spread ? input.a : null, [0, 18]);
    });
    const known = told.knows("product", i);
    this.product(`${input.name.slice(0, 6)} · w`, input.a * input.w, y, middle, known, now);
  }

  /** The products that matter less, in one card. @param {number} y @param {number} middle */
  folded(y, middle) {
    const { numbers, told } = this;
    this.product(WORDS.inside.moreInputs(numbers.rest.length), restOf(numbers), y, middle, told.knows("sum"), false);
  }

  /**
   * @param {string} name @param {number} number @param {number} y @param {number} middle
   * @param {boolean} known @param {boolean} now
   */
  product(name, number, y, middle, known, now) {
    const { pen, colours, told, numbers } = this;
    const { product, sum } = COLUMNS;
    const spread = told.knows("spread");
    this.card({ ...product, y: y + 9, height: 64 }, "operation", known, now);
    pen.text(product.x + 10, y + 28, name, { bold: true, colour: colours.ink });
    this.labelled(product.x + 10, y + 45, WORDS.inside.data, known, number, false);
    if (spread) this.labelled(product.x + 10, y + 62, WORDS.inside.grad, true, numbers.atSum, true);
    this.arrow([product.x + product.width + 1, y + 41], [sum.x, middle], spread ? numbers.atSum : null, null);
  }

  /** @param {number} middle */
  sum(middle) {
    const { pen, colours, told, numbers } = this;
    const { sum, activation } = COLUMNS;
    const [back, spread, known] = [told.knows("slope"), told.knows("spread"), told.knows("sum")];
    const now = told.isNow("sum") || told.isNow("spread");
    const bias = { x: sum.x, y: middle + 84, width: sum.width + 48, height: 36 };
    pen.group({ class: now ? "now" : "" }, () => {
      this.card({ ...sum, y: middle - 32, height: 64 }, "operation", known, now);
      pen.text(sum.x + 10, middle - 13, "z", { bold: true, colour: colours.ink });
      this.labelled(sum.x + 10, middle + 4, WORDS.inside.data, known, numbers.z, false);
      if (back) this.labelled(sum.x + 10, middle + 21, WORDS.inside.grad, true, numbers.atSum, true);
      this.card(bias, "leaf", true, told.isNow("spread"));
      pen.text(bias.x + 10, bias.y + 22, WORDS.inside.bias, { bold: true, colour: colours.ink });
      this.number(bias.x + 44, bias.y + 22, true, numbers.bias);
      if (spread) this.number(bias.x + bias.width - 8, bias.y + 22, true, numbers.atSum, true, "end");
      const ink = this.flowInk(spread ? numbers.atSum : null);
      const x = sum.x + sum.width / 2;
      pen.begin();
      pen.move(x, bias.y - (spread ? 8 : 0));
      pen.line(x, middle + (spread ? 33 : 41));
      pen.draw(ink);
      if (spread) this.head([x, bias.y], [0, -10], ink.stroke);
      else this.head([x, middle + 33], [0, 10], ink.stroke);
    });
    const slope = told.knows("activation") && !numbers.ofLogit ? numbers.slope : null;
    this.arrow([sum.x + sum.width + 1, middle], [activation.x, middle], back ? numbers.atSum : null, slope, [0, -9]);
  }
}
