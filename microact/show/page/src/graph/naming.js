/** What nodes are called: as Python calls them in its pictures and sentences. */

/** @import { GraphNode } from "./arithmetic.js" */

/** @param {GraphNode} node */
const ownName = (node) =>
  node.called || (node.rule ? node.rule.title : node.constant ? "constant" : "leaf");

/**
 * Name every node: its label or its operation, numbered where several share it. Where several
 * scopes use the same names, as in a network, the scope says whose it is.
 * @param {GraphNode[]} nodes
 */
export function nameAll(nodes) {
  const scopesOf = new Map();
  let shared = false;
  for (const node of nodes) {
    const name = ownName(node);
    if (!scopesOf.has(name)) scopesOf.set(name, node.scope);
    shared ||= scopesOf.get(name) !== node.scope;
  }
  const seen = new Map();
  for (const node of nodes) {
    const within = shared && node.scope ? `${node.scope.replaceAll("/", ".")}.` : "";
    const plain = ownName(node);
    const name = plain.startsWith(within) ? plain : within + plain;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    node.name = count === 1 ? name : `${name} #${count}`;
  }
}
