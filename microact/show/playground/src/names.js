/** What things of a network are called. */

import { WORDS } from "./words.js";
/** @import { App } from "./app.js" */

/** What a unit is called. @param {App} app @param {number} l @param {number} j */
export function nameOf({ run }, l, j) {
  if (l === 0) return run.table.names[j];
  return l === run.network.depth ? WORDS.output : `unit ${l}.${j + 1}`;
}
