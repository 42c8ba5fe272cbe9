/** Forward, then backward, one operation at a time. */

import { make } from "../base/dom.js";
import { GRAPH_WORDS } from "./graph_words.js";
/** @import { Explorer } from "./explorer.js" */
/** @import { Known } from "./view.js" */

/** Milliseconds between two steps, and for whoever wants little motion. */
const [PACE, CALM_PACE] = [1100, 2500];

/** What happens at a step. @typedef {{ kind: "forward" | "seed" | "back", at: number }} GraphEvent */

export class Stepping {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    this.at = 0;
    /** @type {GraphEvent[]} */
    this.events = [];
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.playing = undefined;
    const words = GRAPH_WORDS;
    /** @param {string} id @param {string} label @param {() => void} act */
    const button = (id, label, act) => make("button", { type: "button", id: explorer.id(id), onclick: act }, label);
    this.play = button("graph-play", words.play, () => this.toggle());
    this.slider = make("input", { id: explorer.id("step"), type: "range", min: 0, step: 1, "aria-label": words.step });
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.count = make("span", { id: explorer.id("count"), class: "quiet" });
    this.element = make("div", { class: "bar stepping", role: "group", "aria-label": words.steps },
      button("first", words.first, () => this.go(0)), button("back", words.back, () => this.go(this.at - 1)),
      this.play, button("next", words.next, () => this.go(this.at + 1)),
      button("last", words.last, () => this.go(Infinity)), this.slider, this.count);
  }

  /** What happens in which order: every operation forward, the 1 at the end, every edge back. */
  build() {
    const { graph } = this.explorer;
    this.events = [
      ...graph.nodes.flatMap((node, at) => (node.rule ? [{ kind: /** @type {const} */ ("forward"), at }] : [])),
      { kind: "seed", at: graph.last },
      ...graph.steps.map((_, at) => ({ kind: /** @type {const} */ ("back"), at })),
    ];
    this.slider.max = String(this.events.length);
    this.at = this.events.length;
  }

  get all() {
    return this.at === this.events.length;
  }

  toggle() {
    if (this.playing) return this.stop();
    if (this.explorer.hidesGradients) return;
    if (this.all) this.go(0);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.playing = setInterval(() => {
      if (this.all) this.stop();
      else this.go(this.at + 1, true);
    }, calm ? CALM_PACE : PACE);
    this.play.textContent = GRAPH_WORDS.pause;
  }

  stop() {
    clearInterval(this.playing);
    this.playing = undefined;
    this.play.textContent = GRAPH_WORDS.play;
  }

  /** @param {number} to @param {boolean} [playing] */
  go(to, playing = false) {
    if (this.explorer.hidesGradients) return; // stepping would give the answers away
    if (!playing) this.stop();
    this.at = Math.max(0, Math.min(this.events.length, to));
    this.explorer.show();
    this.explorer.why.update();
    this.tell();
  }

  /** What is known after so many steps. @returns {Known} */
  known() {
    const { graph, hidesGradients } = this.explorer;
    const { nodes, steps, last, grads } = graph;
    if (this.all)
      return {
        data: () => true, grad: (i) => (hidesGradients ? null : grads[i] ?? null), edge: () => !hidesGradients,
        now: [], edgeNow: null, waiting: -1,
      };
    const done = this.events.slice(0, this.at);
    const computed = new Set(done.flatMap(({ kind, at }) => (kind === "forward" ? [at] : [])));
    const passed = done.filter(({ kind }) => kind === "back").length;
    const got = new Map(steps.slice(0, passed).map(({ to, total }) => [to, total]));
    if (done.some(({ kind }) => kind === "seed")) got.set(last, grads[last]);
    const event = done[done.length - 1];
    const step = event?.kind === "back" ? steps[event.at] : null;
    return {
      data: (i) => !nodes[i].rule || computed.has(i), grad: (i) => got.get(i) ?? null,
      edge: ({ index }) => index < passed,
      now: step ? [step.from, step.to] : event ? [event.at] : [],
      edgeNow: step, waiting: step?.waiting ? step.to : -1,
    };
  }

  /** Say what has just happened. */
  tell() {
    const { explorer, events, at } = this;
    const { graph } = explorer;
    this.slider.value = String(at);
    this.slider.setAttribute("aria-valuetext", GRAPH_WORDS.atStep(at, events.length));
    this.count.textContent = GRAPH_WORDS.at(at, events.length);
    const event = events[at - 1];
    if (!event) explorer.say(GRAPH_WORDS.begin);
    else if (event.kind === "forward") explorer.say(GRAPH_WORDS.forward(graph, event.at));
    else if (event.kind === "seed") explorer.say(GRAPH_WORDS.seed(graph.nodes[graph.last]));
    else explorer.say(GRAPH_WORDS.backward(graph, graph.steps[event.at]));
  }
}
