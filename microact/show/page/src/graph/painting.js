/** The picture of a graph, for any pen: frames, arrows, cards. */

import { arrowInk, drawArrow, flowsOf, mostOf } from "./arrows.js";
import { MOST_NUMBERED } from "./board.js";
import { CardPainter } from "./paint.js";
/** @import { Pen } from "../base/pens.js" */
/** @import { Colours } from "../base/palette.js" */
/** @import { Board, Card } from "./board.js" */
/** @import { Look } from "./paint.js" */
/** @import { GraphView } from "./view.js" */

/** Letters smaller than this many pixels are not drawn. */
const SMALLEST_TEXT = 4.5;

/**
 * @param {GraphView} view @param {Pen} pen @param {Colours} colours
 * @param {[number, number, number, number] | null} sight what is in sight; null for all of it
 */
export function paintGraph(view, pen, colours, sight) {
  const { board, known, scale, blank } = view;
  if (!board) return;
  const { graph, cards, arrows, ways, places } = board;
  /** @param {number} left @param {number} top @param {number} right @param {number} bottom */
  const seen = (left, top, right, bottom) =>
    !sight || (right > sight[0] && left < sight[2] && bottom > sight[1] && top < sight[3]);
  const small = sight !== null && 12 * scale < SMALLEST_TEXT;
  paintFrames(board, pen, colours);
  const flows = flowsOf(graph, arrows, known.edge);
  view.flows = flows;
  const most = mostOf(flows);
  const numbered = cards.length <= MOST_NUMBERED && !small;
  const order = flows.map((_, k) => k).sort((a, b) => flows[b].size - flows[a].size || 0);
  /** Numbers stand on top: no arrow strikes one through. @type {[number, number, string][]} */
  const labels = [];
  for (const k of order) {
    const way = ways[k];
    const [start, end] = [way[0], way[way.length - 1]];
    const ys = way.map(([, y]) => y);
    if (!seen(start[0], Math.min(...ys) - 8, end[0], Math.max(...ys) + 8)) continue;
    const now = flows[k].step !== null && flows[k].step === known.edgeNow;
    const flow = blank ? { ...flows[k], shown: false } : flows[k];
    drawArrow(pen, way, arrowInk(flow, most, colours, now));
    if (numbered && flow.text && (flow.shown || blank)) labels.push([end[0] - 15, end[1] - 7, flow.text]);
  }
  for (const [x, y, text] of labels)
    pen.text(x, y, text, { size: 12, align: "end", colour: colours.ink, rim: colours.stage });
  const painter = new CardPainter(pen, colours, graph);
  cards.forEach((card, k) => {
    const [x, y] = [places.at[k][0] - card.width / 2, places.at[k][1] - card.height / 2];
    if (seen(x, y, x + card.width, y + card.height)) painter.draw(card, x, y, lookOf(view, card, k, small));
  });
}

/** @param {GraphView} view @param {Card} card @param {number} k @param {boolean} small @returns {Look} */
function lookOf(view, card, k, small) {
  const { known, board } = view;
  const { node, group, ends } = card;
  const grad = group ? (ends.every((i) => known.grad(i) !== null) ? 1 : null) : known.grad(node);
  const has = (/** @type {number} */ i) => (group ? group.nodes.includes(i) : i === node);
  return {
    data: group ? ends.every(known.data) : known.data(node), grad, small, blank: view.blank,
    blankData: view.blank && !group && Boolean(board?.graph.nodes[node].rule) && Boolean(board?.canBeComputed(node)),
    blankGrad: view.blank && !group && Boolean(board?.canBeReached(node)),
    now: known.now.some(has), waiting: known.waiting >= 0 && has(known.waiting),
    chosen: view.chosen >= 0 && has(view.chosen), hover: view.hover === k,
    dead: card.curve && view.dead.has(node),
    marks: view.marks.get(node) ?? null,
  };
}

/**
 * The frames of open groups: pieces side by side, without lines between them.
 * @param {Board} board @param {Pen} pen @param {Colours} colours
 */
function paintFrames(board, pen, colours) {
  for (const pieces of board.places.frames.values()) {
    pen.begin();
    const [first] = pieces;
    pen.move(first.x, first.y);
    for (const { x, y, width } of pieces) {
      pen.line(x, y);
      pen.line(x + width, y);
    }
    for (const { x, y, width, height } of [...pieces].reverse()) {
      pen.line(x + width, y + height);
      pen.line(x, y + height);
    }
    pen.close();
    pen.draw({ fill: colours.folded, alpha: 0.5 });
    pen.draw({ stroke: colours["folded-line"], width: 1 });
  }
}
