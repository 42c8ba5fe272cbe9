/** The scalar graph of one unit, as cards and arrows; what is not known yet is "?" and dashed. */

import { short } from "./numbers.js";
import { SvgPen } from "./pens.js";
import { Cards, Told } from "./unit_cards.js";
import { drawActivation, drawReaders } from "./unit_ends.js";
import { restOf } from "./unit_steps.js";
import { WORDS } from "./words.js";
/** @import { Colours } from "./palette.js" */
/** @import { Run } from "./run.js" */
/** @import { UnitNumbers, UnitStep } from "./unit_steps.js" */

const WIDTH = 1150;
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
  const height = Math.max(TOP + rows * ROW + 6, 440);
  const pen = new SvgPen(WIDTH, height);
  const drawing = new UnitDrawing(pen, colours, numbers, new Told(steps, at), run);
  const { columns } = WORDS.inside;
  const heads = /** @type {[number, string][]} */ ([
    [1, columns.inputs(l - 1)],
    [282, columns.product],
    [462, columns.sum],
    [640, columns.activation],
    [984, columns.readers],
  ]);
  for (const [x, text] of heads) pen.text(x, 16, text, { size: 12, colour: colours.quiet });
  const middle = TOP + (Math.max(rows * ROW, 400) - 10) / 2;
  const offset = middle - (rows * ROW - 10) / 2;
  inputs.forEach((input, i) =>
    drawing.pair(input, i, offset + i * ROW, middle, heatOf(l - 1, input.k)),
  );
  if (rest.length) drawing.folded(offset + inputs.length * ROW, middle);
  drawing.sum(middle);
  drawActivation(drawing, middle);
  drawReaders(drawing, middle, readers.length ? (/** @type {number} */ m) => heatOf(l + 1, m) : null);
  return pen.svg;
}

class UnitDrawing extends Cards {
  /**
   * An input and its weight, their product, and the way to the sum.
   * @param {import("./unit_steps.js").Input} input @param {number} i @param {number} y @param {number} middle
   * @param {HTMLCanvasElement} heat
   */
  pair(input, i, y, middle, heat) {
    const { pen, colours, told, numbers } = this;
    const [known, back, now] = [
      told.knows("product", i),
      told.knows("weight", i),
      told.isNow("product", i) || told.isNow("weight", i),
    ];
    pen.group({ class: now ? "now" : "" }, () => {
      this.card({ x: 1, y, width: 206, height: 40 }, "operation", true, now);
      pen.picture(heat, 8, y + 7, 26, 26);
      pen.text(42, y + 24, input.name.slice(0, 9), { bold: true, colour: colours.ink });
      this.number(108, y + 24, true, input.a);
      if (back) {
        this.number(198, y + (numbers.shared ? 18 : 24), true, input.share, true, "end");
        if (numbers.shared)
          pen.text(198, y + 33, `${WORDS.inside.total} ${short(input.total)}`, {
            size: 11,
            align: "end",
            colour: colours.quiet,
          });
      }
      this.card({ x: 1, y: y + 43, width: 206, height: 40 }, "leaf", true, now);
      pen.text(
        12,
        y + 67,
        `w${input.name.startsWith("a") ? input.name.slice(1) : ` of ${input.name.slice(0, 6)}`}`,
        { bold: true, colour: colours.ink },
      );
      this.number(108, y + 67, true, input.w);
      if (back) this.number(198, y + 67, true, numbers.atSum * input.a, true, "end");
      const at = { x: 282, y: y + 9, width: 118, height: 64 };
      this.arrow(
        208,
        y + 20,
        282,
        y + 32,
        back ? input.share : null,
        told.knows("spread") ? input.w : null,
      );
      this.arrow(
        208,
        y + 63,
        282,
        y + 50,
        back ? numbers.atSum * input.a : null,
        told.knows("spread") ? input.a : null,
        -18,
      );
      this.card(at, "operation", known, now);
      pen.text(292, y + 28, `${input.name.slice(0, 6)} · w`, { bold: true, colour: colours.ink });
      this.labelled(292, y + 45, WORDS.inside.data, known, input.a * input.w, false);
      if (told.knows("spread"))
        this.labelled(292, y + 62, WORDS.inside.grad, true, numbers.atSum, true);
      this.arrow(401, y + 41, 462, middle, told.knows("spread") ? numbers.atSum : null, null);
    });
  }

  /** The products that matter less, in one card. @param {number} y @param {number} middle */
  folded(y, middle) {
    const { pen, colours, told, numbers } = this;
    const known = told.knows("sum");
    this.card({ x: 282, y: y + 9, width: 118, height: 64 }, "operation", known, false);
    pen.text(292, y + 28, WORDS.inside.moreInputs(numbers.rest.length), { bold: true, colour: colours.ink });
    this.labelled(292, y + 45, WORDS.inside.data, known, restOf(numbers), false);
    if (told.knows("spread")) this.labelled(292, y + 62, WORDS.inside.grad, true, numbers.atSum, true);
    this.arrow(401, y + 41, 462, middle, told.knows("spread") ? numbers.atSum : null, null);
  }

  /** @param {number} middle */
  sum(middle) {
    const { pen, colours, told, numbers } = this;
    const now = told.isNow("sum") || told.isNow("spread");
    const back = told.knows("slope");
    pen.group({ class: now ? "now" : "" }, () => {
      this.card(
        { x: 462, y: middle - 32, width: 112, height: 64 },
        "operation",
        told.knows("sum"),
        now,
      );
      pen.text(472, middle - 13, "z", { bold: true, colour: colours.ink });
      this.labelled(472, middle + 4, WORDS.inside.data, told.knows("sum"), numbers.z, false);
      if (back) this.labelled(472, middle + 21, WORDS.inside.grad, true, numbers.atSum, true);
      const y = middle + 84;
      this.card({ x: 450, y, width: 136, height: 36 }, "leaf", true, told.isNow("spread"));
      pen.text(460, y + 22, WORDS.inside.bias, { bold: true, colour: colours.ink });
      this.number(496, y + 22, true, numbers.bias);
      if (told.knows("spread")) this.number(578, y + 22, true, numbers.atSum, true, "end");
      const flow = told.knows("spread");
      const colour = !flow
        ? colours.edge
        : numbers.atSum > 0
          ? colours.positive
          : numbers.atSum < 0
            ? colours.negative
            : colours.nothing;
      pen.begin();
      pen.move(518, y);
      pen.line(518, middle + 41);
      pen.draw({ stroke: colour, width: flow ? 3 : 1.3 });
      pen.begin();
      pen.move(518, middle + 33);
      pen.line(513, middle + 43);
      pen.line(523, middle + 43);
      pen.close();
      pen.draw({ fill: colour });
    });
    this.arrow(
      575,
      middle,
      640,
      middle,
      back ? numbers.atSum : null,
      told.knows("activation") && !numbers.ofLogit ? numbers.slope : null,
      9,
    );
  }
}
