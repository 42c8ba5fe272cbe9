/** Cards, numbers and arrows of one unit's graph; what is not known yet is "?" and dashed. */

import { precise } from "../base/numbers.js";
/** @import { SvgPen, Ink } from "../base/pens.js" */
/** @import { Colours } from "../base/palette.js" */
/** @import { Run } from "../network/run.js" */
/** @import { UnitNumbers, UnitStep } from "./unit_steps.js" */
/** @import { Box } from "../network/layout.js" */

/** Where the columns of the graph stand, and how wide they are. */
export const COLUMNS = {
  leaf: { x: 1, width: 236 }, product: { x: 312, width: 122 }, sum: { x: 494, width: 118 },
  activation: { x: 676, width: 270 }, reader: { x: 1016, width: 164 },
};

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
    const sizes = [atSum, upstream, ...inputs.flatMap(({ a, share }) => [atSum * a, share])].map(Math.abs);
    const most = Math.max(...sizes);
    /** The largest gradient here: what widths are measured by. */
    this.most = most > 0 && Number.isFinite(most) ? most : 1;
  }

  /** The colour of a number as text. @param {number} x */
  textColour(x) {
    const { "positive-text": positive, "negative-text": negative, quiet } = this.colours;
    if (x > 0) return positive;
    return x < 0 ? negative : quiet;
  }

  /** @param {Box} box @param {string} kind @param {boolean} known @param {boolean} now */
  card({ x, y, width, height }, kind, known, now) {
    const { pen, colours } = this;
    pen.begin();
    pen.box(x, y, width, height, 8);
    pen.draw({
      fill: now ? colours.now : colours[kind], stroke: now ? colours.ink : colours[`${kind}-line`],
      width: now ? 1.6 : 1, dash: known ? undefined : [4, 3],
    });
  }

  /**
   * @param {number} x @param {number} y @param {boolean} known @param {number} number
   * @param {boolean} [gradient] @param {"start" | "end"} [align]
   */
  number(x, y, known, number, gradient = false, align = "start") {
    const { ink, quiet } = this.colours;
    const colour = gradient ? this.textColour(number) : ink;
    const letters = { size: 12, bold: gradient && known, align, colour: known ? colour : quiet };
    this.pen.text(x, y, known ? precise(number) : "?", letters);
  }

  /**
   * How what has come back along an arrow is drawn: as wide as it is large; null where nothing is
   * known yet.
   * @param {number | null} flow
   * @returns {Ink & { stroke: string }}
   */
  flowInk(flow) {
    const { colours, most } = this;
    if (flow === null) return { stroke: colours.edge, width: 1.3 };
    if (!Number.isFinite(flow)) return { stroke: colours.ink, width: 2.5, dash: [1, 3] };
    const share = Math.min(1, Math.abs(flow) / most);
    if (!(share > 1e-4)) return { stroke: colours.nothing, width: 0.9, dash: [5, 4] };
    const t = 1 + Math.log10(share) / 4;
    return { stroke: flow > 0 ? colours.positive : colours.negative, width: 0.9 + 5.8 * t * t };
  }

  /**
   * An arrow: forward to the right, until gradient has come back along it, to the left.
   * @param {[number, number]} from @param {[number, number]} to
   * @param {number | null} flow @param {number | null} times what the gradient is multiplied by
   * @param {[number, number]} [at] where that stands, from the middle of the arrow
   */
  arrow([x1, y1], [x2, y2], flow, times, at = [0, -7]) {
    const { pen, colours } = this;
    const ink = this.flowInk(flow);
    const bend = (x2 - x1) * 0.45;
    const [start, end] = flow === null ? [x1, x2 - 8] : [x1 + 8, x2];
    pen.begin();
    pen.move(start, y1);
    pen.bend(start + bend, y1, end - bend, y2, end, y2);
    pen.draw(ink);
    this.head(flow === null ? [x2, y2] : [x1, y1], flow === null ? [-10, 0] : [10, 0], ink.stroke);
    if (times === null) return;
    const [x, y] = [(x1 + x2) / 2 + at[0], (y1 + y2) / 2 + at[1]];
    pen.text(x, y, `× ${precise(times)}`, {
      size: 11, bold: flow !== null, align: "middle", colour: colours.ink, rim: colours.stage,
    });
  }

  /** The head of an arrow. @param {[number, number]} tip @param {[number, number]} back @param {string} colour */
  head([x, y], [dx, dy], colour) {
    const { pen } = this;
    pen.begin();
    pen.move(x, y);
    pen.line(x + dx + dy / 2, y + dy + dx / 2);
    pen.line(x + dx - dy / 2, y + dy - dx / 2);
    pen.close();
    pen.draw({ fill: colour });
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
