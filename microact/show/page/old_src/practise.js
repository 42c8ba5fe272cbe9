// The gradients are hidden and the learner types them; a wrong one is told what is missing.

import { find, findAll } from "./dom.js";
import { entering, randomFrom } from "./arithmetic.js";
import { RULES } from "./rules.js";

export const QUESTIONS = 10;

export class Practise {
  constructor(page) {
    this.page = page;
    this.on = false;
    this.list = find("questions");
    this.score = find("score");
    this.seed = find("seed");
    find("practise").addEventListener("click", () => this.toggle());
    find("new-numbers").addEventListener("click", () => {
      this.seed.value = String((Number(this.seed.value) || 0) + 1);
      this.deal();
    });
    this.seed.addEventListener("change", () => this.deal());
  }

  toggle() {
    this.on = !this.on;
    find("practise").textContent = this.on ? "Stop practising" : "Practise";
    find("practice").hidden = !this.on;
    const { page } = this;
    page.steps_.stop();
    page.descend.stop();
    if (this.on) {
      page.steps_.go(page.steps_.events.length);
      this.before = structuredClone(page.values);
    } else page.values = this.before;
    page.hidesGradients = this.on;
    for (const panel of findAll("[data-still-while-practising]")) panel.inert = this.on;
    if (this.on) this.deal();
    else page.changed();
    page.say(this.on ? "The gradients are hidden. Find them: upstream × local, from right to left." : "The numbers are yours again.");
  }

  /** New numbers for the leaves, the same for the same seed. */
  deal() {
    const { page } = this;
    const random = randomFrom(Number(this.seed.value) || 0);
    for (let tries = 0; tries < 50; tries++) {
      page.scene.nodes.forEach((node, i) => {
        const given = page.scene.data && [...page.scene.data.inputs, page.scene.data.target].includes(i);
        if (node.rule === null && !given) page.values[i] = Math.round((random() * 4 - 2) * 10) / 10;
      });
      page.compute();
      // Numbers outside an operation's domain, and graphs where nothing flows, teach nothing.
      if (page.values.every(Number.isFinite) && page.grads.every(Number.isFinite) &&
          page.grads.slice(0, -1).some((g) => Math.abs(g) > 1e-3)) break;
    }
    page.changed();
    this.ask();
  }

  /** All nodes of a small graph; of a large one some, the same for the same seed. */
  chosen() {
    const { page } = this;
    const all = page.scene.nodes.map((_, i) => i).slice(0, -1).reverse()
      .filter((i) => page.steps.some((step) => step.to === i));
    const random = randomFrom((Number(this.seed.value) || 0) + 1);
    while (all.length > QUESTIONS) all.splice(Math.floor(random() * all.length), 1);
    return all;
  }

  ask() {
    const { page } = this;
    this.list.replaceChildren();
    this.answers = new Map();
    for (const i of this.chosen()) {
      this.answers.set(i, { right: false, tries: 0 });
      const item = this.list.appendChild(document.createElement("li"));
      const label = item.appendChild(document.createElement("label"));
      label.append(`gradient of ${page.scene.nodes[i].name} `);
      const box = label.appendChild(Object.assign(document.createElement("input"), { type: "text", inputMode: "decimal", autocomplete: "off" }));
      const said = item.appendChild(Object.assign(document.createElement("span"), { className: "said" }));
      said.setAttribute("role", "status");
      box.addEventListener("focus", () => page.why.choose(i));
      box.addEventListener("change", () => this.judge(i, box, said));
    }
    this.tell();
  }

  judge(i, box, said) {
    const answer = this.answers.get(i);
    const text = box.value.trim().replace("−", "-").replace(",", ".");
    if (text === "") return;
    const number = text.split("/").map(Number).reduce((a, b) => a / b);
    if (!Number.isFinite(number)) {
      said.textContent = "That is not a number.";
      return;
    }
    answer.tries += 1;
    answer.right = this.near(number, this.page.grads[i]);
    box.classList.toggle("right", answer.right);
    box.classList.toggle("wrong", !answer.right);
    said.textContent = answer.right ? "Right." : this.hint(i, number);
    this.tell();
  }

  near(a, b) {
    return Math.abs(a - b) <= 0.02 * Math.abs(b) + 1e-12;
  }

  /** What was probably forgotten, found from the number that was typed. */
  hint(i, number) {
    const { page } = this;
    const { nodes } = page.scene;
    const steps = page.steps.filter((step) => step.to === i);
    const sum = (f) => steps.reduce((total, step) => total + f(step), 0);
    if (this.near(number, -page.grads[i])) return "The size is right. Look at the signs once more.";
    if (steps.length > 1 && steps.some((step) => this.near(number, step.passed)))
      return "That is what one arrow brings. Several arrows leave this card; what happens to their gradients?";
    if (this.near(number, sum((step) => step.local))) return "That is the local gradient. What arrives from the right has to be multiplied in.";
    if (this.near(number, sum((step) => step.upstream))) return "That is the upstream gradient. It has to be multiplied by the local gradient.";
    const elsewhere = sum((step) => {
      const from = nodes[step.from];
      const inputs = entering(from, page.values);
      const y = page.values[step.from];
      return step.upstream * Number(RULES[from.rule].slopes(...inputs.map(() => y), y)[step.position]);
    });
    const itself = sum((step) => {
      const from = nodes[step.from];
      const inputs = entering(from, page.values);
      return step.upstream * Number(RULES[from.rule].slopes(...inputs, inputs[0])[step.position]);
    });
    if (number !== 0 && (this.near(number, elsewhere) || this.near(number, itself)))
      return "The local gradient was taken at another number. Is it at the input or at the output of the operation?";
    return "Not yet. Take the arrows that leave this card: upstream × local for each, then the sum.";
  }

  tell() {
    const all = [...this.answers.values()];
    const right = all.filter((answer) => answer.right).length;
    const tries = all.reduce((total, answer) => total + answer.tries, 0);
    const done = all.length > 0 && right === all.length;
    this.score.textContent = done
      ? `All ${right} right, in ${tries} tries.` + (tries === right ? " Without a single mistake!" : "")
      : `${right} of ${all.length} right`;
  }
}
