/** What things of a network are called. */

import { WORDS } from "../words.js";
/** @import { Run } from "./run.js" */

/** What an input or a unit is called. @param {Run} run @param {number} l @param {number} j */
export function nameOf({ table, network }, l, j) {
  if (l === 0) return table.names[j];
  return l === network.depth ? WORDS.output : `unit ${l}.${j + 1}`;
}
