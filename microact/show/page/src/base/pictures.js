/** Pictures to take away: as SVG, or as pixels for print. */

import { coloursNow } from "./palette.js";
import { CanvasPen, SvgPen } from "./pens.js";
/** @import { Pen } from "./pens.js" */

/**
 * What is drawn, on a ground of its own.
 * @typedef {{ width: number, height: number, draw: (pen: Pen) => void }} Picture
 */

/** So many pixels for each of the screen's. */
const SHARP = 3;

/** @param {Picture} picture @param {Pen} pen */
function drawOnGround({ width, height, draw }, pen) {
  pen.begin();
  pen.box(0, 0, width, height);
  pen.draw({ fill: coloursNow().stage });
  draw(pen);
}

/** @param {Picture} picture */
export function svgOf(picture) {
  const pen = new SvgPen(picture.width, picture.height);
  drawOnGround(picture, pen);
  return pen.svg;
}

/** @param {Picture} picture @returns {Promise<Blob | null>} */
export function pngOf(picture) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: SHARP * picture.width, height: SHARP * picture.height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(SHARP, SHARP);
  drawOnGround(picture, new CanvasPen(context));
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}
