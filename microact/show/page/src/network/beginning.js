/** With what the network begins: an address, a state that the page holds, or the usual. */

import { WORDS } from "../words.js";
import { fromAddress } from "./address.js";
import { App } from "./app.js";
import { unpackedDocument } from "./codec.js";
import { madePoints } from "./points.js";
import { Run } from "./run.js";
import { fieldsOf } from "../base/fields.js";
import { settingsWith } from "./settings.js";
import { STORIES } from "./stories.js";
/** @import { View } from "./app.js" */

/** What went wrong, in words. @param {unknown} error */
export const whyOf = (error) => WORDS.wrong.start(error instanceof Error ? error.message : String(error));

/** @param {string} address @param {Record<string, unknown> | null} state */
export function networkFrom(address, state) {
  const usual = () => new App(new Run(settingsWith(), madePoints(settingsWith())), { story: "start" });
  try {
    if (address) return new App(fromAddress(address));
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
