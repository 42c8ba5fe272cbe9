/** The curve of one unit, large: the unit that is pointed at, or the one that lets least through. */

import { byId, make, say } from "../base/dom.js";
import { curveOf, REACH } from "./measure.js";
import { nameOf } from "./names.js";
import { short } from "../base/numbers.js";
import { coloursNow } from "../base/palette.js";
import { sharpened } from "../base/pens.js";
import { drawCurve, drawOnCurve, scales } from "./tile.js";
import { WORDS } from "../words.js";
/** @import { App, Place } from "./app.js" */

/** A unit that lets as much through as this is not worth a word. */
const ALL = 0.999;

export class Closer {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.title = make("h2", {});
    this.canvas = make("canvas", { class: "curve", "aria-hidden": "true" });
    this.said = make("p", { class: "quiet" });
    this.pen = sharpened(this.canvas, 1, 1);
    byId("answer").append(make("section", { class: "closer" }, this.title, this.canvas, this.said));
    this.build();
  }

  build() {
    this.pen = sharpened(this.canvas, this.canvas.clientWidth, this.canvas.clientHeight);
  }

  /** @returns {Place} */
  place() {
    const { hover, run } = this.app;
    if (hover && hover.l > 0) return hover;
    let [least, place] = [ALL, { l: run.network.depth, j: 0 }];
    run.measured.units.slice(0, -1).forEach((layer, l) =>
      layer.forEach(({ off, flat, slope }, j) => {
        const through = 1 - off - flat - 0.001 / (1 + slope);
        if (through < least) [least, place] = [through, { l: l + 1, j }];
      }));
    return place;
  }

  update() {
    const { app, pen } = this;
    const { run, view } = app;
    const { l, j } = this.place();
    const { network, measured } = run;
    const [activation, colours] = [network.activations[l - 1], coloursNow()];
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    const box = { x: 0, y: 0, width, height: height - 18 };
    pen.context.clearRect(0, 0, width, height);
    drawCurve(pen, colours, box, activation, run.sumsOf(l, j), false);
    const [, across] = scales(box, activation);
    for (let z = 1 - REACH; z < REACH; z += 2)
      pen.text(across(z), height - 4, short(z), { size: 11, align: "middle", colour: colours.quiet });
    if (view.point >= 0) {
      const at = view.point * network.sizes[l] + j;
      const { sums, outputs } = measured.all;
      drawOnCurve(pen, colours, box, activation, sums[l - 1][at], outputs[l][at], 4.5);
    }
    const name = nameOf(app.run, l, j);
    const why = app.hover || l === network.depth ? "" : WORDS.least;
    const title = `${name[0].toUpperCase()}${name.slice(1)}, ${activation.title} `;
    this.title.replaceChildren(title, make("span", {}, why));
    say(this.said, WORDS.closer(measured.units[l - 1][j], curveOf(activation).steepest));
  }
}
