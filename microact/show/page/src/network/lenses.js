/** Above the network: the sentence, what lines and tiles show, how many layers; and what hues mean. */

import { byId, make, say, segments } from "../base/dom.js";
import { counter } from "./heads.js";
import { MOST } from "./settings.js";
import { WORDS } from "../words.js";
/** @import { App } from "./app.js" */

export class Lenses {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    const { lenses } = WORDS;
    this.lines = segments(WORDS.lines, ["weights", "gradients", "change"], lenses, (lines) => app.look({ lines }));
    this.tiles = segments(WORDS.tiles, ["output", "slope", "gradient"], lenses, (tiles) => app.look({ tiles }));
    this.depth = make("span", {});
    this.key = byId("key");
    /** @param {string} name @param {string} label @param {Element} content */
    const labelled = (name, label, content) =>
      make("span", { class: `labelled ${name}` }, make("span", {}, label), content);
    byId("lenses").append(
      labelled("lines", WORDS.lines, this.lines.element), labelled("tiles", WORDS.tiles, this.tiles.element),
      labelled("layers", WORDS.layers, this.depth),
    );
  }

  build() {
    const { layers } = this.app.run.settings;
    const last = layers[layers.length - 1] ?? { units: 4, activation: "tanh" };
    /** @param {number} by */
    const change = (by) => this.app.set({ layers: by > 0 ? [...layers, last] : layers.slice(0, -1) });
    this.tell(); // first: how high it is decides what is left for the network
    this.depth.replaceChildren(counter(layers.length, 0, MOST.layers, [WORDS.layersFewer, WORDS.layersMore], change));
  }

  update() {
    const { view } = this.app;
    this.lines.show(view.lines);
    this.tiles.show(view.tiles);
    this.tell();
  }

  tell() {
    const { app } = this;
    const { view, run } = app;
    say(byId("say"), app.sentence());
    const { hues } = WORDS;
    const still = view.lines === "change" && run.step === 0;
    const lines = still ? hues.noChange : hues[/** @type {"weights"} */ (view.lines)];
    const picked = /** @type {Record<string, string>} */ (WORDS.picked)[view.story] ?? "";
    const notice = app.notice ? [WORDS.noticed(app.notice)] : [];
    say(this.key, [...notice, ...lines, " ", ...hues[/** @type {"output"} */ (view.tiles)], ` ${picked}`]);
  }
}
