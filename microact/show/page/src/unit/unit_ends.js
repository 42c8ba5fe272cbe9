/** The right of one unit's graph: its curve with the point on it, and who reads what it gives. */

import { curveOf } from "../network/measure.js";
import { nameOf } from "../network/names.js";
import { precise } from "../base/numbers.js";
import { drawCurve, drawOnCurve, scales } from "../network/tile.js";
import { COLUMNS } from "./unit_cards.js";
import { WORDS } from "../words.js";
/** @import { Cards } from "./unit_cards.js" */
/** @import { Box } from "../network/layout.js" */

/** Half of a tangent's length, in pixels. */
const HALF = 44;

/** More readers than this are not shown. */
const MOST_READERS = 5;

/** The curve, its tangent, and the numbers below. @param {Cards} cards @param {number} middle */
export function drawActivation(cards, middle) {
  const { pen, colours, told, numbers, run } = cards;
  const { activation, l, j, z, a, slope, upstream, atSum, ofLogit } = numbers;
  const now = told.isNow("activation") || told.isNow("slope");
  const known = told.knows("activation");
  const { x, width } = COLUMNS.activation;
  const y = middle - 140;
  const name = activation.title.split("(")[0];
  /** @type {[string, string, boolean, string][]} */
  const lines = [[WORDS.inside.data, `${name}(${precise(z)}) = ${precise(a)}`, known, colours.ink]];
  const arrived = told.knows("arrives");
  if (!ofLogit) lines.push([WORDS.inside.arrives, precise(upstream), arrived, cards.textColour(upstream)]);
  const passed = ofLogit ? precise(atSum) : `${precise(upstream)} × ${precise(slope)} = ${precise(atSum)}`;
  lines.push([WORDS.inside.passes, passed, told.knows("slope"), cards.textColour(atSum)]);
  pen.group({ class: now ? "now" : "" }, () => {
    cards.card({ x, y, width, height: 280 }, "operation", known, now);
    pen.text(x + 12, y + 22, activation.title.slice(0, 24), { size: 14, bold: true, colour: colours.ink });
    const box = { x: x + 12, y: y + 34, width: 246, height: 166 };
    drawCurve(pen, colours, box, activation, run.sumsOf(l, j), false);
    lines.forEach(([label, text, isKnown, colour], i) => {
      const at = y + 222 + 20 * i;
      pen.text(x + 12, at, label, { size: 11, colour: colours.quiet });
      const letters = { bold: isKnown, align: /** @type {"end"} */ ("end"), colour: isKnown ? colour : colours.quiet };
      pen.text(x + 258, at, isKnown ? text : "?", letters);
    });
    if (known && Number.isFinite(z) && Number.isFinite(a)) drawTangent(cards, box);
  });
}

/** @param {Cards} cards @param {Box} box */
function drawTangent({ pen, colours, numbers: { activation, z, a, slope } }, box) {
  const [, across, down] = scales(box, activation);
  const [x, y] = [across(z), down(a)];
  pen.begin();
  pen.move(box.x, y);
  pen.line(x, y);
  pen.line(x, box.y + box.height);
  pen.draw({ stroke: colours.quiet, dash: [2, 3] });
  // The slope in pixels: a number's worth to the right, and its slope's worth up.
  const { low, high } = curveOf(activation);
  const steep = (slope * (down(low) - down(high))) / (high - low) / (across(1) - across(0));
  const half = HALF / Math.hypot(1, steep);
  if (Number.isFinite(steep)) {
    pen.begin();
    pen.move(x - half, y + half * steep);
    pen.line(x + half, y - half * steep);
    pen.draw({ stroke: colours.ink, width: 2.4 });
  }
  drawOnCurve(pen, colours, box, activation, z, a, 6);
}

/**
 * Who reads the unit: units of the next layer, or the loss.
 * @param {Cards} cards @param {number} middle
 * @param {((m: number) => HTMLCanvasElement) | null} heatOf the pictures of those units
 */
export function drawReaders(cards, middle, heatOf) {
  const { pen, told, numbers: { ofLogit } } = cards;
  const known = told.knows(ofLogit ? "slope" : "arrives");
  const now = told.isNow("arrives") || (ofLogit && told.isNow("slope"));
  pen.group({ class: now ? "now" : "" }, () => {
    if (heatOf) drawUnits(cards, middle, heatOf, known, now);
    else drawLossCard(cards, middle, known, now);
  });
}

/** @param {Cards} cards @param {number} middle @param {boolean} known @param {boolean} now */
function drawLossCard(cards, middle, known, now) {
  const { pen, colours, told, numbers } = cards;
  const answered = told.knows("activation");
  const flow = numbers.ofLogit ? numbers.atSum : numbers.upstream;
  const { activation, reader } = COLUMNS;
  const x = reader.x + 12;
  cards.arrow([activation.x + activation.width + 1, middle], [reader.x, middle], known ? flow : null, null);
  cards.card({ ...reader, y: middle - 32, height: 64 }, "output", answered, now);
  pen.text(x, middle - 12, WORDS.inside.theLoss, { bold: true, colour: colours.ink });
  const quiet = { size: 11, colour: colours.quiet };
  pen.text(x, middle + 6, `${WORDS.inside.wanted}${precise(numbers.wanted)}`, quiet);
  pen.text(x, middle + 22, `${WORDS.output}: ${answered ? precise(numbers.answer) : "?"}`, quiet);
}

/**
 * @param {Cards} cards @param {number} middle @param {(m: number) => HTMLCanvasElement} heatOf
 * @param {boolean} known @param {boolean} now
 */
function drawUnits(cards, middle, heatOf, known, now) {
  const { pen, colours, numbers: { l, readers }, run } = cards;
  const { activation, reader } = COLUMNS;
  const shown = readers.slice(0, readers.length > MOST_READERS ? MOST_READERS - 1 : MOST_READERS);
  const high = 72;
  const top = middle - (shown.length * high) / 2;
  shown.forEach(({ m, arriving, w }, i) => {
    const y = top + i * high;
    const from = /** @type {[number, number]} */ ([activation.x + activation.width + 1, middle]);
    // Beside its reader's card: in the middle it would lie on another arrow.
    const at = /** @type {[number, number]} */ ([8, (y + 30 - middle) * 0.3 - 7]);
    cards.arrow(from, [reader.x, y + 30], known ? arriving * w : null, known ? w : null, at);
    cards.card({ ...reader, y, height: 60 }, "operation", true, now);
    pen.picture(heatOf(m), reader.x + 7, y + 7, 46, 46);
    pen.text(reader.x + 60, y + 22, nameOf(run, l + 1, m), { bold: true, colour: colours.ink });
    cards.labelled(reader.x + 60, y + 42, WORDS.inside.grad, known, arriving, true);
  });
  const more = readers.length - shown.length;
  const words = [...(more ? [WORDS.inside.moreReaders(more)] : []), WORDS.inside.atSum];
  words.forEach((text, i) =>
    pen.text(reader.x, top + shown.length * high + 10 + 16 * i, text, { size: 11, colour: colours.quiet }));
}
