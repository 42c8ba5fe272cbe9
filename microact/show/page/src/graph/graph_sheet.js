/** A graph to take away: its picture, and a worksheet with boxes in the place of what is to be found. */

import { coloursNow } from "../base/palette.js";
import { svgOf } from "../base/pictures.js";
import { paintGraph } from "./painting.js";
import { SHEET_WORDS } from "../sheet_words.js";
/** @import { Picture } from "../base/pictures.js" */
/** @import { Explorer } from "./explorer.js" */
/** @import { GraphView } from "./view.js" */

/** Room around a picture. */
const BORDER = 14;

/** @param {GraphView} view @returns {Picture} */
export function pictureOfGraph(view) {
  const { width, height } = view.board?.places ?? { width: 1, height: 1 };
  return {
    width: width + 2 * BORDER, height: height + 2 * BORDER,
    draw: (pen) => pen.shifted(BORDER, BORDER, () => paintGraph(view, pen, coloursNow(), null)),
  };
}

/** @param {Explorer} explorer @returns {import("../worksheet.js").Sheet} */
export function sheetOfGraph(explorer) {
  const { view } = explorer;
  const { known, chosen } = view;
  view.known = { ...known, now: [], edgeNow: null, waiting: -1, data: () => true, edge: () => true,
    grad: (i) => explorer.graph.grads[i] ?? null };
  view.chosen = -1;
  view.blank = true;
  const blank = svgOf(pictureOfGraph(view));
  view.blank = false;
  const answers = svgOf(pictureOfGraph(view));
  Object.assign(view, { known, chosen });
  const { graph: title, graphTask: task, graphQuestions: questions } = SHEET_WORDS;
  return { title, task, blank, answers, questions };
}
