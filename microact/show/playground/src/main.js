/** The page begins here. */

import { App } from "./app.js";
import { Closer } from "./closer.js";
import { fromAddress, unpackedDocument } from "./codec.js";
import { byId, make, roving, say, segments } from "./dom.js";
import { closeHelp, toggleHelp } from "./help.js";
import { Inside } from "./inside.js";
import { Plane } from "./plane.js";
import { forgetColours } from "./palette.js";
import { Player } from "./player.js";
import { madePoints } from "./points.js";
import { Rail } from "./rail.js";
import { Run } from "./run.js";
import { MOST, settingsWith } from "./settings.js";
import { Stage } from "./stage.js";
import { STORIES } from "./stories.js";
import { hasAddress, openTakeAway } from "./take_away.js";
import { WORDS } from "./words.js";
/** @import { View } from "./app.js" */

/** The page as it came, for whoever saves it. */
const source = `<!DOCTYPE html>\n${document.documentElement.outerHTML}`;

/** Begin with what the address says, or the page holds, or the usual. */
function beginning() {
  const usual = () =>
    new App(new Run(settingsWith(), madePoints(settingsWith())), { story: "start" });
  try {
    if (hasAddress() && location.hash.length > 1)
      return new App(fromAddress(location.hash.slice(1)));
    const state = JSON.parse(byId("state").textContent || "null");
    if (!state) return usual();
    return new App(Run.of(unpackedDocument(state)), viewOf(state.view));
  } catch (error) {
    const app = usual();
    app.notice = WORDS.wrong.start(error instanceof Error ? error.message : String(error));
    return app;
  }
}

/** What of a saved view can be shown. @param {Record<string, unknown> | undefined} given @returns {Partial<View>} */
function viewOf(given) {
  const { lines, tiles, story, curves, pace } = given ?? {};
  /** @type {Partial<View>} */
  const view = {};
  if (typeof lines === "string" && ["weights", "gradients", "change"].includes(lines))
    view.lines = lines;
  if (typeof tiles === "string" && ["output", "slope", "gradient"].includes(tiles))
    view.tiles = tiles;
  if (typeof story === "string" && Object.hasOwn(STORIES, story)) view.story = story;
  if (curves === "gradient") view.curves = curves;
  if (typeof pace === "number" && pace >= 1 && pace <= 1000) view.pace = Math.round(pace);
  return view;
}

byId("still").remove();
byId("page").hidden = false;
const app = beginning();
const stage = new Stage(app);
const plane = new Plane(app, stage.heats);
const closer = new Closer(app);
const player = new Player(app);
const rail = new Rail(app);
const unitView = new Inside(app, stage, plane);
const views = [rail, stage, plane, closer, player, unitView];

// ---- the bar at the top
/** @param {string} label @param {() => void} act @param {string} [id] @param {string} [title] */
const tool = (label, act, id, title) =>
  make("button", { type: "button", id, title, onclick: act }, label);
const undo = tool(WORDS.undo, () => app.undo(), "undo", WORDS.titles.undo);
const redo = tool(WORDS.redo, () => app.redo(), "redo", WORDS.titles.redo);
const help = make(
  "button",
  {
    type: "button",
    id: "help",
    "aria-label": WORDS.help,
    title: WORDS.titles.help,
    "aria-expanded": "false",
    onclick: () => toggleHelp(stage),
  },
  "?",
);
const theme = make(
  "button",
  {
    type: "button",
    id: "theme",
    "aria-label": WORDS.theme,
    title: WORDS.theme,
    onclick: changeTheme,
  },
  "◐",
);
byId("tools").append(
  help,
  undo,
  redo,
  tool(WORDS.save, () => openTakeAway(app, stage, source), "save", WORDS.titles.save),
  theme,
);

function changeTheme() {
  const root = document.documentElement;
  const dark =
    root.classList.contains("dark") ||
    (!root.classList.contains("light") && matchMedia("(prefers-color-scheme: dark)").matches);
  root.classList.remove("dark", "light");
  root.classList.add(dark ? "light" : "dark");
  recolour();
}

function recolour() {
  forgetColours();
  stage.heats.recolour();
  rail.buildSets();
  render(true);
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);

