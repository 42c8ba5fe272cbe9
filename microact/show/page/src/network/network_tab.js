/** The tab Network: its parts, and how they are brought up to date. */

import { coloursNow } from "../base/palette.js";
import { svgOf } from "../base/pictures.js";
import { Inside } from "../unit/inside.js";
import { SHEET_WORDS } from "../sheet_words.js";
import { WORDS } from "../words.js";
import { Closer } from "./closer.js";
import { closeHelp, toggleHelp } from "./help.js";
import { Lenses } from "./lenses.js";
import { Plane } from "./plane.js";
import { Player } from "./player.js";
import { Rail } from "./rail.js";
import { openOwnPoints } from "./own_points.js";
import { packedDocument } from "./codec.js";
import { asPython } from "./python.js";
import { Stage } from "./stage.js";
import { Stories } from "./story_bar.js";
/** @import { Pen } from "../base/pens.js" */
/** @import { App } from "./app.js" */

/** Whoever wants little motion sees a new picture every half second. */
const CALM = 500;

/** How many pictures a second a pace is meant for, whatever the screen. */
const RATE = 60;

export class NetworkTab {
  /** @param {App} app @param {() => void} changed called after every change */
  constructor(app, changed) {
    this.name = /** @type {const} */ ("network");
    this.app = app;
    this.changed = changed;
    this.stage = new Stage(app);
    this.plane = new Plane(app, this.stage.heats);
    this.unitView = new Inside(app, this.stage, this.plane);
    this.rail = new Rail(app);
    this.ofNetwork = [this.stage, this.plane, new Closer(app)];
    this.always = [new Stories(app), new Lenses(app), this.rail, new Player(app)];
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.moving = false;
    this.last = 0;
    /** Steps that are due and not taken yet: a slow pace takes one in several pictures. */
    this.due = 0;
    app.watchers.push((anew) => this.told(anew));
  }

  /** @param {boolean} anew */
  told(anew) {
    this.render(anew);
    if (!this.app.playing || this.moving) return;
    [this.moving, this.last, this.due] = [true, performance.now(), 0];
    requestAnimationFrame((now) => this.frame(now));
  }

  /** @param {boolean} anew whether the network, the points or the window have another shape */
  render(anew) {
    const { app } = this;
    const zoomed = app.view.unit !== null;
    const views = [...this.always, ...(zoomed ? [this.unitView] : this.ofNetwork)];
    if (anew) {
      document.body.classList.toggle("zoomed", zoomed);
      app.building = true;
      keepingFocus(() => views.forEach((view) => view.build()));
      app.building = false;
    }
    for (const view of views) view.update();
    this.changed();
  }

  /** @param {number} now */
  frame(now) {
    const { app } = this;
    this.moving = app.playing;
    if (!this.moving) return;
    requestAnimationFrame((later) => this.frame(later));
    const passed = now - this.last;
    const calm = this.calm.matches;
    if (document.hidden || (calm && passed < CALM)) return;
    this.last = now;
    this.due += app.view.pace * Math.min(calm ? CALM * (RATE / 1000) : 2, (passed * RATE) / 1000);
    if (this.due < 1) return;
    app.frame(Math.floor(this.due));
    this.due -= Math.floor(this.due);
  }

  show() {
    this.render(true);
  }

  hide() {
    this.app.pause();
    closeHelp();
    document.body.classList.remove("zoomed");
  }

  redraw() {
    this.stage.heats.recolour();
    this.rail.buildSets();
    this.render(true);
  }

  /** What Undo goes back to. */
  get states() {
    return this.app;
  }

  /** The call-outs are about the network, not about one unit. */
  get help() {
    return this.app.view.unit ? null : () => toggleHelp(this.stage);
  }

  /** Whether nobody has done anything yet. */
  isNew() {
    const { app } = this;
    return app.run.step === 0 && app.view.story === "start" && app.past.length === 0;
  }

  address() {
    return this.app.address();
  }

  state() {
    const { app } = this;
    return { ...packedDocument(app.run.document()), view: app.view };
  }

  python() {
    return asPython(this.app.run);
  }

  fileName() {
    return `microact-step-${this.app.run.step}`;
  }

  picture() {
    const { width, height } = this.stage.layout;
    return { width, height, draw: (/** @type {Pen} */ pen) => this.draw(pen) };
  }

  /** The network with what stands above its columns. @param {Pen} pen */
  draw(pen) {
    const { layout } = this.stage;
    const colours = coloursNow();
    this.stage.draw(pen);
    const { layers, output } = this.app.run.settings;
    [...layers, { units: 0, activation: output }].forEach(({ units, activation }, i) => {
      const letters = { align: /** @type {"middle"} */ ("middle"), colour: colours.ink };
      pen.text(layout.centres[i + 1], 20, activation, { ...letters, size: 13, bold: true });
      pen.text(layout.centres[i + 1], 40, units ? String(units) : WORDS.output, { ...letters, colour: colours.quiet });
    });
  }

  /** The unit that is looked at, or the whole network. */
  worksheet() {
    const words = SHEET_WORDS;
    if (!this.app.view.unit)
      return {
        title: words.network, task: words.networkTask, blank: svgOf(this.picture()), answers: null,
        questions: words.networkQuestions,
      };
    const { unitView } = this;
    return {
      title: words.unit, task: words.unitTask, blank: unitView.svg(0), answers: unitView.svg(Infinity),
      questions: words.unitQuestions,
    };
  }

  /** A table that was dropped on the page. @param {File} file */
  dropped(file) {
    openOwnPoints(this.app, file);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { app } = this;
    if (event.key === "Escape") {
      closeHelp();
      if (app.view.unit) app.look({ unit: null });
      return;
    }
    /** @type {Record<string, () => void>} */
    const keys = {
      " ": () => (app.playing ? app.pause() : app.play()), ArrowRight: () => app.stepOnce(),
      e: () => app.epochOnce(), r: () => app.reset(),
    };
    const target = /** @type {HTMLElement} */ (event.target);
    const act = keys[event.key];
    if (!act || app.view.unit || (event.key === " " && target.closest("button, summary"))) return;
    event.preventDefault();
    act();
  }
}

/** Whoever presses + stays on +, though the buttons are made anew. @param {() => void} build */
export function keepingFocus(build) {
  const label = document.activeElement?.getAttribute("aria-label");
  build();
  if (!label || document.activeElement !== document.body) return;
  const again = document.querySelector(`[aria-label="${CSS.escape(label)}"]`);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}
