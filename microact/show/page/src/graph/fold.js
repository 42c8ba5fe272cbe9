/**
 * Folding: what has more than some forty cards is shown as groups, which open in place. A group is a
 * scope (a layer, a neuron), or what the shape of the graph says: what serves one result alone,
 * twins side by side, what happens one after the other.
 */

import { CUT, partOf, withoutCircles } from "./partition.js";
import { MAKES } from "./shown.js";
/** @import { GraphNode } from "./arithmetic.js" */

/** About so many cards are shown at once, before anything is opened. */
export const MOST_CARDS = 45;

/**
 * A node is its place; a group holds nodes and groups. `nodes`: all nodes inside, in order.
 * @typedef {{ id: string, name: string, items: Item[], nodes: number[], parent: Group | null, open: boolean }} Group
 * @typedef {number | Group} Item
 */

/** @param {Item} item */
const nodesIn = (item) => (typeof item === "number" ? [item] : item.nodes);

/**
 * Which nodes there are, and what enters each.
 * @typedef {{ nodes: GraphNode[], inputs: number[][], readers: number[][] }} Wiring
 */

/** @param {GraphNode[]} nodes @returns {Wiring} */
export function wiringOf(nodes) {
  const inputs = nodes.map((node) => node.inputs.filter((x) => typeof x === "number"));
  /** @type {number[][]} */
  const readers = nodes.map(() => []);
  inputs.forEach((from, i) => from.forEach((x) => readers[x].push(i)));
  return { nodes, inputs, readers };
}

/**
 * Fold a graph: the items at its top, none of them open.
 * @param {Wiring} wiring @returns {Item[]}
 */
export function folded(wiring) {
  const all = wiring.nodes.map((_, i) => i);
  if (all.length <= MOST_CARDS)
    return grouped(wiring, all, all.map((i) => wiring.nodes[i].whole), (inside) => inside, "");
  return lessOf(wiring, byScope(wiring, all, 0, ""), null);
}

/** Open a group: its items, folded again if they are many. @param {Wiring} wiring @param {Group} group */
export function opened(wiring, group) {
  group.open = true;
  if (group.items.length > MOST_CARDS) group.items = lessOf(wiring, group.items, group);
}

/**
 * What is shown: single nodes and closed groups, each with the open groups that it is in.
 * @param {Item[]} items @param {Group[]} path @returns {{ item: Item, path: Group[] }[]}
 */
export const visible = (items, path = []) => items.flatMap((item) =>
  (typeof item !== "number" && item.open ? visible(item.items, [...path, item]) : [{ item, path }]));

/** @param {string} id @param {string} name @param {Item[]} items @param {Group | null} parent @returns {Group} */
function groupOf(id, name, items, parent) {
  const nodes = items.flatMap(nodesIn).sort((a, b) => a - b);
  /** @type {Group} */
  const group = { id, name, items, nodes, parent, open: false };
  for (const item of items) if (typeof item !== "number") item.parent = group;
  return group;
}

/**
 * Group nodes by their scopes, `layer1/neuron2`, from a depth on.
 * @param {Wiring} wiring @param {number[]} nodes @param {number} depth @param {string} within the group's id
 * @returns {Item[]}
 */
function byScope(wiring, nodes, depth, within) {
  const scopes = nodes.map((i) => wiring.nodes[i].scope.split("/").slice(0, depth + 1).join("/"));
  const own = nodes.map((i, k) => (wiring.nodes[i].scope.split("/").length > depth && scopes[k] ? scopes[k] : ""));
  // Leaves without a scope and a name, and constants, go with what alone uses them.
  const place = new Map(nodes.map((i, k) => [i, k]));
  for (let k = nodes.length - 1; k >= 0; k--) {
    const readers = new Set(wiring.readers[nodes[k]].map((i) => own[place.get(i) ?? -1]));
    const { label } = wiring.nodes[nodes[k]];
    if (!own[k] && !label && !wiring.inputs[nodes[k]].length && readers.size === 1) own[k] = [...readers][0] ?? "";
  }
  return grouped(wiring, nodes, own, (inside, id) => byScope(wiring, inside, depth + 1, id), within);
}

/**
 * Put together what has the same key; an empty one stays alone.
 * @param {Wiring} wiring @param {number[]} nodes @param {string[]} own the key of each node, a scope
 * @param {(inside: number[], id: string) => Item[]} further what becomes of what is inside
 * @param {string} within the group's id
 * @returns {Item[]}
 */