// ---- stories, lenses
const stories = byId("stories");
stories.append(
  ...Object.keys(STORIES).map((name) =>
    make(
      "button",
      {
        type: "button",
        "data-story": name,
        "aria-pressed": "false",
        onclick: () => app.tellStory(name),
      },
      WORDS.storyNames[/** @type {keyof typeof WORDS.storyNames} */ (name)],
    ),
  ),
);
roving(stories);
const { lenses } = WORDS;
const lines = segments(WORDS.lines, ["weights", "gradients", "change"], lenses, (key) =>
  app.look({ lines: key }),
);
const tiles = segments(WORDS.tiles, ["output", "slope", "gradient"], lenses, (key) =>
  app.look({ tiles: key }),
);
const fewer = make(
  "button",
  { type: "button", "aria-label": WORDS.layersFewer, onclick: () => changeDepth(-1) },
  "−",
);
const more = make(
  "button",
  { type: "button", "aria-label": WORDS.layersMore, onclick: () => changeDepth(1) },
  "+",
);
const depth = make("b", {});
const picked = make("p", { class: "quiet picked" });
byId("lenses").append(
  make("span", { class: "labelled" }, make("span", {}, WORDS.lines), lines.element),
  make("span", { class: "labelled tiles" }, make("span", {}, WORDS.tiles), tiles.element),
  make("span", { class: "labelled count" }, make("span", {}, WORDS.layers), fewer, depth, more),
  picked,
);

/** @param {number} by */
function changeDepth(by) {
  const { layers } = app.run.settings;
  const last = layers[layers.length - 1] ?? { units: 4, activation: "tanh" };
  app.set({ layers: by > 0 ? [...layers, last] : layers.slice(0, -1) });
}

// ---- showing
/** @param {boolean} anew */
function render(anew) {
  const { run, view } = app;
  if (anew) {
    document.body.classList.toggle("zoomed", view.unit !== null);
    for (const part of views) part.build();
  }
  for (const part of views) part.update();
  say(byId("say"), app.sentence());
  for (const button of stories.querySelectorAll("button"))
    button.setAttribute("aria-pressed", String(button.dataset.story === view.story));
  picked.textContent = /** @type {Record<string, string>} */ (WORDS.picked)[view.story] ?? "";
  lines.show(view.lines);
  tiles.show(view.tiles);
  depth.textContent = String(run.settings.layers.length);
  fewer.disabled = run.settings.layers.length === 0;
  more.disabled = run.settings.layers.length >= MOST.layers;
  undo.disabled = app.past.length === 0;
  redo.disabled = app.future.length === 0;
  if (!app.playing) settleAddress();
  tellHeight();
}

/** Keep the address in step with what is shown, where there is one. */
let written = location.hash.slice(1);
function settleAddress() {
  if (!hasAddress()) return;
  const address =
    app.run.step === 0 && app.view.story === "start" && app.past.length === 0 ? "" : app.address();
  if (address === written) return;
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
    app.notice = WORDS.wrong.start(error instanceof Error ? error.message : String(error));
  }
  app.tell(true);
});

/** A notebook makes the frame as high as this. */
let told = 0;
function tellHeight() {
  const height = document.documentElement.scrollHeight;
  if (window.parent === window || height === told) return;
  told = height;
  window.parent.postMessage({ microact: height }, "*");
}
if (window.parent !== window) document.body.classList.add("framed");

// ---- time
const calm = matchMedia("(prefers-reduced-motion: reduce)");
/** Whoever wants little motion sees a new picture every half second. */
const CALM = 500;
let moving = false;
let last = 0;
/** @param {number} now */
function frame(now) {
  moving = app.playing;
  if (!moving) return;
  requestAnimationFrame(frame);
  if (document.hidden || (calm.matches && now - last < CALM)) return;
  last = now;
  app.frame(app.view.pace * (calm.matches ? 30 : 1));
}
app.watchers.push((anew) => {
  render(anew);
  if (app.playing && !moving) {
    moving = true;
    requestAnimationFrame(frame);
  }
});

/** Resizing comes in dozens; one picture does. */
let pending = 0;
new ResizeObserver(() => {
  cancelAnimationFrame(pending);
  pending = requestAnimationFrame(() => render(true));
}).observe(byId("page"));

// ---- keys
/** @type {Record<string, () => void>} */
const KEYS = {
  " ": () => (app.playing ? app.pause() : app.play()),
  ArrowRight: () => app.stepOnce(),
  e: () => app.epochOnce(),
  r: () => app.reset(),
  "?": () => toggleHelp(stage),
};
addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    closeHelp();
    if (app.view.unit) app.look({ unit: null });
    return;
  }
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest("input, select, textarea, dialog")) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    const key = event.key.toLowerCase();
    if (key === "z" || key === "y") {
      event.preventDefault();
      if (key === "y" || event.shiftKey) app.redo();
      else app.undo();
    }
    return;
  }
  const act = KEYS[event.key];
  if (
    !act ||
    app.view.unit ||
    event.altKey ||
    (event.key === " " && target.closest("button, summary, a"))
  )
    return;
  event.preventDefault();
  act();
});
render(true);
