/** Where the network is seen: a canvas, with buttons over it for whoever points or tabs. */

import { byId, make, roving } from "../base/dom.js";
import { Drawing } from "./drawing.js";
import { headsOf } from "./heads.js";
import { Heats } from "./heats.js";
import { inside, layoutOf, leastHeight, leastWidth, wayOf } from "./layout.js";
import { distanceTo } from "./lines.js";
import { nameOf } from "./names.js";
import { coloursNow } from "../base/palette.js";
import { sharpened } from "../base/pens.js";
import { hideTip, showTip } from "../base/tip.js";
import { WORDS } from "../words.js";
/** @import { App } from "./app.js" */
/** @import { Box } from "./layout.js" */
/** @import { Pen } from "../base/pens.js" */

/** How near the pointer must be to a line, in pixels. */
const NEAR = 5;

export class Stage {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.host = byId("net");
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.heads = make("div", {});
    this.buttons = make("div", { class: "units", role: "group", "aria-label": WORDS.units });
    this.host.append(this.canvas, this.heads, this.buttons);
    this.settle = roving(this.buttons);
    this.pen = sharpened(this.canvas, 1, 1);
    this.layout = layoutOf(app.run.network.sizes, 800, 600, 800);
    this.heats = new Heats(app);
    this.host.addEventListener("pointermove", (event) => this.tellLine(event));
    this.host.addEventListener("pointerleave", hideTip);
    this.build();
  }

  /** Make room for a network of another shape. */
  build() {
    const { sizes } = this.app.run.network;
    const available = this.host.parentElement?.clientWidth ?? 0;
    this.host.style.minWidth = `${leastWidth(sizes, available)}px`;
    this.host.style.minHeight = `${leastHeight(sizes, available < 520)}px`;
    const { clientWidth, clientHeight } = this.host;
    this.layout = layoutOf(sizes, clientWidth, clientHeight, available);
    Object.assign(this.canvas.style, { width: `${clientWidth}px`, height: `${clientHeight}px` });
    this.pen = sharpened(this.canvas, clientWidth, clientHeight);
    this.heats.build();
    this.heads.replaceChildren(...headsOf(this.app, this.layout));
    this.buttons.replaceChildren(
      ...this.layout.columns.flatMap((column, l) => (l ? column.map((box, j) => this.button(box, l, j)) : [])),
    );
    this.settle();
  }

  /** What lies over a tile. @param {Box} box @param {number} l @param {number} j */
  button(box, l, j) {
    const { app } = this;
    const button = make("button", {
      type: "button", "data-l": l, "data-j": j,
      onclick: () => {
        hideTip();
        app.look({ unit: { l, j } });
      },
      onpointerenter: () => app.pointAt({ l, j }),
      onpointerleave: () => app.pointAt(null),
      onfocus: () => app.pointAt({ l, j }),
      onblur: () => app.pointAt(null),
    });
    button.addEventListener("pointermove", (event) => {
      event.stopPropagation();
      const unit = app.run.measured.units[l - 1][j];
      showTip(event, nameOf(app.run, l, j), [WORDS.tip.unit(unit), WORDS.tip.look]);
    });
    const { x, y, width, height } = box;
    Object.assign(button.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    return button;
  }

  update() {
    const { app, layout, pen } = this;
    this.heats.update();
    pen.context.clearRect(0, 0, layout.width, layout.height);
    this.draw(pen);
    if (!app.playing) this.describe(); // sixty times a second nobody could listen
  }

  /** @param {Pen} pen */
  draw(pen) {
    new Drawing(this.app, this.heats, pen, coloursNow(), this.layout).draw();
  }

  /** Say to whoever cannot see what each unit does. */
  describe() {
    const { measured, network } = this.app.run;
    for (const button of this.buttons.querySelectorAll("button")) {
      const [l, j] = [Number(button.dataset.l), Number(button.dataset.j)];
      const { title } = network.activations[l - 1];
      const words = WORDS.unit(nameOf(this.app.run, l, j), title, measured.units[l - 1][j]);
      button.setAttribute("aria-label", words);
    }
  }

  /** Say what the line under the pointer is. @param {PointerEvent} event */
  tellLine(event) {
    const { app } = this;
    const { network, change } = app.run;
    const place = this.host.getBoundingClientRect();
    const found = this.lineAt(event.clientX - place.left, event.clientY - place.top);
    if (!found) return hideTip();
    const [l, j, k] = found;
    const at = j * network.sizes[l] + k;
    const gradient = app.view.point < 0 ? network.gradient : app.run.single(app.view.point).gradient;
    const numbers = [network.theta, gradient, change].map((all) => network.weightsOf(all, l)[at]);
    showTip(event, WORDS.tip.weight(nameOf(app.run, l, k), nameOf(app.run, l + 1, j)), WORDS.tip.rows(numbers));
  }

  /**
   * The line nearest to a place: its layer, unit and input.
   * @param {number} x @param {number} y @returns {[number, number, number] | null}
   */
  lineAt(x, y) {
    const { layout, app: { run: { network: { sizes, depth } } } } = this;
    const { columns } = layout;
    if (columns.flat().some((box) => inside(box, x, y))) return null;
    let [nearest, found] = [NEAR, /** @type {[number, number, number] | null} */ (null)];
    for (let l = 0; l < depth; l++) {
      const from = columns[l][0];
      if (x < from.x + from.width - 2 || x > columns[l + 1][0].x + 2) continue;
      for (let j = 0; j < sizes[l + 1]; j++)
        for (let k = 0; k < sizes[l]; k++) {
          const distance = distanceTo(wayOf(layout, l, j, k), x, y);
          if (distance < nearest) [nearest, found] = [distance, [l, j, k]];
        }
    }
    return found;
  }
}
