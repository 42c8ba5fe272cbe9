/** The tab Compare: two networks that differ in one thing, one player, one axis. */

import { openDialog } from "../base/dialog.js";
import { byId, make, say, segments } from "../base/dom.js";
import { coloursNow } from "../base/palette.js";
import { sharpened } from "../base/pens.js";
import { svgOf } from "../base/pictures.js";
import { States } from "../base/states.js";
import { everyOf, packedDocument } from "../network/codec.js";
import { EPOCH_SIGN, PAUSE_SIGN, PLAY_SIGN, RESET_SIGN, roundButton, STEP_SIGN } from "../network/player.js";
import { asPython } from "../network/python.js";
import { SHEET_WORDS } from "../sheet_words.js";
import { WORDS } from "../words.js";
import { buildChooser } from "./chooser.js";
import { COMPARE_WORDS } from "./compare_words.js";
import { axisOf, drawCurves } from "./curves.js";
import { checkedChoice, FIRST, Pair, usualChoice } from "./pair.js";
import { Side } from "./side.js";
/** @import { Pen } from "../base/pens.js" */
/** @import { Choice, Differs } from "./pair.js" */

/** How many states Undo goes back. */
const MOST_PAIRS = 60;

/** Room between two pictures, and above them. */
const BETWEEN = 40;

/** Steps a second while it plays; whoever wants little motion sees a new picture every half second. */
const [STEPS_A_SECOND, CALM_PICTURES] = [60, 500];

export class CompareTab {
  /**
   * @param {string} address @param {Record<string, unknown> | null} state
   * @param {() => import("../network/app.js").App} network what the tab Network shows, or would show
   * @param {() => void} changed called after every change
   */
  constructor(address, state, network, changed) {
    this.name = /** @type {const} */ ("compare");
    this.changed = changed;
    this.host = byId("view-compare");
    this.view = { lines: "gradients", tiles: "output", point: -1 };
    this.states = new States(() => this.pair.document(), (document) => {
      this.playing = false;
      this.pair = Pair.of(document);
      this.show();
    }, MOST_PAIRS);
    this.playing = false;
    this.moving = false;
    this.notice = "";
    this.pair = this.beginning(address, state);
    const words = COMPARE_WORDS;
    this.sentence = make("p", { class: "say", role: "status" });
    this.differs = segments(words.differs, ["activation", "rate", "depth"], words.kinds,
      (kind) => this.choose(/** @type {Differs} */ (kind), ...FIRST[/** @type {Differs} */ (kind)]));
    const { lenses } = WORDS;
    this.lines = segments(WORDS.lines, ["weights", "gradients", "change"], lenses, (lines) => this.look({ lines }));
    this.tiles = segments(WORDS.tiles, ["output", "slope", "gradient"], lenses, (tiles) => this.look({ tiles }));
    this.take = make("button", { type: "button", onclick: () => this.takeNetwork(network()) }, words.take);
    /** @param {string} label @param {Element} content */
    const labelled = (label, content) => make("span", { class: "labelled" }, make("span", {}, label), content);
    const both = make("div", { class: "both", role: "group", "aria-label": words.stage });
    this.sides = this.pair.runs.map((run) => new Side(both, run, this.view));
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.range = make("input",
      { type: "range", min: 0, step: 1, "aria-label": words.scrubber, oninput: () => this.scrub() });
    const { titles } = WORDS;
    this.play = roundButton(WORDS.play, titles.play, PLAY_SIGN, () => this.toggle());
    this.play.element.classList.add("play");
    this.count = make("b", {});
    this.unit = make("span", {});
    this.status = make("p", { class: "unseen", role: "status" });
    this.host.append(
      make("div", { class: "compare-head" }, this.sentence,
        make("div", { class: "lenses" }, labelled(words.differs, this.differs.element),
          labelled(WORDS.lines, this.lines.element), labelled(WORDS.tiles, this.tiles.element), this.take)),
      both,
      make("section", { class: "player", "aria-label": words.player },
        make("div", { class: "buttons" },
          roundButton(WORDS.reset, titles.reset, RESET_SIGN, () => this.reset()).element,
          this.play.element, roundButton(WORDS.step, titles.step, STEP_SIGN, () => this.once(false)).element,
          roundButton(WORDS.epoch, titles.epoch, EPOCH_SIGN, () => this.once(true)).element),
        make("div", { class: "timeline" }, this.canvas, this.range),
        make("div", { class: "when" }, make("div", {}, this.count, " ", this.unit))),
      this.status);
  }

  /** @param {string} address @param {Record<string, unknown> | null} state */
  beginning(address, state) {
    try {
      if (address) return new Pair(checkedChoice(JSON.parse(new URLSearchParams(address).get("compare") ?? "")));
      if (state) return Pair.checked(checkedChoice(state.choice), state.documents);
    } catch {
      this.notice = COMPARE_WORDS.damaged;
    }
    return new Pair(usualChoice());
  }

  // ---- what can be done
  remember() {
    this.states.remember();
    this.notice = "";
  }

  /** Begin both anew. @param {Choice} choice */
  begin(choice) {
    this.remember();
    this.playing = false;
    this.pair = new Pair(choice);
    this.show();
  }

  /** @param {Differs} differs @param {string} left @param {string} right */
  choose(differs, left, right) {
    this.begin({ ...this.pair.choice, differs, left, right });
  }

  /** @param {import("../network/app.js").App} app */
  takeNetwork({ run: { settings, table: points } }) {
    const table = settings.data === "own" ? points : null;
    const start = settings.start === "given" ? "usual" : settings.start; // given weights fit one network alone
    this.begin({ ...this.pair.choice, settings: { ...settings, start }, table });
    this.notice = COMPARE_WORDS.taken;
    this.update();
  }

