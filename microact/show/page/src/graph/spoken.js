/** What whoever cannot see is told of a graph's cards. */

import { GRAPH_WORDS } from "./graph_words.js";
import { inWords } from "./shown.js";
/** @import { GraphView } from "./view.js" */

/** Say on its button what each card holds. @param {GraphView} view */
export function describeCards(view) {
  const { board, known, buttons, dead: letsNothing } = view;
  if (!board) return;
  const { graph } = board;
  board.cards.forEach(({ group, node, curve }, k) => {
    const button = buttons.children[k];
    button.classList.toggle("dead", curve && letsNothing.has(node));
    if (group) return button.setAttribute("aria-label", GRAPH_WORDS.group(group.name, group.nodes.length));
    const { shape, name, constant } = graph.nodes[node];
    const grad = constant ? null : known.grad(node);
    const data = known.data(node) ? inWords(graph.values[node], shape) : "";
    const dead = curve && letsNothing.has(node) ? GRAPH_WORDS.dead : "";
    const label = GRAPH_WORDS.card(name, data, grad === null ? "" : inWords(grad, shape)) + dead;
    if (button.getAttribute("aria-label") !== label) button.setAttribute("aria-label", label);
  });
}
