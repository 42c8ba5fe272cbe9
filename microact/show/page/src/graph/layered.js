/**
 * A layered layout: ranks from left to right, cards ordered within each so that few arrows cross,
 * then placed beside what they belong to. Cards of one group stay together in every column. What was
 * shown before keeps its order, so that unfolding moves as little as possible.
 */

import { initialOrder, sweep, VERY_MUCH } from "./ordering.js";

/**
 * A card to be placed; `path`: the open groups that it is in, from outside; `was`: how far down it,
 * or what it came from, stood before; `stood`: in which column, if it stood there itself.
 * @typedef {{ width: number, height: number, path: string[], was: number | null, stood: number | null }} Placed
 * What is laid out, dummies for edges that pass a column among it; `source`: the card of a dummy's edges.
 * @typedef {{
 *   rank: number[], size: number[], up: number[][], down: number[][], path: string[][], was: (number | null)[],
 *   stood: (number | null)[], columns: number[][], count: number, source: number[], groups: number[][],
 * }} Layers
 * @typedef {{ x: number, y: number, width: number, height: number }} Frame
 * @typedef {{
 *   at: [number, number][], routes: [number, number][][], rank: number[], width: number, height: number,
 *   columns: { x: number, width: number }[], frames: Map<string, Frame[]>,
 * }} Arrangement
 */

/** Between cards, around groups, and where a group's name stands, in pixels. */
const [GAP, AROUND, TITLE] = [14, 9, 16];

/** How high a dummy is: what an arrow needs that passes a column. */
const PASSING = 6;

/** How often everything is placed anew between its neighbours; and where it is very much. */
const [PASSES, FEW_PASSES] = [12, 6];

/**
 * @param {Placed[]} cards @param {[number, number][]} edges from a card to a card, no circles
 * @param {number} between how much room columns leave for arrows and their numbers
 * @returns {Arrangement}
 */
export function arranged(cards, edges, between) {
  const layers = layersOf(cards, edges);
  initialOrder(layers);
  sweep(layers);
  const y = placedDown(layers);
  const widths = layers.columns.map((column) =>
    Math.max(0, ...column.map((v) => (v < cards.length ? cards[v].width : 0))));
  let x = 0;
  const columns = widths.map((width) => {
    const column = { x, width };
    x += width + between;
    return column;
  });
  const frames = framesOf(layers, y, columns, between);
  const tops = [...frames.values()].flat().map((frame) => frame.y);
  const top = Math.min(0, ...tops, ...y.map((at, v) => at - layers.size[v] / 2));
  const down = (/** @type {number} */ v) => y[v] - top;
  for (const frame of [...frames.values()].flat()) frame.y -= top;
  const middle = (/** @type {number} */ v) => columns[layers.rank[v]].x + columns[layers.rank[v]].width / 2;
  const lowest = Math.max(0, ...y.map((at, v) => at + layers.size[v] / 2 - top),
    ...[...frames.values()].flat().map((frame) => frame.y + frame.height));
  return {
    at: cards.map((_, i) => [middle(i), down(i)]),
    routes: edges.map((edge) => routeOf(layers, edge).map((v) => [middle(v), down(v)])),
    rank: layers.rank.slice(0, cards.length), columns, frames,
    width: Math.max(0, x - between), height: lowest,
  };
}

/** @param {Placed[]} cards @param {[number, number][]} edges @returns {Layers} */
function layersOf(cards, edges) {
  const n = cards.length;
  const lists = () => cards.map(() => /** @type {number[]} */ ([]));
  const [ins, outs] = [lists(), lists()];
  for (const [a, b] of edges) {
    ins[b].push(a);
    outs[a].push(b);
  }
  const order = [];
  const missing = ins.map((x) => x.length);
  const ready = missing.flatMap((m, i) => (m ? [] : [i])).reverse();
  while (ready.length) {
    const i = /** @type {number} */ (ready.pop());
    order.push(i);
    for (const b of outs[i]) {
      missing[b] -= 1;
      if (!missing[b]) ready.push(b);
    }
  }
  const rank = new Array(n).fill(0);
  for (const i of order) for (const a of ins[i]) rank[i] = Math.max(rank[i], rank[a] + 1);
  // What is read more than it reads moves to its readers: a weight stands beside its product.
  for (const i of order.reverse()) {
    if (!outs[i].length) continue;
    const nearest = Math.min(...outs[i].map((b) => rank[b])) - 1;
    if (outs[i].length >= ins[i].filter((a) => ins[a].length).length) rank[i] = nearest;
  }
  const lowest = Math.min(...rank);
  for (let i = 0; i < n; i++) rank[i] -= lowest;
  /** @type {Layers} */
  const layers = {
    rank, size: cards.map(({ height }) => height), up: cards.map(() => []), down: cards.map(() => []),
    path: cards.map(({ path }) => path), was: cards.map(({ was }) => was),
    stood: cards.map(({ stood }) => stood), count: n,
    source: cards.map((_, i) => i), groups: [],
    columns: Array.from({ length: n ? Math.max(...rank) + 1 : 0 }, () => []),
  };
  for (let a = 0; a < n; a++) addPassing(layers, a, outs[a]);
  /** Numbers are compared faster than names. @type {Map<string, number>} */
  const numbers = new Map();
  layers.groups = layers.path.map((path) => path.map((name) => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name) ?? 0;
  }));
  return layers;
}

