/** How large cards are. */

/** @import { Graph } from "./scene.js" */

/** Rows and columns of an array of which every number is written. */
export const MOST_CELLS = 6;

export const CELL = { width: 44, height: 19 };
export const CURVE = { width: 112, height: 50 };

/** The height of a card's title, and the room at its edges. */
export const [HEAD, PAD] = [24, 10];

/** Whether the gradient stands beside the data; of a wide array it stands below. @param {number} columns */
export const isBeside = (columns) => columns < 3;

/**
 * Rows and columns of an array as a table: what has more axes is put row by row.
 * @param {number[]} shape @returns {[number, number]}
 */
export function tableOf(shape) {
  if (!shape.length) return [1, 1];
  const columns = shape[shape.length - 1];
  return [shape.slice(0, -1).reduce((a, b) => a * b, 1), columns];
}

/**
 * @param {Graph} graph @param {number} i -1 for a folded group
 * @returns {{ width: number, height: number, curve: boolean, cells: "" | "cells" | "heat" }}
 */
export function sizeOfCard(graph, i) {
  if (i < 0) return { width: 136, height: 76, curve: false, cells: "" };
  const { rule, shape, heat, constant } = graph.nodes[i];
  const x = graph.values[i];
  if (shape.length && Array.isArray(x)) {
    const [rows, columns] = tableOf(shape);
    if (rows <= MOST_CELLS && columns <= MOST_CELLS) {
      const tables = constant ? 1 : 2;
      const beside = isBeside(columns) ? tables : 1;
      const below = tables / beside;
      return {
        width: Math.max(116, beside * columns * CELL.width + (beside - 1) * PAD + 2 * PAD),
        height: HEAD + below * (16 + rows * CELL.height) + (below - 1) * 4 + PAD, curve: false, cells: "cells",
      };
    }
    return { width: 150, height: 112, curve: false, cells: "heat" };
  }
  if (heat) return { width: 150, height: 112, curve: false, cells: "heat" };
  const curve = graph.live === "numbers" && Boolean(rule?.activation);
  return { width: 136, height: curve ? 124 : 66, curve, cells: "" };
}
