/** The tab Matrices: small arrays whose every number can be followed, and the same as a graph. */

import { openDialog } from "../base/dialog.js";
import { byId, make, segments } from "../base/dom.js";
import { States } from "../base/states.js";
import { EXAMPLES } from "../examples.js";
import { captureOf, checkedCapture, putCaptured } from "../formula/capture.js";
import { programOf } from "../formula/program.js";
import { Explorer } from "../graph/explorer.js";
import { pictureOfGraph } from "../graph/graph_sheet.js";
import { Graph } from "../graph/scene.js";
import { MATRICES_WORDS } from "./matrices_words.js";
import { MatrixSheet } from "./sheet.js";
/** @import { Capture } from "../formula/capture.js" */

/** How many states Undo goes back. */
const MOST_SHEETS = 100;

export class MatricesTab {
  /**
   * @param {string} address @param {Record<string, unknown> | null} state
   * @param {() => void} changed called after every change
   */
  constructor(address, state, changed) {
    this.name = /** @type {const} */ ("matrices");
    this.changed = changed;
    this.host = byId("view-matrices");
    this.states = new States(() => captureOf(this), (/** @type {Capture} */ capture) => {
      this.take(capture);
      changed();
    }, MOST_SHEETS);
    /** What was done to the other examples. @type {Map<string, Capture>} */
    this.kept = new Map();
    this.example = "product";
    const words = MATRICES_WORDS;
    const names = Object.keys(EXAMPLES);
    this.chooser = segments(words.choose, names, words.examples, (name) => this.choose(name));
    this.shows = segments(words.show, ["data", "grad"], words.shows, (which) => this.look(which === "grad"));
    this.title = make("h2", { class: "sheet-title" });
    this.sheetHost = make("div", { class: "sheet-host" });
    this.wrong = make("p", { class: "wrong-formula", role: "status" });
    const inside = make("div", { class: "explorer" });
    this.host.append(
      make("div", { class: "matrices-head" }, this.chooser.element,
        make("span", { class: "labelled" }, make("span", {}, words.show), this.shows.element)),
      this.wrong, this.title, this.sheetHost, make("h2", { class: "sheet-title" }, words.graph), inside);
    this.graph = this.graphOf(this.example);
    this.tables = this.sheetOf();
    this.explorer = new Explorer(inside, this.graph, {
      remember: () => this.remember(), meaning: () => {},
      changed: () => {
        this.settle();
        changed();
      },
    }, "m-");
    this.begin(address, state);
  }

  /** @param {string} example */
  graphOf(example) {
    const { scene, rules } = EXAMPLES[example];
    return Graph.of(structuredClone(scene), rules);
  }

  sheetOf() {
    const sheet = new MatrixSheet(this.example, this.graph, {
      remember: () => this.remember(),
      readOnly: () => (this.wrong.textContent = MATRICES_WORDS.readOnly),
      wrong: (isWrong) => (this.wrong.textContent = isWrong ? MATRICES_WORDS.noNumber : ""),
      take: (i, k, number, used) => {
        this.explorer.sliders.set(i, k, number);
        this.explorer.changed(used);
      },
    });
    this.sheetHost.replaceChildren(sheet.element);
    return sheet;
  }

  /** @param {string} address @param {Record<string, unknown> | null} state */
  begin(address, state) {
    const fields = new URLSearchParams(address);
    try {
      if (state && "example" in state) return this.beginWith(String(state.example), Boolean(state.gradients));
      if (state) {
        this.take(this.checked(state));
        return this.explorer.descent.takePast(state.past);
      }
      const example = fields.get("example") ?? "product";
      if (!Object.hasOwn(EXAMPLES, example)) throw new Error(MATRICES_WORDS.damaged);
      this.setExample(example);
      const numbers = fields.get("numbers");
      const plain = { ...captureOf(this), numbers: null };
      if (numbers) this.take(this.checked({ ...plain, ...JSON.parse(numbers), text: example }));
      if (fields.get("show") === "grad") this.look(true);
    } catch {
      this.setExample("product");
      this.wrong.textContent = MATRICES_WORDS.damaged;
    }
  }

  /** An example as it is, as a lesson asks for it. @param {string} example @param {boolean} gradients */
  beginWith(example, gradients) {
    if (!Object.hasOwn(EXAMPLES, example)) throw new Error(MATRICES_WORDS.damaged);
    this.setExample(example);
    this.look(gradients);
  }