/**
 * The ways from a card: they run together as far as they go.
 * @param {Layers} layers @param {number} a @param {number[]} readers
 */
function addPassing(layers, a, readers) {
  const { rank, size, up, down, path, was, stood, source } = layers;
  const far = [...new Set(readers)].sort((x, y) => rank[x] - rank[y]);
  let at = a;
  for (const b of far) {
    while (rank[at] < rank[b] - 1) {
      const v = size.length;
      size.push(PASSING);
      rank.push(rank[at] + 1);
      source.push(a);
      stood.push(null);
      up.push([at]);
      down.push([]);
      down[at].push(v);
      path.push(commonPath(path[a], path[b]));
      const [from, to] = [was[a], was[b]];
      was.push(from === null || to === null ? null : from + ((to - from) * (rank[v] - rank[a])) / (rank[b] - rank[a]));
      at = v;
    }
    up[b].push(at);
    down[at].push(b);
  }
}

/** @param {string[]} a @param {string[]} b */
function commonPath(a, b) {
  let k = 0;
  while (k < a.length && a[k] === b[k]) k += 1;
  return a.slice(0, k);
}

/** What an edge passes, from card to card. @param {Layers} layers @param {[number, number]} edge */
function routeOf({ up, source }, [a, b]) {
  const way = [b];
  let at = up[b].find((v) => source[v] === a);
  while (at !== undefined && at !== a) {
    way.push(at);
    at = up[at][0];
  }
  return [...way, a].reverse();
}

/** How far apart the middles of two neighbours are. @param {Layers} layers @param {number} a @param {number} b */
function apart({ size, groups }, a, b) {
  let common = 0;
  while (groups[a][common] !== undefined && groups[a][common] === groups[b][common]) common += 1;
  const [closes, opens] = [groups[a].length - common, groups[b].length - common];
  return (size[a] + size[b]) / 2 + GAP + closes * AROUND + opens * (AROUND + TITLE);
}

/**
 * Put each card beside the mean of its neighbours, columns kept in order and apart: blocks of cards
 * that would overlap move as one.
 * @param {Layers} layers
 */
function placedDown(layers) {
  const { columns, size, up, down, count } = layers;
  const y = new Float64Array(size.length);
  for (const column of columns) {
    let at = 0;
    column.forEach((v, k) => {
      if (k) at += apart(layers, column[k - 1], v);
      y[v] = at;
    });
    for (const v of column) y[v] -= at / 2;
  }
  /** @param {number[]} column */
  const place = (column) => {
    const offsets = [0];
    for (let k = 1; k < column.length; k++) offsets.push(offsets[k - 1] + apart(layers, column[k - 1], column[k]));
    /** Blocks: where their first would stand, their weight, how many they hold. @type {[number, number, number][]} */
    const blocks = [];
    column.forEach((v, k) => {
      let [sum, n] = [0, 0];
      for (const others of [up[v], down[v]])
        for (const u of others) [sum, n] = [sum + y[u], n + 1];
      let [mean, weight, held] = [(n ? sum / n : y[v]) - offsets[k], (n || 0.1) * (v < count ? 1 : 4), 1];
      while (blocks.length && blocks[blocks.length - 1][0] >= mean) {
        const [mean2, weight2, held2] = /** @type {[number, number, number]} */ (blocks.pop());
        mean = (mean * weight + mean2 * weight2) / (weight + weight2);
        weight += weight2;
        held += held2;
      }
      blocks.push([mean, weight, held]);
    });
    let k = 0;
    for (const [mean, , held] of blocks)
      for (let i = 0; i < held; i++, k++) y[column[k]] = mean + offsets[k];
  };
  const passes = size.length > VERY_MUCH ? FEW_PASSES : PASSES;
  for (let pass = 0; pass < passes; pass++) (pass % 2 ? [...columns].reverse() : columns).forEach(place);
  return y;
}

/**
 * The frames of open groups: a piece a column, which never covers what is not in the group.
 * @param {Layers} layers @param {Float64Array} y @param {{ x: number, width: number }[]} columns
 * @param {number} between
 */
function framesOf({ columns: rows, size, path }, y, columns, between) {
  /** @type {Map<string, Map<number, [number, number]>>} */
  const extents = new Map();
  rows.forEach((row, rank) => {
    for (const v of row)
      path[v].forEach((group, depth) => {
        const known = extents.get(group) ?? new Map();
        const inner = path[v].length - depth - 1;
        const [top, bottom] = known.get(rank) ?? [Infinity, -Infinity];
        known.set(rank, [
          Math.min(top, y[v] - size[v] / 2 - AROUND - inner * (AROUND + TITLE) - TITLE),
          Math.max(bottom, y[v] + size[v] / 2 + AROUND + inner * AROUND),
        ]);
        extents.set(group, known);
      });
  });
  /** @type {Map<string, Frame[]>} */
  const frames = new Map();
  for (const [group, ofRanks] of extents) {
    const ranks = [...ofRanks.keys()].sort((a, b) => a - b);
    frames.set(group, ranks.map((rank, k) => {
      const [top, bottom] = ofRanks.get(rank) ?? [0, 0];
      const { x, width } = columns[rank];
      const joins = ranks[k + 1] === rank + 1;
      const right = joins ? width + between : width + AROUND;
      return { x: x - AROUND, y: top, width: right + AROUND - (joins ? AROUND : 0), height: bottom - top };
    }));
  }
  return frames;
}
