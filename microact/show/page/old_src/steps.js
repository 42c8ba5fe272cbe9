// Forward, then backward, one operation at a time.

import { find } from "./dom.js";
import { saysBack, saysForward, saysSeed } from "./words.js";

export class Steps {
  constructor(page) {
    this.page = page;
    this.at = 0;
    this.playing = null;
    this.slider = find("step");
    this.play = find("play");
    find("first").addEventListener("click", () => this.go(0));
    find("back").addEventListener("click", () => this.go(this.at - 1));
    find("next").addEventListener("click", () => this.go(this.at + 1));
    find("last").addEventListener("click", () => this.go(this.events.length));
    this.play.addEventListener("click", () => this.toggle());
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    document.addEventListener("keydown", (event) => this.key(event));
  }

  /** What happens in which order: every operation forward, the 1 at the end, every edge back. */
  get events() {
    if (!this.list) {
      const forwards = this.page.scene.nodes
        .map((node, i) => ({ kind: "forward", node: i }))
        .filter((event) => this.page.scene.nodes[event.node].rule !== null);
      const backs = this.page.steps.map((_, k) => ({ kind: "back", step: k }));
      this.list = [...forwards, { kind: "seed" }, ...backs];
      this.slider.max = this.list.length;
    }
    return this.list;
  }

  key(event) {
    const elsewhere = event.target.matches("input, select, textarea, #plane, .frame");
    if ((elsewhere && event.target !== this.slider) || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowRight") this.go(this.at + 1);
    else if (event.key === "ArrowLeft") this.go(this.at - 1);
    else return;
    event.preventDefault();
  }

  toggle() {
    if (this.playing) return this.stop();
    if (this.page.hidesGradients) return;
    if (this.at === this.events.length) this.go(0);
    const slow = matchMedia("(prefers-reduced-motion: reduce)").matches ? 2500 : 1100;
    this.playing = setInterval(() => {
      if (this.at >= this.events.length) this.stop();
      else this.go(this.at + 1, true);
    }, slow);
    this.play.textContent = "Pause";
  }

  stop() {
    clearInterval(this.playing);
    this.playing = null;
    this.play.textContent = "Play";
  }

  go(to, playing = false) {
    if (this.page.hidesGradients) return;  // stepping would give the answers away
    if (!playing) this.stop();
    this.at = Math.max(0, Math.min(this.events.length, to));
    this.page.show();
    this.page.why.update();
    this.tell();
  }

  /** Which numbers may be seen after so many steps. */
  get shown() {
    const done = this.events.slice(0, this.at);
    const { nodes } = this.page.scene;
    const computed = new Set(done.filter((e) => e.kind === "forward").map((e) => e.node));
    const passed = done.filter((e) => e.kind === "back").length;
    const seeded = done.some((e) => e.kind === "seed");
    const got = new Map(this.page.steps.slice(0, passed).map((step) => [step.to, step.total]));
    if (seeded) got.set(nodes.length - 1, this.page.seenGrads[nodes.length - 1]);
    return {
      data: (i) => nodes[i].rule === null || computed.has(i),
      grad: (i) => got.has(i),
      soFar: (i) => got.get(i),
      edge: (step) => step.index < passed,
    };
  }

  get all() {
    return this.at === this.events.length;
  }

  tell() {
    const { page } = this;
    this.slider.value = this.at;
    this.slider.setAttribute("aria-valuetext", `step ${this.at} of ${this.events.length}`);
    find("count").textContent = `${this.at} of ${this.events.length}`;
    const event = this.events[this.at - 1];
    const last = page.scene.nodes.length - 1;
    if (!event) {
      page.picture.light([], null, null);
      page.say("These are the numbers it starts from. Press Next, or the right arrow key: forward first, then back.");
    } else if (event.kind === "forward") {
      page.picture.light([event.node], null, null);
      page.say(saysForward(page.scene, page.seen, event.node));
    } else if (event.kind === "seed") {
      page.picture.light([last], null, null);
      page.say(saysSeed(page.scene));
    } else {
      const step = page.steps[event.step];
      page.picture.light([step.from, step.to], step.edge, step.waiting ? step.to : null);
      page.say(saysBack(page.scene, page.seen, step));
    }
  }
}