  /** @param {Partial<CompareTab["view"]>} changes */
  look(changes) {
    Object.assign(this.view, changes);
    this.update();
  }

  toggle() {
    if (this.playing) this.playing = false;
    else if (this.pair.overflowed < 0) {
      this.remember();
      this.playing = true;
      if (!this.moving) requestAnimationFrame((now) => this.frame(now, now));
    }
    this.update();
  }

  /** @param {number} now @param {number} last when the last picture was made */
  frame(now, last) {
    this.moving = this.playing;
    if (!this.moving) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const due = Math.floor(((now - last) * STEPS_A_SECOND) / 1000);
    if (document.hidden || due < 1 || (calm && now - last < CALM_PICTURES))
      return void requestAnimationFrame((later) => this.frame(later, document.hidden ? later : last));
    this.pair.advance(Math.min(due, calm ? STEPS_A_SECOND / 2 : 2));
    if (this.pair.overflowed >= 0) this.playing = false;
    this.update();
    requestAnimationFrame((later) => this.frame(later, now));
  }

  /** @param {boolean} epoch */
  once(epoch) {
    if (this.pair.overflowed >= 0) return;
    this.playing = false;
    this.remember();
    if (epoch) this.pair.advanceEpoch();
    else this.pair.advance(1);
    this.update();
  }

  reset() {
    this.remember();
    this.playing = false;
    this.pair.restart();
    this.update();
  }

  scrub() {
    const { history } = this.pair.runs[0];
    const step = Number(this.range.value);
    let nearest = 0;
    history.forEach((moment, i) => {
      if (Math.abs(moment.step - step) <= Math.abs(history[nearest].step - step)) nearest = i;
    });
    this.playing = false;
    this.pair.goTo(nearest);
    this.update();
  }

  // ---- what is shown
  show() {
    this.sides.forEach((side, k) => {
      side.shown.run = this.pair.runs[k];
      buildChooser(this, side, k);
    });
    this.tell(); // words take room, so they come first
    for (const side of this.sides) side.shrink();
    for (const side of this.sides) side.build();
    this.update();
  }

  update() {
    const { pair, sides } = this;
    for (const side of sides) {
      side.shown.beside = pair.common;
      side.update();
    }
    this.tell();
    const { clientWidth, clientHeight } = this.canvas;
    drawCurves(sharpened(this.canvas, clientWidth, clientHeight), clientWidth, clientHeight, pair);
    this.changed();
  }

  /** All that is said in words. */
  tell() {
    const { pair, view } = this;
    const { names, overflowed, step } = pair;
    const { differs } = pair.choice;
    const wrong = overflowed < 0 ? this.notice : COMPARE_WORDS.overflow(names[overflowed]);
    const layers = pair.choice.settings.layers.map(({ activation }) => activation);
    const uses = differs === "activation" ? "" : COMPARE_WORDS.uses(layers);
    say(this.sentence,
      [["b", wrong || COMPARE_WORDS.same[differs]], wrong ? "" : `${uses} ${COMPARE_WORDS.widths}`]);
    this.differs.show(differs);
    this.lines.show(view.lines);
    this.tiles.show(view.tiles);
    this.play.element.setAttribute("aria-label", this.playing ? WORDS.pause : WORDS.play);
    this.play.shape.setAttribute("d", this.playing ? PAUSE_SIGN : PLAY_SIGN);
    const [first, last] = axisOf(pair);
    Object.assign(this.range, { min: first, max: last, value: step });
    const status = COMPARE_WORDS.status(step, names, pair.runs.map((run) => run.measured.losses[0]));
    this.range.setAttribute("aria-valuetext", status);
    this.count.textContent = String(step);
    this.unit.textContent = WORDS.steps(step);
    if (!this.playing) this.status.textContent = status;
  }

  hide() {
    this.playing = false;
  }

  redraw() {
    this.show();
  }

  help = () => {
    openDialog(COMPARE_WORDS.stage, COMPARE_WORDS.help.map((text) => make("p", {}, text)));
  };

  isNew() {
    return this.states.past.length === 0;
  }

  address() {
    const { choice } = this.pair;
    const fields = new URLSearchParams({ compare: JSON.stringify(choice) });
    return String(fields).length > 8000 ? "" : String(fields);
  }

  state() {
    const { choice, documents } = this.pair.document();
    const every = Math.max(...documents.map(everyOf)); // the same moments of both
    return { choice, documents: documents.map((document) => packedDocument(document, every)) };
  }

  /** Two programs, one after the other. */
  python() {
    const [left, right] = this.pair.runs.map((run) => asPython(run));
    return `${left}\n\n# ---- ${COMPARE_WORDS.other}\n${right}`;
  }

  fileName() {
    return "microact-compare";
  }

  picture() {
    const [left, right] = this.sides;
    const between = left.layout.width + BETWEEN;
    return {
      width: between + right.layout.width, height: BETWEEN + Math.max(left.layout.height, right.layout.height),
      draw: (/** @type {Pen} */ pen) => this.sides.forEach((side, k) => pen.shifted(k * between, BETWEEN, () => {
        side.draw(pen);
        pen.text(20, 28 - BETWEEN, this.pair.names[k], { size: 18, bold: true, colour: coloursNow().ink });
      })),
    };
  }

  worksheet() {
    const { compare: title, compareTask: task, compareQuestions: questions } = SHEET_WORDS;
    return { title, task, blank: svgOf(this.picture()), answers: null, questions };
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    /** @type {Record<string, () => void>} */
    const keys = {
      " ": () => this.toggle(), ArrowRight: () => this.once(false), e: () => this.once(true), r: () => this.reset(),
    };
    const act = keys[event.key];
    if (!act || (event.key === " " && target.closest("button"))) return;
    event.preventDefault();
    act();
  }
}
