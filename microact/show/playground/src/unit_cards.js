/** Cards, numbers and arrows of one unit's graph; what is not known yet is "?" and dashed. */

import { short } from "./numbers.js";
/** @import { SvgPen } from "./pens.js" */
/** @import { Colours } from "./palette.js" */
/** @import { Run } from "./run.js" */
/** @import { UnitNumbers, UnitStep } from "./unit_steps.js" */
/** @import { Box } from "./layout.js" */

/** How far the story has come: whether each kind of step, of its i-th card, has been told. */
export class Told {
  /** @param {UnitStep[]} steps @param {number} at how many steps are told */
  constructor(steps, at) {
    this.steps = steps;
    this.at = at;
  }

  /** @param {string} kind @param {number} [i] */
  knows(kind, i = 0) {
    const place = this.steps.findIndex((step) => step.kind === kind && step.i === i);
    return place >= 0 && place < this.at;
  }

  /** @param {string} kind @param {number} [i] */
  isNow(kind, i = 0) {
    const now = this.steps[this.at - 1];
    return now?.kind === kind && now.i === i;
  }
}

export class Cards {
  /** @param {SvgPen} pen @param {Colours} colours @param {UnitNumbers} numbers @param {Told} told @param {Run} run */
  constructor(pen, colours, numbers, told, run) {
    this.pen = pen;
    this.colours = colours;
    this.numbers = numbers;
    this.told = told;
    this.run = run;
    const { inputs, atSum, upstream } = numbers;
    /** The largest gradient here: what widths are measured by. */
    this.most =
      Math.max(
        Math.abs(atSum),
        Math.abs(upstream),
        ...inputs.flatMap(({ a, share }) => [Math.abs(atSum * a), Math.abs(share)]),
      ) || 1;
    if (!Number.isFinite(this.most)) this.most = 1;
  }

  /** The colour of a number as text. @param {number} x */
  textColour(x) {
    return x > 0
      ? this.colours["positive-text"]
      : x < 0
        ? this.colours["negative-text"]
        : this.colours.quiet;
  }

  /** @param {Box} box @param {string} kind @param {boolean} known @param {boolean} now */
  card({ x, y, width, height }, kind, known, now) {
    const { pen, colours } = this;
    pen.begin();
    pen.box(x, y, width, height, 8);
    pen.draw({
      fill: now ? colours.now : colours[kind],
      stroke: now ? colours.ink : colours[`${kind}-line`],
      width: now ? 1.6 : 1,
      dash: known ? undefined : [4, 3],
    });
  }

  /**
   * @param {number} x @param {number} y @param {boolean} known @param {number} number
   * @param {boolean} [gradient] @param {"start" | "end"} [align]
   */
  number(x, y, known, number, gradient = false, align = "start") {
    const colour = !known
      ? this.colours.quiet
      : gradient
        ? this.textColour(number)
        : this.colours.ink;
    this.pen.text(x, y, known ? short(number) : "?", {
      size: 12,
      bold: gradient && known,
      align,
      colour,
    });
  }

  /**
   * An arrow that is as wide as the gradient that has come back along it.
   * @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2
   * @param {number | null} flow @param {number | null} times what the gradient is multiplied by
   * @param {number} [up] how far above its middle that stands
   */
  arrow(x1, y1, x2, y2, flow, times, up = 7) {
    const { pen, colours, most } = this;
    const lost = flow !== null && !Number.isFinite(flow);
    const share = flow === null || lost ? 0 : Math.abs(flow) / most;
    const t = share > 1e-4 ? 1 + Math.log10(Math.min(1, share)) / 4 : 0;
    const hue = flow !== null && flow > 0 ? colours.positive : colours.negative;
    const colour = flow === null ? colours.edge : lost ? colours.ink : t === 0 ? colours.nothing : hue;
    const bend = (x2 - x1) * 0.45;
    pen.begin();
    pen.move(x1, y1);
    pen.bend(x1 + bend, y1, x2 - bend, y2, x2 - 8, y2);
    pen.draw({
      stroke: colour,
      width: flow === null ? 1.3 : 0.9 + 5.8 * t * t,
      dash: flow !== null && t === 0 ? [5, 4] : undefined,
    });
    pen.begin();
    pen.move(x2, y2);
    pen.line(x2 - 10, y2 - 5);
    pen.line(x2 - 10, y2 + 5);
    pen.close();
    pen.draw({ fill: colour });
    if (times !== null)
      pen.text((x1 + x2) / 2, (y1 + y2) / 2 - up, `× ${short(times)}`, {
        size: 11,
        bold: flow !== null,
        align: "middle",
        colour: colours.ink,
        rim: colours.stage,
      });
  }

  /**
   * @param {number} x @param {number} y @param {string} label
   * @param {boolean} known @param {number} number @param {boolean} gradient
   */
  labelled(x, y, label, known, number, gradient) {
    this.pen.text(x, y, label, { size: 11, colour: this.colours.quiet });
    this.number(x + 32, y, known, number, gradient);
  }
}
