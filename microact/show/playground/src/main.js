/** The page begins here. */

import { App } from "./app.js";
import { Closer } from "./closer.js";
import { fromAddress } from "./address.js";
import { unpackedDocument } from "./codec.js";
import { byId } from "./dom.js";
import { closeHelp, toggleHelp } from "./help.js";
import { Inside } from "./inside.js";
import { Lenses } from "./lenses.js";
import { forgetColours } from "./palette.js";
import { openOwnPoints } from "./own_points.js";
import { Plane } from "./plane.js";
import { Player } from "./player.js";
import { madePoints } from "./points.js";
import { Rail } from "./rail.js";
import { Run } from "./run.js";
import { fieldsOf, settingsWith } from "./settings.js";
import { Stage } from "./stage.js";
import { STORIES } from "./stories.js";
import { hasAddress } from "./take_away.js";
import { Top } from "./top.js";
import { WORDS } from "./words.js";
/** @import { View } from "./app.js" */

/** The page as it came, for whoever saves it. */
const source = `<!DOCTYPE html>\n${document.documentElement.outerHTML}`;

/** @param {unknown} error */
const whyOf = (error) => WORDS.wrong.start(error instanceof Error ? error.message : String(error));

/** Whether the page holds a state of its own: then an address that it wrote would hide that. */
let ownState = false;

/** Begin with what the address says, or the page holds, or the usual. */
function beginning() {
  const usual = () => new App(new Run(settingsWith(), madePoints(settingsWith())), { story: "start" });
  try {
    if (hasAddress() && location.hash.length > 1) return new App(fromAddress(location.hash.slice(1)));
    const state = JSON.parse(byId("state").textContent || "null");
    ownState = state !== null;
    return state === null ? usual() : new App(Run.of(unpackedDocument(state)), viewOf(state.view));
  } catch (error) {
    const app = usual();
    app.wrong = whyOf(error);
    return app;
  }
}

/** What of a saved view can be shown. @param {unknown} given @returns {Partial<View>} */
function viewOf(given) {
  const { lines, tiles, story, curves, pace, point, began, stopAt } = /** @type {Partial<View>} */ (fieldsOf(given));
  /** @type {Partial<View>} */
  const view = {};
  if (lines && ["weights", "gradients", "change"].includes(lines)) view.lines = lines;
  if (tiles && ["output", "slope", "gradient"].includes(tiles)) view.tiles = tiles;
  if (story && Object.hasOwn(STORIES, story)) view.story = story;
  if (curves === "gradient") view.curves = curves;
  if (typeof pace === "number" && pace > 0 && pace <= 100) view.pace = pace;
  if (Number.isInteger(point)) view.point = point;
  if (typeof began === "number") view.began = began;
  if (typeof stopAt === "number") view.stopAt = stopAt;
  return view;
}

byId("still").remove();
byId("page").hidden = false;
const app = beginning();
const stage = new Stage(app);
const plane = new Plane(app, stage.heats);
const unitView = new Inside(app, stage, plane);
const ofNetwork = [stage, plane, new Closer(app)];
const rail = new Rail(app);
const always = [new Top(app, stage, source, recolour), new Lenses(app), rail, new Player(app)];

// ---- showing
/** @param {boolean} anew whether the network, the points or the window have another shape */
function render(anew) {
  const zoomed = app.view.unit !== null;
  const views = [...always, ...(zoomed ? [unitView] : ofNetwork)];
  if (anew) {
    document.body.classList.toggle("zoomed", zoomed);
    app.building = true;
    keepingFocus(() => views.forEach((view) => view.build()));
    app.building = false;
  }
  for (const view of views) view.update();
  if (!app.playing) settleAddress();
  tellHeight();
}

/** Whoever presses + stays on +, though the buttons are made anew. @param {() => void} build */
function keepingFocus(build) {
  const label = document.activeElement?.getAttribute("aria-label");
  build();
  if (!label || document.activeElement !== document.body) return;
  const again = document.querySelector(`[aria-label="${CSS.escape(label)}"]`);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

function recolour() {
  forgetColours();
  stage.heats.recolour();
  rail.buildSets();
  render(true);
}

// ---- the address
let written = location.hash.slice(1);

/** Keep the address in step with what is shown, where there is one. */
function settleAddress() {
  if (!hasAddress() || ownState) return;
  const untouched = app.run.step === 0 && app.view.story === "start" && app.past.length === 0;
  const address = untouched ? "" : app.address();
  if (address === written || (untouched && app.wrong)) return;
  written = address;
  try {
    history.replaceState(null, "", address ? `#${address}` : location.pathname + location.search);
  } catch {
    // Some browsers refuse it for a file; the address is in the dialog all the same.
  }
}

addEventListener("hashchange", () => {
  if (location.hash.slice(1) === written) return;
  written = location.hash.slice(1);
  app.remember();
  try {
    app.run = fromAddress(written);
    app.view = { ...app.view, unit: null, point: -1, story: "", stopAt: Infinity };
  } catch (error) {
    app.wrong = whyOf(error);
  }
  app.tell(true);
});

/** A notebook makes the frame as high as this. */
let told = 0;
function tellHeight() {
  const height = byId("page").offsetHeight;
  if (window.parent === window || height === told) return;
  told = height;
  window.parent.postMessage({ microact: height }, "*");
}
if (window.parent !== window) document.body.classList.add("framed");

// ---- time
const calm = matchMedia("(prefers-reduced-motion: reduce)");
/** Whoever wants little motion sees a new picture every half second. */
const CALM = 500;
/** How many pictures a second a pace is meant for, whatever the screen. */
const RATE = 60;
let moving = false;
let last = 0;
/** Steps that are due and not taken yet: a slow pace takes one in several pictures. */
let due = 0;

/** @param {number} now */
function frame(now) {
  moving = app.playing;
  if (!moving) return;
  requestAnimationFrame(frame);
  const passed = now - last;
  if (document.hidden || (calm.matches && passed < CALM)) return;
  last = now;
  due += app.view.pace * Math.min(calm.matches ? CALM * (RATE / 1000) : 2, (passed * RATE) / 1000);
  if (due < 1) return;
  app.frame(Math.floor(due));
  due -= Math.floor(due);
}

app.watchers.push((anew) => {
  render(anew);
  if (!app.playing || moving) return;
  [moving, last, due] = [true, performance.now(), 0];
  requestAnimationFrame(frame);
});

// Resizing comes in dozens; one picture does.
let pending = 0;
const resized = new ResizeObserver(() => {
  cancelAnimationFrame(pending);
  pending = requestAnimationFrame(() => render(true));
});
for (const part of [byId("page"), byId("net")]) resized.observe(part);

addEventListener("beforeprint", () => render(true));

// ---- a table may be dropped anywhere
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  const file = event.dataTransfer?.files[0];
  if (file && !document.querySelector("dialog")) openOwnPoints(app, file);
});

// ---- keys
/** @type {Record<string, () => void>} */
const KEYS = {
  " ": () => (app.playing ? app.pause() : app.play()), ArrowRight: () => app.stepOnce(),
  e: () => app.epochOnce(), r: () => app.reset(), "?": () => toggleHelp(stage),
};

addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.key === "Escape" && !target.closest("dialog")) {
    closeHelp();
    if (app.view.unit) app.look({ unit: null });
    return;
  }
  if (target.closest("input, select, textarea, dialog") || event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) app.redo();
    else app.undo();
    return;
  }
  const act = KEYS[event.key];
  if (!act || app.view.unit || (event.key === " " && target.closest("button, summary"))) return;
  event.preventDefault();
  act();
});
render(true);
