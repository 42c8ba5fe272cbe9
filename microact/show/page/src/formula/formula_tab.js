/** The tab Formula: a formula that one types, or the graph that the page was made for. */

import { byId, make, say } from "../base/dom.js";
import { States } from "../base/states.js";
import { openDialog } from "../base/dialog.js";
import { Explorer } from "../graph/explorer.js";
import { GRAPH_WORDS, MEANS } from "../graph/graph_words.js";
import { pictureOfGraph, sheetOfGraph } from "../graph/graph_sheet.js";
import { Graph } from "../graph/scene.js";
import { exact } from "../graph/shown.js";
import { RECORDED } from "../recorded.js";
import { FORMULA_RULES } from "../formula_rules.js";
import { graphOfFormula } from "./build.js";
import { captureFromAddress, captureOf, captureToAddress, checkedCapture, restored } from "./capture.js";
import { FORMULA_WORDS } from "./formula_words.js";
import { programOf } from "./program.js";
import { FormulaError } from "./tokens.js";
/** @import { Capture } from "./capture.js" */
/** @import { Scene } from "../graph/scene.js" */

/** How many states Undo goes back. */
const MOST_STATES = 100;

/** The formula that the page begins with. */
export const FIRST_FORMULA = "(tanh(w*x + b) - 0.8)^2";

/** The graph that the page was made for; null if there is none, or none that can be read. @param {unknown} scene */
function recordedFrom(scene) {
  if (!scene) return null;
  try {
    return Graph.of(/** @type {Scene} */ (scene), RECORDED);
  } catch {
    return null;
  }
}

export class FormulaTab {
  /**
   * @param {string} address @param {Record<string, unknown> | null} state @param {unknown} scene a recorded graph
   * @param {() => void} changed called after every change
   */
  constructor(address, state, scene, changed) {
    this.name = /** @type {const} */ ("formula");
    this.recorded = recordedFrom(scene);
    /** The formula; empty for the recorded graph. */
    this.text = this.recorded ? "" : FIRST_FORMULA;
    /** The numbers of names, also of those that are not in the formula now. @type {Map<string, number>} */
    this.numbers = new Map();
    this.states = new States(() => captureOf(this), (capture) => {
      this.take(capture);
      this.changed();
    }, MOST_STATES);
    this.host = byId("view-formula");
    const words = FORMULA_WORDS;
    this.box = make("input", {
      type: "text", id: "formula", class: "formula", "aria-label": words.label, spellcheck: "false",
      autocomplete: "off", autocapitalize: "off", "aria-describedby": "formula-wrong",
      placeholder: this.recorded ? words.placeholder : "",
    });
    this.box.addEventListener("input", () => this.typed());
    this.wrong = make("p", { id: "formula-wrong", class: "wrong-formula", "aria-live": "polite" });
    this.tries = make("div", { class: "tries", role: "group", "aria-label": words.tries });
    this.host.append(
      make("div", { class: "formula-box" }, this.box, this.wrong, this.tries));
    const inside = make("div", { class: "explorer" });
    this.host.append(inside);
    const graph = this.recorded ?? graphOfFormula(this.text, this.numbers);
    this.explorer = new Explorer(inside, graph, {
      remember: () => this.remember(), changed, meaning: () => this.tellMeaning(),
    });
    this.changed = changed;
    this.box.value = this.text;
    this.explorer.setGraph(graph);
    this.begin(address, state);
    if (scene && !this.recorded) this.tellWrong(new Error(FORMULA_WORDS.damaged));
    this.buildTries();
  }

  /**
   * Be where an address, or a saved page, says.
   * @param {string} address @param {Record<string, unknown> | null} state
   */
  begin(address, state) {
    try {
      if (address) this.take(captureFromAddress(address));
      else if (state) {
        this.take(checkedCapture(state, state.text === "" ? this.recorded : null));
        this.explorer.view.openThese(state.open);
        this.explorer.descent.takePast(state.past);
      }
    } catch (error) {
      this.tellWrong(error);
    }
  }

