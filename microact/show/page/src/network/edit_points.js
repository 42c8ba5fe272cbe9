/** Points of one's own: add one, remove one, choose the plane. The network keeps its weights. */

import { windowOf } from "./points.js";
import { MOST } from "./settings.js";
/** @import { App } from "./app.js" */

/**
 * Add a point; columns beside the plane get their mean.
 * @param {App} app @param {number[]} place in the two columns of the plane @param {number} answer
 */
export function addPoint(app, place, answer) {
  const { table } = app.run;
  const { rows, plane } = table;
  if (rows.length >= MOST.points) return;
  const row = table.names.map((_, k) => rows.reduce((sum, other) => sum + other[k] / rows.length, 0));
  plane.forEach((column, i) => (row[column] = Number(place[i].toPrecision(5))));
  app.changePoints({ ...table, rows: [...rows, row], wanted: [...table.wanted, answer], note: "" });
}

/** Remove the point that is followed. @param {App} app */
export function removePoint(app) {
  const { table, order } = app.run;
  const gone = order[app.view.point];
  if (gone === undefined || table.rows.length < 2) return;
  const stays = (/** @type {unknown} */ _, /** @type {number} */ i) => i !== gone;
  app.changePoints({ ...table, rows: table.rows.filter(stays), wanted: table.wanted.filter(stays), note: "" });
}

/** @param {App} app @param {[number, number]} plane */
export function choosePlane(app, plane) {
  const { table } = app.run;
  app.changePoints({ ...table, plane, ...windowOf(table.rows, plane) });
}
