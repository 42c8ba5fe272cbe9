/** In which order cards stand in their columns, so that few arrows cross. */

/** @import { Layers } from "./layered.js" */

/** How often the columns are gone through, to and fro. */
const SWEEPS = 8;

/** Begin with a walk from the outputs, so that what belongs together stands together. @param {Layers} layers */
export function initialOrder({ columns, rank, up, down }) {
  const seen = new Uint8Array(rank.length);
  const open = rank.flatMap((_, v) => (down[v].length ? [] : [v])).reverse();
  while (open.length) {
    const v = /** @type {number} */ (open.pop());
    if (seen[v]) continue;
    seen[v] = 1;
    columns[rank[v]].push(v);
    for (const u of [...up[v]].reverse()) if (!seen[u]) open.push(u);
  }
}

/**
 * Order the columns by the means of their neighbours' places; keep the order with fewest crossings.
 * @param {Layers} layers
 */
export function sweep(layers) {
  const { columns, up, down, rank } = layers;
  const place = new Float64Array(rank.length);
  const settle = () => columns.forEach((column) => column.forEach((v, k) => (place[v] = k)));
  settle();
  for (const column of columns) sortColumn(layers, column, (v) => place[v]);
  settle();
  let best = columns.map((column) => column.slice());
  let fewest = crossings(layers, place);
  for (let round = 0; round < SWEEPS && fewest; round++) {
    const there = round % 2 === 0;
    const neighbours = there ? up : down;
    for (let k = 1; k < columns.length; k++) {
      const column = columns[there ? k : columns.length - 1 - k];
      sortColumn(layers, column, (v) => {
        const near = neighbours[v];
        let sum = 0;
        for (const u of near) sum += place[u];
        return near.length ? sum / near.length : place[v];
      });
      column.forEach((v, i) => (place[v] = i));
    }
    const found = crossings(layers, place);
    if (found < fewest) [fewest, best] = [found, columns.map((column) => column.slice())];
  }
  best.forEach((column, k) => columns[k].splice(0, column.length, ...column));
}

/**
 * Sort a column by numbers; what has a place from before keeps it, and groups stay together.
 * @param {Layers} layers @param {number[]} column @param {(v: number) => number} wish
 */
function sortColumn({ path, was }, column, wish) {
  const wishes = new Map(column.map((v, k) => [v, [was[v] ?? null, wish(v), k]]));
  /** What stood nowhere yet goes where it wishes to be, between what did. */
  const known = column.flatMap((v) => (was[v] === null ? [] : [/** @type {[number, number]} */ ([wish(v), was[v]])]));
  if (known.length) {
    known.sort((a, b) => a[0] - b[0]);
    for (const v of column) {
      const numbers = wishes.get(v);
      if (!numbers || numbers[0] !== null) continue;
      const after = known.findIndex(([at]) => at >= Number(numbers[1]));
      numbers[0] = after < 0 ? Infinity : known[after][1];
    }
  }
  if (!known.length && !column.some((v) => path[v].length)) {
    column.sort((a, b) => byKeys(wishes.get(a), wishes.get(b)));
    return;
  }
  /** @param {number[]} items @param {number} depth @returns {number[]} */
  const sorted = (items, depth) => {
    /** @type {Map<string, number[]>} */
    const parts = new Map();
    for (const v of items) {
      const key = path[v].length > depth ? path[v][depth] : `#${v}`;
      parts.set(key, [...(parts.get(key) ?? []), v]);
    }
    const mean = (/** @type {number[]} */ part, /** @type {number} */ which) =>
      part.reduce((sum, v) => sum + Number(wishes.get(v)?.[which] ?? 0), 0) / part.length;
    return [...parts]
      .map(([key, part]) => ({ part, deeper: !key.startsWith("#"), keys: [0, 1, 2].map((k) => mean(part, k)) }))
      .sort((a, b) => byKeys(a.keys, b.keys))
      .flatMap(({ part, deeper }) => (deeper ? sorted(part, depth + 1) : part));
  };
  sorted([...column], 0).forEach((v, k) => (column[k] = v));
}

/** @param {(number | null)[]} [a] @param {(number | null)[]} [b] */
function byKeys(a = [], b = []) {
  for (let k = 0; k < 3; k++) {
    const [x, y] = [Number(a[k]), Number(b[k])];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** How often arrows cross: counted with a tree of sums. @param {Layers} layers @param {Float64Array} place */
export function crossings({ columns, up }, place) {
  let count = 0;
  for (let r = 1; r < columns.length; r++) {
    const size = columns[r - 1].length;
    const tree = new Int32Array(size + 2);
    let all = 0;
    for (const v of columns[r]) {
      const from = up[v].map((u) => place[u]).sort((a, b) => a - b);
      for (const at of from) {
        let before = 0;
        for (let i = at + 1; i > 0; i -= i & -i) before += tree[i];
        count += all - before;
      }
      for (const at of from) {
        for (let i = at + 1; i <= size + 1; i += i & -i) tree[i] += 1;
        all += 1;
      }
    }
  }
  return count;
}
