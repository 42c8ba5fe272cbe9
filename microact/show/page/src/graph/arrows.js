/** The arrows of a graph: where they go, how wide, which hue, which number. */

import { plus } from "./arithmetic.js";
import { onCard, signOf, sizeOf } from "./shown.js";
/** @import { Colours } from "../base/palette.js" */
/** @import { Ink, Pen } from "../base/pens.js" */
/** @import { Step } from "./arithmetic.js" */
/** @import { Arrow, Card } from "./board.js" */
/** @import { Arrangement } from "./layered.js" */
/** @import { Graph } from "./scene.js" */

/**
 * What an arrow passes on: how much, of which sign (0: both), and the number on it.
 * @typedef {{ size: number, sign: number, text: string, step: Step | null, shown: boolean, constant: boolean }} Flow
 */

/** Below this share of the largest an arrow is next to nothing. */
const NOTHING = 1e-3;

/** How long an arrow's head is, and how far apart arrows arrive where there is room. */
const [TIP, PORTS_APART] = [8, 30];

/** How far an arrow runs level at both ends, as a share of its width. */
const FLAT_ENDS = 0.62;

/**
 * The ways of arrows: from the right edge of a card, past columns, to a port of another. Arrows
 * that arrive at one card do so in the order in which they come.
 * @param {Card[]} cards @param {Arrow[]} arrows @param {Arrangement} places
 * @returns {[number, number][][]}
 */
export function waysOf(cards, arrows, { routes, rank, columns }) {
  /** @type {Map<number, number[]>} */
  const arriving = new Map();
  arrows.forEach(({ to }, k) => arriving.set(to, [...(arriving.get(to) ?? []), k]));
  const ports = new Map();
  for (const [to, list] of arriving) {
    const before = (/** @type {number} */ k) => routes[k][routes[k].length - 2][1];
    list.sort((a, b) => before(a) - before(b) || a - b);
    const apart = Math.min(PORTS_APART, (cards[to].height - 22) / list.length);
    list.forEach((k, i) => ports.set(k, (i - (list.length - 1) / 2) * apart));
  }
  return arrows.map(({ from, to }, k) => {
    const route = routes[k];
    const last = route[route.length - 1];
    /** @type {[number, number][]} */
    const way = [[route[0][0] + cards[from].width / 2, route[0][1]]];
    route.slice(1, -1).forEach(([, y], i) => {
      const { x, width } = columns[rank[from] + i + 1];
      way.push([x, y], [x + width, y]);
    });
    way.push([last[0] - cards[to].width / 2, last[1] + ports.get(k)]);
    return way;
  });
}

/**
 * What each arrow passes on now.
 * @param {Graph} graph @param {Arrow[]} arrows @param {(step: Step) => boolean} isShown @returns {Flow[]}
 */
export function flowsOf({ nodes, steps: all }, arrows, isShown) {
  /** @type {Step[][]} */
  const places = Array.from({ length: nodes.length }, () => []);
  for (const step of all) places[step.from][step.position] = step;
  return arrows.map(({ passes }) => {
    const steps = passes.flatMap(([i, position]) => places[i][position] ?? []);
    const shown = steps.length > 0 && steps.every(isShown);
    if (steps.length === 1 && passes.length === 1) {
      const [step] = steps;
      const text = typeof step.local === "number" ? `× ${onCard(step.local)}` : "";
      return { size: sizeOf(step.passed), sign: signOf(step.passed), text, step, shown, constant: false };
    }
    let [squares, up, down] = [0, false, false];
    for (const passed of sentTo(steps)) {
      const [size, sign] = [sizeOf(passed), signOf(passed)];
      squares += size * size;
      up ||= sign > 0 || (sign === 0 && size > 0);
      down ||= sign < 0 || (sign === 0 && size > 0);
    }
    const sign = Number(up) - Number(down);
    return { size: Math.sqrt(squares), sign, text: "", step: null, shown, constant: !steps.length };
  });
}

/** What goes to each node: by several ways into one card, what arrives in all. @param {Step[]} steps */
function sentTo(steps) {
  /** @type {Map<number, Step["passed"]>} */
  const sent = new Map();
  for (const { to, passed } of steps) {
    const before = sent.get(to);
    sent.set(to, before === undefined || isSeen(passed) ? passed : plus(before, passed));
  }
  return sent.values();
}

/** Whether it is no number, but what a card shows of a large array. @param {unknown} x */
const isSeen = (x) => typeof x === "object" && !Array.isArray(x);

/** The largest of what flows, by which the others are wide. @param {Flow[]} flows */
export function mostOf(flows) {
  let most = 0;
  for (const { size } of flows) if (size > most && Number.isFinite(size)) most = size;
  return most;
}

/** @param {Flow} flow @param {number} most @param {Colours} colours @param {boolean} now @returns {Ink} */
export function arrowInk({ size, sign, shown, constant }, most, colours, now) {
  if (constant) return { stroke: colours.line, width: 1 };
  if (!shown) return { stroke: colours.edge, width: 1.2 };
  if (!Number.isFinite(size)) return { stroke: colours.ink, width: 2, dash: [1, 5], round: true };
  if (!(size > NOTHING * most)) return { stroke: colours.nothing, width: 1, dash: [4, 4] };
  const hue = sign > 0 ? colours.positive : sign < 0 ? colours.negative : colours.bar;
  return { stroke: hue, width: 0.7 + 6 * Math.sqrt(size / most) + Number(now) };
}

/** @param {Pen} pen @param {[number, number][]} way @param {Ink} ink */
export function drawArrow(pen, way, ink) {
  const width = ink.width ?? 1;
  const tip = TIP + width * 0.7;
  const [x, y] = way[way.length - 1];
  pen.begin();
  pen.move(way[0][0], way[0][1]);
  for (let k = 1; k < way.length; k++) {
    const [a, b] = way[k - 1];
    const [c, d] = k === way.length - 1 ? [x - tip + 1, y] : way[k];
    if (b === d) pen.line(c, d);
    else pen.bend(a + FLAT_ENDS * (c - a), b, c - FLAT_ENDS * (c - a), d, c, d); // flat where a number stands
  }
  pen.draw(ink);
  pen.begin();
  pen.move(x - tip, y - tip * 0.5);
  pen.line(x, y);
  pen.line(x - tip, y + tip * 0.5);
  pen.close();
  pen.draw({ fill: ink.stroke });
}
