/** Colours: those of the style sheet, as a canvas needs them, and the hues of heat maps. */

/** @typedef {Record<string, string>} Colours */

const NAMES = [
  "paper",
  "stage",
  "panel",
  "line",
  "edge",
  "ink",
  "quiet",
  "faint",
  "positive",
  "negative",
  "positive-text",
  "negative-text",
  "nothing",
  "flat",
  "bar",
  "leaf",
  "leaf-line",
  "operation",
  "operation-line",
  "output",
  "output-line",
  "folded",
  "folded-line",
  "now",
  "yes",
  "no",
];

/** @type {Colours | null} */
let known = null;

/** What the style sheet says now, light or dark. @returns {Colours} */
export function coloursNow() {
  if (known) return known;
  const style = getComputedStyle(document.documentElement);
  known = Object.fromEntries(
    NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  );
  return known;
}

/** After light has become dark, or dark light. */
export function forgetColours() {
  known = null;
}

/** How strong the largest number's colour is: ink stays readable on it. */
const STRONGEST = 0.66;

/**
 * How strong the colour of a number's own cell is, on which the number stands.
 * @param {Colours} colours @param {number} share
 */
export const strengthOf = ({ paper }, share) => (parseInt(paper.slice(1, 3), 16) < 128 ? 0.42 : 0.6) * share ** 0.8;

/** @param {string} colour */
const channels = (colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));

/**
 * Colours of numbers from −1 to 1, as pixels: hue is sign, strength is 0.66 · |v| ^ 0.8. The last
 * one is for what is no number.
 * @param {string} ground @param {string} positive @param {string} negative @param {string} lost
 */
export function ramp(ground, positive, negative, lost) {
  const pixels = new Uint8ClampedArray(4 * 512);
  const base = channels(ground);
  for (let i = 0; i <= 510; i++) {
    const v = i / 255 - 1;
    const strength = STRONGEST * Math.abs(v) ** 0.8;
    channels(v < 0 ? negative : positive).forEach(
      (c, k) => (pixels[4 * i + k] = base[k] + strength * (c - base[k])),
    );
    pixels[4 * i + 3] = 255;
  }
  pixels.set([...channels(lost), 255], 4 * 511);
  return new Uint32Array(pixels.buffer);
}

/** A small picture, one pixel a number, drawn large and smooth. */
export class Heat {
  /** @param {number} side */
  constructor(side) {
    this.canvas = document.createElement("canvas");
    this.canvas.width = this.canvas.height = side;
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    this.image = this.context.createImageData(side, side);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /**
   * Paint numbers: every `stride`-th of an array, times `factor`, minus `shift`.
   * @param {Uint32Array} hues @param {Float64Array} numbers @param {number} from
   * @param {number} stride @param {number} factor @param {number} [shift]
   */
  paint(hues, numbers, from, stride, factor, shift = 0) {
    const { pixels } = this;
    for (let i = 0, at = from; i < pixels.length; i++, at += stride) {
      const v = (numbers[at] - shift) * factor;
      pixels[i] = v !== v ? hues[511] : hues[v >= 1 ? 510 : v <= -1 ? 0 : (v * 255 + 255.5) | 0];
    }
    this.context.putImageData(this.image, 0, 0);
  }
}
