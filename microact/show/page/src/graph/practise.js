/** The gradients are hidden and the learner types them; a wrong one is told what is missing. */

import { make } from "../base/dom.js";
import { randomFrom } from "../base/random.js";
import { numberOf } from "../formula/build.js";
import { entering } from "./arithmetic.js";
import { cellName } from "./origins.js";
import { cardName } from "./shown.js";
import { TRAINING_WORDS } from "./training_words.js";
/** @import { Explorer } from "./explorer.js" */
/** @import { Numbers } from "./rule.js" */

/** So many questions are asked at once. */
const QUESTIONS = 10;

/** How exact an answer has to be. */
const NEAR_ENOUGH = 0.02;

/**
 * A question: a node, which of its numbers, and what became of it.
 * @typedef {{ i: number, k: number, right: boolean, tries: number }} Question
 */

export class Practise {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    this.on = false;
    const words = TRAINING_WORDS;
    /** @type {Question[]} */
    this.questions = [];
    /** @type {Numbers[]} */
    this.before = [];
    /** @param {string} id @param {string} label @param {() => void} act */
    const button = (id, label, act) => make("button", { type: "button", id: explorer.id(id), onclick: act }, label);
    this.button = button("practise", words.practise, () => this.toggle());
    this.moreInside = make("span", {}, words.moreInside);
    this.list = make("ol", { id: explorer.id("questions") });
    this.score = make("p", { id: explorer.id("score"), role: "status" });
    this.seed = make("input", { id: explorer.id("seed"), type: "number", class: "number", value: 1 });
    this.seed.addEventListener("change", () => this.deal());
    this.element = make("aside", { id: explorer.id("practice"), hidden: true, "aria-label": words.practise },
      make("h2", {}, words.practise), make("p", { class: "quiet" }, words.howPractise, this.moreInside),
      make("div", { class: "row" }, make("label", {}, `${words.seed} `, this.seed),
        button("new-numbers", words.newNumbers, () => this.again())),
      this.list, this.score);
  }

  build() {
    if (this.on) this.toggle();
    this.button.hidden = !this.explorer.graph.live;
  }

  again() {
    this.seed.value = String((Number(this.seed.value) || 0) + 1);
    this.deal();
  }

  toggle() {
    const { explorer } = this;
    const words = TRAINING_WORDS;
    explorer.stepping.stop();
    explorer.descent.stop();
    if (!this.on) explorer.stepping.go(Infinity);
    this.on = !this.on;
    this.button.textContent = this.on ? words.stop : words.practise;
    this.element.hidden = !this.on;
    if (this.on) this.before = structuredClone(explorer.graph.values);
    else explorer.graph.values = this.before;
    explorer.hidesGradients = this.on;
    for (const panel of explorer.host.querySelectorAll("[data-still]")) panel.toggleAttribute("inert", this.on);
    if (this.on) this.deal();
    else explorer.changed();
    explorer.view.fit(true);
    if (this.questions.length && this.on) explorer.view.reveal(this.questions[0].i);
    explorer.say(this.on ? words.hidden : words.again);
  }

  /** New numbers for the leaves, the same for the same seed. */
  deal() {
    const { explorer } = this;
    const { graph } = explorer;
    const random = randomFrom(Number(this.seed.value) || 0);
    const decided = graph.data ? [...graph.data.inputs, graph.data.target] : [];
    const drawn = () => Math.round((random() * 4 - 2) * 10) / 10;
    for (let tries = 0; tries < 50; tries++) {
      for (const i of graph.leaves) {
        const x = graph.values[i];
        if (!decided.includes(i)) graph.values[i] = Array.isArray(x) ? x.map(drawn) : drawn();
      }
      graph.compute();
      // Numbers outside an operation's domain, and graphs where nothing flows, teach nothing.
      const all = [...graph.values, ...graph.grads].flat();
      const flows = graph.grads.some((g, i) => i !== graph.last && [g].flat().some((x) => Math.abs(x) > 1e-3));
      if (all.every(Number.isFinite) && flows) break;
    }
    explorer.changed();
    this.ask();
  }

  /** All numbers of a small graph; of a large one some, the same for the same seed. */
  chosen() {
    const { graph } = this.explorer;
    const reached = new Set(graph.steps.map((step) => step.to));
    const { board } = this.explorer.view;
    const inner = [...reached].filter((i) => i !== graph.last).sort((a, b) => b - a);
    // Of a folded graph what can be found from what is shown, if there is any.
    this.moreInside.hidden = !board?.cards.some(({ group }) => group);
    const seen = inner.filter((i) => board?.canBeReached(i));
    const all = (seen.length ? seen : inner).flatMap((i) => {
      const x = graph.values[i];
      return Array.from({ length: Array.isArray(x) ? x.length : 1 }, (_, k) => ({ i, k, right: false, tries: 0 }));
    });
    const random = randomFrom((Number(this.seed.value) || 0) + 1);
    while (all.length > QUESTIONS) all.splice(Math.floor(random() * all.length), 1);
    return all;
  }

  ask() {
    const { explorer } = this;
    this.questions = this.chosen();
    this.list.replaceChildren(...this.questions.map((question) => this.item(question)));
    this.tell();
    if (this.questions.length) explorer.view.reveal(this.questions[0].i);
  }

  /** @param {Question} question */
  item(question) {
    const { explorer } = this;
    const box = make("input", { type: "text", inputmode: "decimal", autocomplete: "off", class: "number" });
    const said = make("span", { class: "said", role: "status" });
    const name = cellName(explorer.graph, question.i, question.k, cardName(explorer.graph.nodes[question.i]));
    box.addEventListener("focus", () => {
      explorer.choose(question.i, question.k);
      explorer.view.reveal(question.i);
    });
    box.addEventListener("change", () => this.judge(question, box, said));
    return make("li", {}, make("label", {}, make("span", {}, TRAINING_WORDS.gradientOf(name)), " ", box), said);
  }

  /** @param {Question} question @param {HTMLInputElement} box @param {HTMLElement} said */
  judge(question, box, said) {
    if (box.value.trim() === "") return;
    const number = numberOf(box.value);
    if (!Number.isFinite(number)) return void (said.textContent = TRAINING_WORDS.noNumber);
    question.tries += 1;
    question.right = near(number, this.wanted(question));
    box.classList.toggle("right", question.right);
    box.classList.toggle("wrong", !question.right);
    said.textContent = question.right ? TRAINING_WORDS.right : this.hint(question, number);
    this.tell();
  }

  /** @param {Question} question */
  wanted({ i, k }) {
    return [this.explorer.graph.grads[i]].flat()[k];
  }

  /**
   * What was probably forgotten, found from the number that was typed.
   * @param {Question} question @param {number} number
   */
  hint(question, number) {
    const { graph } = this.explorer;
    const { i, k } = question;
    const words = TRAINING_WORDS;
    const steps = graph.steps.filter((step) => step.to === i);
    const of = (/** @type {Numbers | null} */ x) => (x === null ? NaN : [x].flat()[k] ?? NaN);
    const sum = (/** @type {(step: import("./arithmetic.js").Step) => number} */ f) =>
      steps.reduce((total, step) => total + f(step), 0);
    if (near(number, -this.wanted(question))) return words.signs;
    if (steps.length > 1 && steps.some((step) => near(number, of(step.passed)))) return words.oneArrow;
    if (near(number, sum((step) => of(step.local)))) return words.isLocal;
    if (near(number, sum((step) => of(step.upstream)))) return words.isUpstream;
    if (Array.isArray(graph.grads[i]))
      return number && graph.grads[i].some((g) => near(number, g)) ? words.transposed : words.notYetArray;
    if (number && (near(number, sum((s) => this.slopeAt(s, true))) || near(number, sum((s) => this.slopeAt(s, false)))))
      return words.elsewhere;
    return words.notYet;
  }

  /**
   * What would be passed on if the local gradient were taken at the output, or of the output.
   * @param {import("./arithmetic.js").Step} step @param {boolean} atOutput
   */
  slopeAt(step, atOutput) {
    const { graph } = this.explorer;
    const { rule } = graph.nodes[step.from];
    const numbers = entering(graph.nodes[step.from], graph.values);
    const y = graph.values[step.from];
    const slopes = atOutput ? rule?.slopes?.(...numbers.map(() => y), y) : rule?.slopes?.(...numbers, numbers[0]);
    return Number(step.upstream) * Number(slopes?.[step.position]);
  }

  tell() {
    const right = this.questions.filter((question) => question.right).length;
    const tries = this.questions.reduce((total, question) => total + question.tries, 0);
    this.score.textContent = TRAINING_WORDS.score(right, this.questions.length, tries);
  }
}

/** @param {number} a @param {number} b */
const near = (a, b) => Math.abs(a - b) <= NEAR_ENOUGH * Math.abs(b) + 1e-12;