  buildTries() {
    const words = FORMULA_WORDS;
    /** @param {string} text @param {string} formula */
    const chip = (text, formula) =>
      make("button", { type: "button", onclick: () => this.try(formula) }, formula ? make("code", {}, text) : text);
    this.tries.replaceChildren(make("span", { class: "quiet" }, words.tries),
      ...(this.recorded ? [chip(words.recorded, "")] : []), ...words.examples.map((text) => chip(text, text)));
  }

  /** @param {string} formula */
  try(formula) {
    this.remember();
    this.box.value = formula;
    this.read(formula);
  }

  typed() {
    if (this.box.value.trim() !== this.text) this.remember();
    this.read(this.box.value);
  }

  /** Show the graph of a formula; a mistake is shown at its place, and the last graph stays. @param {string} formula */
  read(formula) {
    if (!formula.trim() && this.recorded) {
      this.text = "";
      this.tellWrong(null);
      return this.explorer.setGraph(this.recorded);
    }
    if (this.explorer.practise.on) this.explorer.practise.toggle(); // one's own numbers come back first
    this.keepNumbers();
    try {
      const graph = graphOfFormula(formula, this.numbers);
      this.text = formula;
      this.tellWrong(null);
      this.explorer.setGraph(graph);
    } catch (error) {
      this.tellWrong(error);
    }
  }

  /** Whoever types on finds the numbers as they were. */
  keepNumbers() {
    const { graph } = this.explorer;
    if (!this.text) return;
    for (const i of graph.leaves)
      if (Number.isFinite(graph.values[i])) this.numbers.set(graph.nodes[i].label, Number(graph.values[i]));
  }

  /** @param {unknown} error */
  tellWrong(error) {
    const { box, wrong } = this;
    box.setAttribute("aria-invalid", String(error !== null));
    this.host.classList.toggle("stale", error !== null);
    if (error !== null && this.explorer) this.explorer.say(FORMULA_WORDS.stale);
    if (!(error instanceof FormulaError)) {
      wrong.replaceChildren(...(error instanceof Error ? [error.message] : []));
      return;
    }
    const { value } = box;
    const [at, end] = [error.at, error.at + error.length];
    wrong.replaceChildren(
      make("code", { "aria-hidden": "true" },
        value.slice(0, at), make("mark", {}, value.slice(at, end) || " "), value.slice(end)),
      ` ${error.message}`);
  }

  /** The sentence below the graph: what the chosen name's gradient means; or that the result is no number. */
  tellMeaning() {
    const { graph, leaf, means, hidesGradients } = this.explorer;
    if (leaf[0] < 0 || graph.live !== "numbers") return;
    if (hidesGradients) return say(means, [GRAPH_WORDS.hiddenWays]);
    const result = Number(graph.values[graph.last]);
    if (!Number.isFinite(result) && this.text) return say(means, [FORMULA_WORDS.notFinite(exact(result))]);
    say(means, MEANS.leaf(graph.nodes[leaf[0]].name, Number(graph.grads[leaf[0]]), result));
  }

  // ---- undo and redo
  remember() {
    this.states.remember();
    this.changed();
  }

  /** @param {Capture} capture */
  take(capture) {
    this.box.value = capture.text;
    this.tellWrong(null);
    restored(this, capture);
  }

  // ---- what the page asks of a tab
  show() {
    const { view, plot, descent } = this.explorer;
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
    this.explorer.points.update();
  }

  help = () => {
    const { shorter, help, label } = FORMULA_WORDS;
    openDialog(label, [...help.map((text) => make("p", {}, text)),
      make("p", {}, shorter, make("code", {}, Object.keys(FORMULA_RULES).join(" ")))]);
  };

  standsStill() {
    return this.explorer.practise.on;
  }

  isNew() {
    return this.states.past.length === 0;
  }

  address() {
    return this.text ? captureToAddress(captureOf(this)) : "";
  }

  state() {
    const { descent, view } = this.explorer;
    return { ...captureOf(this), past: descent.past(), open: view.board?.openGroups ?? [] };
  }

  python() {
    if (this.host.classList.contains("stale")) throw new Error(FORMULA_WORDS.unfinished);
    return programOf(this.explorer.graph, this.text);
  }

  fileName() {
    return "microact-graph";
  }

  picture() {
    return pictureOfGraph(this.explorer.view);
  }

  worksheet() {
    return sheetOfGraph(this.explorer);
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
