/** The buttons over the cards: whoever points, clicks or goes by keys meets them. */

import { make } from "../base/dom.js";
import { pointAtCell } from "./cells_pointed.js";
import { GRAPH_WORDS } from "./graph_words.js";
/** @import { Card } from "./board.js" */
/** @import { GraphView } from "./view.js" */

/** @param {GraphView} view @param {Card} card @param {number} k */
export function cardButton(view, card, k) {
  const button = make("button", {
    type: "button", class: `card${card.group ? " group" : ""}`,
    id: view.id(card.group ? `group${k}` : `node${card.node}`), tabindex: k ? -1 : 0,
    onclick: () => view.press(k),
    onpointerenter: () => view.point(k), onfocus: () => view.point(k),
  });
  if (!card.group && card.cells === "cells")
    button.addEventListener("pointermove", (event) => pointAtCell(view, event, card));
  return button;
}

/**
 * What folds an open group again: its name on its frame.
 * @param {GraphView} view @param {string} id @param {{ x: number, y: number }} first
 */
export function foldButton(view, id, first) {
  const group = view.groupOf(id);
  const label = GRAPH_WORDS.fold(group?.name ?? "");
  return make("button", {
    type: "button", class: "fold", "aria-label": label, title: label, "data-x": first.x, "data-y": first.y,
    onclick: () => group && view.close(group),
  }, `▾ ${group?.name ?? ""}`);
}
