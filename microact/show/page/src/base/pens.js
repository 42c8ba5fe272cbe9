/** Two pens with the same strokes: one for a canvas, one that writes SVG. */

import { makeSvg } from "./dom.js";

/**
 * How a shape is filled and stroked.
 * @typedef {{ fill?: string, stroke?: string, width?: number, dash?: number[], alpha?: number, round?: boolean }} Ink
 * @typedef {{
 *   size?: number, bold?: boolean, align?: "start" | "middle" | "end", colour: string, rim?: string,
 * }} Letters
 * @typedef {CanvasPen | SvgPen} Pen
 */

const FONT = '"Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif';

export class CanvasPen {
  /** @param {CanvasRenderingContext2D} context */
  constructor(context) {
    this.context = context;
  }

  begin() {
    this.context.beginPath();
  }

  /** @param {number} x @param {number} y */
  move(x, y) {
    this.context.moveTo(x, y);
  }

  /** @param {number} x @param {number} y */
  line(x, y) {
    this.context.lineTo(x, y);
  }

  /** @param {number} a @param {number} b @param {number} c @param {number} d @param {number} x @param {number} y */
  bend(a, b, c, d, x, y) {
    this.context.bezierCurveTo(a, b, c, d, x, y);
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height @param {number} [radius] */
  box(x, y, width, height, radius = 0) {
    if (radius) this.context.roundRect(x, y, width, height, radius);
    else this.context.rect(x, y, width, height);
  }

  /** @param {number} x @param {number} y @param {number} radius */
  dot(x, y, radius) {
    this.context.moveTo(x + radius, y);
    this.context.arc(x, y, radius, 0, 2 * Math.PI);
  }

  close() {
    this.context.closePath();
  }

  /** @param {Ink} ink */
  draw({ fill, stroke, width = 1, dash, alpha = 1, round }) {
    const { context } = this;
    context.globalAlpha = alpha;
    if (fill) {
      context.fillStyle = fill;
      context.fill();
    }
    if (stroke) {
      context.strokeStyle = stroke;
      context.lineWidth = width;
      context.lineCap = round ? "round" : "butt";
      context.setLineDash(dash ?? []);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /** @param {number} x @param {number} y @param {string} text @param {Letters} letters */
  text(x, y, text, { size = 12, bold, align = "start", colour, rim }) {
    const { context } = this;
    context.font = `${bold ? "600 " : ""}${size}px ${FONT}`;
    context.textAlign = align === "middle" ? "center" : align;
    if (rim) {
      context.strokeStyle = rim;
      context.lineWidth = 3.5;
      context.lineJoin = "round";
      context.setLineDash([]);
      context.strokeText(text, x, y);
      context.lineJoin = "miter";
    }
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }

  /** Draw elsewhere. @param {number} x @param {number} y @param {() => void} draw */
  shifted(x, y, draw) {
    this.context.save();
    this.context.translate(x, y);
    draw();
    this.context.restore();
  }

  /**
   * @param {HTMLCanvasElement} picture
   * @param {number} x @param {number} y @param {number} width @param {number} height
   */
  picture(picture, x, y, width, height) {
    this.context.drawImage(picture, x, y, width, height);
  }
}

/** @param {number} x */
const places = (x) => String(Math.round(x * 100) / 100);

export class SvgPen {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    this.svg = this.element("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
        this.svg.setAttribute("font-family", FONT);
    /** Where what is drawn goes. @type {Element} */
    this.into = this.svg;
    this.path = "";
  }

  /** @param {string} tag @param {Record<string, string | number | undefined>} attributes */
  element(tag, attributes) {
    const short = Object.entries(attributes).map(([name, x]) => [name, typeof x === "number" ? places(x) : x]);
    return makeSvg(tag, Object.fromEntries(short));
  }

  /** Put what follows into a group of its own. @param {Record<string, string>} attributes @param {() => void} draw */
  group(attributes, draw) {
    const [group, before] = [this.element("g", attributes), this.into];
    before.append(group);
    this.into = group;
    draw();
    this.into = before;
    return group;
  }

  /** Draw elsewhere. @param {number} x @param {number} y @param {() => void} draw */
  shifted(x, y, draw) {
    this.group({ transform: `translate(${places(x)} ${places(y)})` }, draw);
  }

  begin() {
    this.path = "";
  }

  /** @param {number} x @param {number} y */
  move(x, y) {
    this.path += `M${places(x)} ${places(y)}`;
  }

  /** @param {number} x @param {number} y */
  line(x, y) {
    this.path += `L${places(x)} ${places(y)}`;
  }

  /** @param {number} a @param {number} b @param {number} c @param {number} d @param {number} x @param {number} y */
  bend(a, b, c, d, x, y) {
    this.path += `C${[a, b, c, d, x, y].map(places).join(" ")}`;
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height @param {number} [radius] */
  box(x, y, width, height, radius = 0) {
    const r = Math.min(radius, width / 2, height / 2);
    const [w, h] = [width - 2 * r, height - 2 * r];
    const turn = (/** @type {number} */ a, /** @type {number} */ b) =>
      r ? `a${places(r)} ${places(r)} 0 0 1 ${places(a)} ${places(b)}` : "";
    this.path += `M${places(x + r)} ${places(y)}h${places(w)}${turn(r, r)}v${places(h)}${turn(-r, r)}`;
    this.path += `h${places(-w)}${turn(-r, -r)}v${places(-h)}${turn(r, -r)}z`;
  }

  /** @param {number} x @param {number} y @param {number} radius */
  dot(x, y, radius) {
    const r = places(radius);
    const half = (/** @type {number} */ to) => `a${r} ${r} 0 1 0 ${places(to)} 0`;
    this.path += `M${places(x - radius)} ${places(y)}${half(2 * radius)}${half(-2 * radius)}z`;
  }

  close() {
    this.path += "z";
  }

  /** @param {Ink} ink */
  draw({ fill = "none", stroke, width, dash, alpha, round }) {
    if (!this.path) return;
    this.into.append(
      this.element("path", {
        d: this.path,
        fill,
        stroke,
        "stroke-width": stroke && width,
        "stroke-dasharray": dash?.join(" "),
        opacity: alpha,
        "stroke-linecap": round ? "round" : undefined,
      }),
    );
  }

  /** @param {number} x @param {number} y @param {string} text @param {Letters} letters */
  text(x, y, text, { size = 12, bold, align, colour, rim }) {
    const element = this.element("text", {
      x,
      y,
      "font-size": size,
      "font-weight": bold ? 600 : undefined,
      "text-anchor": align,
      fill: colour,
      stroke: rim,
      "stroke-width": rim && 3.5,
      "paint-order": rim && "stroke",
      "stroke-linejoin": rim && "round",
    });
    element.textContent = text;
    this.into.append(element);
  }

  /**
   * @param {HTMLCanvasElement} picture
   * @param {number} x @param {number} y @param {number} width @param {number} height
   */
  picture(picture, x, y, width, height) {
    this.into.append(
      this.element("image", {
        x,
        y,
        width,
        height,
        preserveAspectRatio: "none",
        href: picture.toDataURL(),
      }),
    );
  }
}

/**
 * A pen for a canvas that is as sharp as the screen.
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height
 */
export function sharpened(canvas, width, height) {
  const sharp = Math.min(3, window.devicePixelRatio || 1);
  canvas.width = Math.round(width * sharp);
  canvas.height = Math.round(height * sharp);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(sharp, 0, 0, sharp, 0, 0);
  return new CanvasPen(context);
}
