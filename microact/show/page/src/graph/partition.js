/** Which parts of a graph feed which, and how to keep a partition free of circles. */

/** @import { Item, Wiring } from "./fold.js" */

/**
 * Items as a graph of their own: what enters and what reads each, once each, and its rank.
 * @typedef {{ inputs: number[][], readers: number[][], ranks: number[] }} Part
 */

/** @param {Wiring} wiring @param {Item[]} items @returns {Part} */
export function partOf(wiring, items) {
  const owner = new Map();
  items.forEach((item, k) => {
    for (const i of typeof item === "number" ? [item] : item.nodes) owner.set(i, k);
  });
  /** @type {Set<number>[]} */
  const inputs = items.map(() => new Set());
  /** @type {Set<number>[]} */
  const readers = items.map(() => new Set());
  for (const [i, k] of owner)
    for (const x of wiring.inputs[i]) {
      const from = owner.get(x);
      if (from !== undefined && from !== k) {
        inputs[k].add(from);
        readers[from].add(k);
      }
    }
  const [enter, leave] = [inputs, readers].map((sets) => sets.map((set) => [...set]));
  return { inputs: enter, readers: leave, ranks: ranksOf({ inputs: enter, readers: leave }) };
}

/** How many steps each is from what nothing enters. @param {{ inputs: number[][], readers: number[][] }} part */
function ranksOf({ inputs, readers }) {
  const ranks = inputs.map(() => 0);
  const missing = inputs.map((x) => x.length);
  const ready = missing.flatMap((n, k) => (n ? [] : [k]));
  while (ready.length) {
    const k = /** @type {number} */ (ready.pop());
    for (const reader of readers[k]) {
      ranks[reader] = Math.max(ranks[reader], ranks[k] + 1);
      missing[reader] -= 1;
      if (!missing[reader]) ready.push(reader);
    }
  }
  return ranks;
}

/** Between a part and which piece of it: no scope is called so. */
export const CUT = "\u0001";

/**
 * Cut parts so that none feeds itself through another: a layer that is used twice in a row, with
 * something between, becomes two. Each node has a level, which grows on every edge to another part;
 * what has one part and one level stays together.
 * @param {Wiring} wiring @param {number[]} nodes @param {string[]} parts the part of each; "" for none
 * @returns {string[]}
 */
export function withoutCircles(wiring, nodes, parts) {
  const place = new Map(nodes.map((i, k) => [i, k]));
  const part = (/** @type {number} */ k) => parts[k] || `#${k}`;
  const levels = nodes.map(() => 0);
  /** @param {number} k @param {number[]} others */
  const inside = (k, others) => others.flatMap((i) => place.get(i) ?? []).filter((m) => m !== k);
  nodes.forEach((i, k) => {
    for (const m of inside(k, wiring.inputs[i]))
      levels[k] = Math.max(levels[k], levels[m] + Number(part(m) !== part(k)));
  });
  // What only its own part reads moves up to who reads it: a weight to the product it is in.
  for (let k = nodes.length - 1; k >= 0; k--) {
    const readers = inside(k, wiring.readers[nodes[k]]);
    if (readers.some((m) => part(m) === part(k)))
      levels[k] = Math.max(levels[k], Math.min(...readers.map((m) => levels[m] - Number(part(m) !== part(k)))));
  }
  /** The levels of each part that is in a circle. @type {Map<string, number[]>} */
  const levelsOf = new Map();
  const circling = inCircles(wiring, nodes, place, part);
  nodes.forEach((_, k) => {
    if (!parts[k] || !circling.has(parts[k])) return;
    const known = levelsOf.get(parts[k]) ?? [];
    if (!known.includes(levels[k])) known.push(levels[k]);
    levelsOf.set(parts[k], known.sort((a, b) => a - b));
  });
  return parts.map((name, k) => {
    const at = levelsOf.get(name)?.indexOf(levels[k]) ?? 0;
    return at > 0 ? `${name}${CUT}${at + 1}` : name;
  });
}

/**
 * The parts that feed themselves through another, or are between: what is left when all without
 * unseen inputs, then all without unseen readers, are taken away.
 * @param {Wiring} wiring @param {number[]} nodes @param {Map<number, number>} place @param {(k: number) => string} part
 */
function inCircles(wiring, nodes, place, part) {
  /** @type {Map<string, Set<string>>} */
  const feeds = new Map();
  /** @type {Map<string, Set<string>>} */
  const fedBy = new Map();
  nodes.forEach((i, k) => {
    for (const [map, others] of /** @type {const} */ ([[feeds, wiring.readers[i]], [fedBy, wiring.inputs[i]]])) {
      const known = map.get(part(k)) ?? new Set();
      for (const other of others) {
        const m = place.get(other);
        if (m !== undefined && part(m) !== part(k)) known.add(part(m));
      }
      map.set(part(k), known);
    }
  });
  const left = new Set(feeds.keys());
  for (const [mine, theirs] of [[fedBy, feeds], [feeds, fedBy]]) {
    const known = (/** @type {string} */ name) => [...(mine.get(name) ?? [])].filter((x) => left.has(x));
    const count = new Map([...left].map((name) => [name, known(name).length]));
    const ready = [...left].filter((name) => !count.get(name));
    while (ready.length) {
      const name = /** @type {string} */ (ready.pop());
      left.delete(name);
      for (const other of theirs.get(name) ?? []) {
        if (!left.has(other)) continue;
        count.set(other, (count.get(other) ?? 0) - 1);
        if (!count.get(other)) ready.push(other);
      }
    }
  }
  return left;
}
