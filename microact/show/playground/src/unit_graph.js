/** The scalar graph of one unit, as cards and arrows; what is not known yet is "?" and dashed. */

import { curveOf } from "./measure.js";
import { short } from "./numbers.js";
import { SvgPen } from "./pens.js";
import { drawCurve, scales } from "./tile.js";
import { Cards, Told } from "./unit_cards.js";
import { restOf } from "./unit_steps.js";
import { WORDS } from "./words.js";
/** @import { Colours } from "./palette.js" */
/** @import { Run } from "./run.js" */
/** @import { UnitNumbers, UnitStep } from "./unit_steps.js" */
/** @import { Box } from "./layout.js" */

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
  const { inputs, rest, l, readers, ofLogit } = numbers;
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
    drawing.pair(
      input,
      i,
      offset + i * ROW,
      middle,
      l > 1 ? heatOf(l - 1, input.k) : heatOf(0, input.k),
    ),
  );
  if (rest.length) drawing.folded(offset + inputs.length * ROW, middle);
  drawing.sum(middle);
  drawing.activation(middle);
  drawing.readers(
    middle,
    readers.length ? (/** @type {number} */ m) => heatOf(l + 1, m) : null,
    ofLogit,
  );
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

  /** The curve with the point on it, and its tangent. @param {number} middle */
  activation(middle) {
    const { pen, colours, told, numbers, run } = this;
    const { activation, l, j, z, a, slope, upstream, atSum, ofLogit } = numbers;
    const now = told.isNow("activation") || told.isNow("slope");
    const known = told.knows("activation");
    const [x, y] = [640, middle - 140];
    pen.group({ class: now ? "now" : "" }, () => {
      this.card({ x, y, width: 270, height: 280 }, "operation", known, now);
      pen.text(x + 12, y + 22, activation.title.slice(0, 24), {
        size: 14,
        bold: true,
        colour: colours.ink,
      });
      const box = { x: x + 12, y: y + 34, width: 246, height: 166 };
      const m = run.network.sizes[l];
      drawCurve(
        pen,
        colours,
        box,
        activation,
        {
          z: run.measured.all.sums[l - 1],
          from: j,
          stride: m,
          count: run.learning,
          wanted: run.wanted,
          middle: run.measured.threshold,
        },
        false,
      );
      const lines = /** @type {[string, string, boolean, number][]} */ ([
        [
          WORDS.inside.data,
          `${activation.title.split("(")[0]}(${short(z)}) = ${short(a)}`,
          known,
          1,
        ],
      ]);
      if (!ofLogit)
        lines.push([WORDS.inside.arrives, short(upstream), told.knows("arrives"), upstream]);
      lines.push([
        WORDS.inside.passes,
        ofLogit ? short(atSum) : `${short(upstream)} × ${short(slope)} = ${short(atSum)}`,
        told.knows("slope"),
        atSum,
      ]);
      lines.forEach(([label, text, isKnown, sign], i) => {
        pen.text(x + 12, y + 222 + 20 * i, label, { size: 11, colour: colours.quiet });
        pen.text(x + 258, y + 222 + 20 * i, isKnown ? text : "?", {
          bold: isKnown,
          align: "end",
          colour: !isKnown ? colours.quiet : i ? this.textColour(sign) : colours.ink,
        });
      });
      if (known) this.tangent(box);
    });
  }

  /** @param {Box} box */
  tangent(box) {
    const {
      pen,
      colours,
      numbers: { activation, z, a, slope },
    } = this;
    const [, across, down] = scales(box, activation);
    const [x, y] = [across(z), down(a)];
    pen.begin();
    pen.move(box.x, y);
    pen.line(x, y);
    pen.line(x, box.y + box.height);
    pen.draw({ stroke: colours.quiet, dash: [2, 3] });
    // The slope in pixels: a number's worth to the right, and its slope's worth up.
    const curve = curveOf(activation);
    const perA = (down(curve.low) - down(curve.high)) / (curve.high - curve.low);
    const steep = (slope * perA) / (across(1) - across(0));
    const half = 44 / Math.hypot(1, steep);
    if (Number.isFinite(steep)) {
      pen.begin();
      pen.move(x - half, y + half * steep);
      pen.line(x + half, y - half * steep);
      pen.draw({ stroke: colours.ink, width: 2.4 });
    }
    pen.begin();
    pen.dot(x, y, 6);
    pen.draw({ fill: colours.ink, stroke: colours.paper, width: 1.5 });
  }

  /**
   * Who reads the unit: units of the next layer, or the loss.
   * @param {number} middle @param {((m: number) => HTMLCanvasElement) | null} heatOf @param {boolean} ofLogit
   */
  readers(middle, heatOf, ofLogit) {
    const { pen, colours, told, numbers } = this;
    const known = told.knows(ofLogit ? "slope" : "arrives");
    const now = told.isNow("arrives") || (ofLogit && told.isNow("slope"));
    const some = numbers.readers.slice(0, numbers.readers.length > 5 ? 4 : 5);
    pen.group({ class: now ? "now" : "" }, () => {
      if (!heatOf) {
        this.arrow(
          911,
          middle,
          984,
          middle,
          known ? (ofLogit ? numbers.atSum : numbers.upstream) : null,
          null,
        );
        this.card(
          { x: 984, y: middle - 32, width: 150, height: 64 },
          "output",
          told.knows("activation"),
          now,
        );
        pen.text(996, middle - 12, WORDS.inside.theLoss, { bold: true, colour: colours.ink });
        pen.text(996, middle + 6, `${WORDS.inside.wanted}${short(numbers.wanted)}`, {
          size: 11,
          colour: colours.quiet,
        });
        pen.text(
          996,
          middle + 22,
          `${WORDS.output}: ${told.knows("activation") ? short(numbers.answer) : "?"}`,
          { size: 11, colour: colours.quiet },
        );
        return;
      }
      const high = 72;
      const top = middle - (some.length * high) / 2;
      some.forEach((reader, i) => {
        const y = top + i * high;
        this.arrow(
          911,
          middle,
          984,
          y + 30,
          known ? reader.arriving * reader.w : null,
          known ? reader.w : null,
        );
        this.card({ x: 984, y, width: 160, height: 60 }, "operation", true, now);
        pen.picture(heatOf(reader.m), 991, y + 7, 46, 46);
        const name =
          numbers.l + 1 === this.run.network.depth
            ? WORDS.output
            : `unit ${numbers.l + 1}.${reader.m + 1}`;
        pen.text(1046, y + 22, name, { bold: true, colour: colours.ink });
        this.labelled(1046, y + 42, WORDS.inside.grad, known, reader.arriving, true);
      });
      const end = top + some.length * high + 10;
      pen.text(
        984,
        end,
        numbers.readers.length > some.length
          ? `${WORDS.inside.moreReaders(numbers.readers.length - some.length)}; ${WORDS.inside.atSum}`
          : WORDS.inside.atSum,
        { size: 11, colour: colours.quiet },
      );
    });
  }
}