  /** The capture's name for what is shown. */
  get text() {
    return this.example;
  }

  /** @param {string} example */
  choose(example) {
    if (example === this.example) return;
    this.remember();
    this.kept.set(this.example, captureOf(this));
    const kept = this.kept.get(example);
    if (kept) this.take(kept);
    else this.setExample(example);
    this.changed();
  }

  /** While somebody practises, the tables keep the secret and stand still. */
  settle() {
    const { on } = this.explorer.practise;
    this.tables.hidden = on;
    this.sheetHost.inert = on;
    this.tables.update();
  }

  /** @param {string} example */
  setExample(example) {
    const { gradients } = this.tables;
    this.example = example;
    this.graph = this.graphOf(example);
    this.tables = this.sheetOf();
    this.tables.gradients = gradients;
    this.wrong.textContent = "";
    this.title.textContent = MATRICES_WORDS.titles[/** @type {"product"} */ (example)];
    this.chooser.show(example);
    this.shows.show(gradients ? "grad" : "data");
    this.explorer.setGraph(this.graph);
  }

  /** @param {boolean} gradients */
  look(gradients) {
    this.tables.gradients = gradients;
    this.wrong.textContent = "";
    this.shows.show(gradients ? "grad" : "data");
    this.tables.update();
    this.changed();
  }

  remember() {
    this.states.remember();
    this.changed();
  }

  /** @param {Capture} capture */
  take(capture) {
    this.setExample(capture.text);
    const { graph, explorer } = this;
    putCaptured(graph, capture);
    explorer.descent.rate.value = capture.rate;
    explorer.sliders.build();
    explorer.changed();
  }

  /** A state from outside. @param {Record<string, unknown>} state @returns {Capture} */
  checked(state) {
    const { text } = state;
    if (typeof text !== "string" || !Object.hasOwn(EXAMPLES, text)) throw new Error(MATRICES_WORDS.damaged);
    return checkedCapture(state, this.graphOf(text));
  }

  show() {
    const { view, plot, descent } = this.explorer;
    this.tables.update();
    view.build();
    view.draw();
    plot.update();
    descent.draw();
  }

  hide() {
    this.explorer.stepping.stop();
    this.explorer.descent.stop();
  }

  redraw() {
    this.show();
  }

  help = () => {
    openDialog(MATRICES_WORDS.tab, MATRICES_WORDS.help.map((text) => make("p", {}, text)));
  };

  standsStill() {
    return this.explorer.practise.on;
  }

  isNew() {
    return this.states.past.length === 0;
  }

  address() {
    const { numbers, learns, rules, rate } = captureOf(this);
    const { given, start } = this.graph;
    const isChanged = JSON.stringify(numbers) !== JSON.stringify(given.map((i) => start.values[i]));
    const fields = new URLSearchParams({ example: this.example });
    if (this.tables.gradients) fields.set("show", "grad");
    if (isChanged || !this.isNew()) fields.set("numbers", JSON.stringify({ numbers, learns, rules, rate }));
    return String(fields);
  }

  state() {
    return { ...captureOf(this), past: this.explorer.descent.past() };
  }

  python() {
    return programOf(this.graph, MATRICES_WORDS.examples[/** @type {"product"} */ (this.example)]);
  }

  fileName() {
    return `microact-${this.example}`;
  }

  picture() {
    return pictureOfGraph(this.explorer.view);
  }

  /** The tables, first forward, then their gradients, with empty boxes. */
  worksheet() {
    const { example, tables } = this;
    const words = MATRICES_WORDS;
    const key = /** @type {"product"} */ (example);
    /** @param {boolean} blank */
    const both = (blank) => make("div", {}, make("h2", {}, words.forward), tables.onPaper(false, blank),
      make("h2", {}, words.backward), tables.onPaper(true, blank));
    return { title: words.titles[key], task: words.sheetTask, blank: both(true), answers: both(false),
      questions: words.questions[key] };
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { stepping } = this.explorer;
    if (event.key === "ArrowRight") stepping.go(stepping.at + 1);
    else if (event.key === "ArrowLeft") stepping.go(stepping.at - 1);
    else return;
    event.preventDefault();
  }
}
