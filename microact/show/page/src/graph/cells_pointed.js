/** Which cell of an array's card is under the pointer; what it was made from is framed. */

import { originsOf } from "./origins.js";
import { CELL, HEAD, PAD, tableOf } from "./sizes.js";
/** @import { Card } from "./board.js" */
/** @import { GraphView } from "./view.js" */

/** @param {GraphView} view @param {PointerEvent} event @param {Card} card */
export function pointAtCell(view, event, card) {
  const { board, scale } = view;
  if (!board) return;
  const { graph } = board;
  const [rows, columns] = tableOf(graph.nodes[card.node].shape);
  const column = Math.floor((event.offsetX / scale - PAD) / CELL.width);
  const row = Math.floor((event.offsetY / scale - HEAD - 16) / CELL.height);
  const isInside = row >= 0 && row < rows && column >= 0 && column < columns;
  const cell = isInside ? row * columns + column : -1;
  view.mark(cell < 0 ? new Map() : originsOf(graph, card.node, cell));
  view.does.cell(card.node, cell);
}