function grouped(wiring, nodes, own, further, within) {
  if (!own.some(Boolean)) return nodes;
  const parts = withoutCircles(wiring, nodes, own);
  /** @type {Map<string, number[]>} */
  const members = new Map();
  parts.forEach((part, k) => {
    if (part) members.get(part)?.push(nodes[k]) ?? members.set(part, [nodes[k]]);
  });
  const done = new Set();
  /** @type {Item[]} */
  const items = [];
  nodes.forEach((i, k) => {
    const part = parts[k];
    const inside = members.get(part);
    if (!part || !inside || inside.length < 2) items.push(i);
    else if (!done.has(part)) {
      done.add(part);
      const name = (part.split("/").pop() ?? part).replace(CUT, " #");
      const id = within ? `${within}>${part}` : part; // a scope that is cut in two has its inner scopes twice
      items.push(groupOf(id, name, further(inside, id), null));
    }
  });
  return items;
}

/**
 * Put items together until few are left.
 * @param {Wiring} wiring @param {Item[]} items @param {Group | null} parent
 * @returns {Item[]}
 */
function lessOf(wiring, items, parent) {
  const name = parent?.id ?? "all";
  let now = items;
  /** @type {((items: Item[]) => string[])[]} */
  const ways = [(given) => alone(wiring, given), (given) => twins(wiring, given), (given) => rows(wiring, given)];
  ways.forEach((way, round) => {
    if (now.length <= MOST_CARDS) return;
    const keys = way(now);
    /** @type {Map<string, Item[]>} */
    const members = new Map();
    keys.forEach((key, k) => {
      const inside = members.get(key);
      if (inside) inside.push(now[k]);
      else members.set(key, [now[k]]);
    });
    if (members.size < 2) return; // all in one would only hide it
    const named = new Map();
    now = [...members].flatMap(([key, inside]) => {
      if (inside.length < 2) return inside;
      const plain = groupName(wiring, inside, round);
      const count = (named.get(plain) ?? 0) + 1; // as cards are: several of one name are numbered
      named.set(plain, count);
      const own = count === 1 ? plain : `${plain} #${count}`;
      return [groupOf(`${name}:${round}:${key}`, own, inside, parent)];
    });
  });
  for (const item of now) if (typeof item !== "number") item.parent = parent;
  return now;
}

/**
 * What a group is called that the graph's shape alone has made.
 * @param {Wiring} wiring @param {Item[]} items @param {number} round
 */
function groupName({ nodes }, items, round) {
  const last = items[items.length - 1];
  const { label, rule } = nodes[typeof last === "number" ? last : last.nodes[last.nodes.length - 1]];
  const plain = rule ? MAKES[rule.title] ?? rule.title : "leaf";
  const given = items.flatMap(nodesIn).flatMap((i) => (nodes[i].rule ? [] : nodes[i].label)).filter(Boolean);
  const of = given.length ? ` of ${given.slice(0, 2).join(", ")}${given.length > 2 ? ", …" : ""}` : "";
  const end = label || plain + of;
  if (round === 0) return end;
  return round === 1 ? `${items.length} × ${plain}` : `… to ${end}`;
}

/**
 * The part of each item that serves one result alone: it ends where something is read twice.
 * @param {Wiring} wiring @param {Item[]} items
 */
function alone(wiring, items) {
  const { readers } = partOf(wiring, items);
  /** @type {number[]} */
  const end = items.map((_, k) => k);
  for (let k = items.length - 1; k >= 0; k--) if (readers[k].length === 1) end[k] = end[readers[k][0]];
  return end.map(String);
}

/** Items that are built alike and stand side by side. @param {Wiring} wiring @param {Item[]} items */
function twins(wiring, items) {
  const { inputs, ranks } = partOf(wiring, items);
  return items.map((item, k) => {
    const inside = nodesIn(item);
    const operations = inside.map((i) => wiring.nodes[i].rule?.title ?? "leaf").sort();
    return `${ranks[k]} ${inputs[k].length ? "" : "given"} ${operations.length} ${shortly(operations)}`;
  });
}

/** How often each operation is there. @param {string[]} operations */
function shortly(operations) {
  const counts = new Map();
  for (const name of operations) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count}${name}`).join();
}

/**
 * Items one after the other, in some twenty pieces of equal size: what is in a piece feeds later ones alone.
 * @param {Wiring} wiring @param {Item[]} items
 */
function rows(wiring, items) {
  const { ranks } = partOf(wiring, items);
  const order = items.map((_, k) => k).sort((a, b) => ranks[a] - ranks[b] || a - b);
  const size = Math.ceil(items.length / (MOST_CARDS / 2));
  const pieces = items.map(() => "");
  order.forEach((k, place) => (pieces[k] = String(Math.floor(place / size))));
  const end = items.indexOf(wiring.nodes.length - 1);
  if (end >= 0) pieces[end] = "end";
  return pieces;
}
