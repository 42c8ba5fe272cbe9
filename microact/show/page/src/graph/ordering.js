/** In which order cards stand in their columns, so that few arrows cross. */

/** @import { Layers } from "./layered.js" */

/** How often the columns are gone through, to and fro; and where very much is laid out. */
const [SWEEPS, FEW_SWEEPS] = [8, 2];

/** Above so many cards and passing arrows it is very much. */
export const VERY_MUCH = 6000;

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
  const rounds = rank.length > VERY_MUCH ? FEW_SWEEPS : SWEEPS;
  for (let round = 0; round < rounds && fewest; round++) {
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
 * Sort a column by where each would stand best; what has a place from before keeps it, and groups
 * stay together: a group stands where its members would on average. Of a group that was here before
 * those members count that were here: then nothing that stays changes places with another.
 * @param {Layers} layers @param {number[]} column @param {(v: number) => number} wish
 */
function sortColumn({ groups, was, stood }, column, wish) {
  const wishes = new Float64Array(column.length);
  for (let k = 0; k < column.length; k++) wishes[k] = wish(column[k]);
  const before = placesBefore(column, was, wishes);
  /** @param {number} a @param {number} b */
  const alone = (a, b) => before[a] - before[b] || wishes[a] - wishes[b] || a - b;
  const order = Array.from(column, (_, k) => k);
  if (column.some((v) => groups[v].length)) {
    const here = commonest(column.map((v) => stood[v]));
    const stayed = column.map((v) => here !== null && stood[v] === here);
    const means = meansOf(column.map((v) => groups[v]), [before, wishes], stayed);
    order.sort((a, b) => {
      const [mine, theirs] = [groups[column[a]], groups[column[b]]];
      let depth = 0;
      while (mine[depth] !== undefined && mine[depth] === theirs[depth]) depth += 1;
      const [g, h] = [means.get(mine[depth]), means.get(theirs[depth])];
      if (!g && !h) return alone(a, b);
      return (g ? g[1] : before[a]) - (h ? h[1] : before[b]) || (g ? g[2] : wishes[a]) - (h ? h[2] : wishes[b]) ||
        (g ? g[3] : a) - (h ? h[3] : b) || (mine[depth] ?? -1) - (theirs[depth] ?? -1);
    });
  } else order.sort(alone);
  const sorted = order.map((k) => column[k]);
  sorted.forEach((v, k) => (column[k] = v));
}

/** The column that most came from. @param {(number | null)[]} columns @returns {number | null} */
function commonest(columns) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const column of columns) if (column !== null) counts.set(column, (counts.get(column) ?? 0) + 1);
  const [first] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return first ? first[0] : null;
}

/**
 * Where groups stand on average: how many members, the mean of each key, and of the place.
 * @param {number[][]} groups those of each item @param {Float64Array[]} keys
 * @param {boolean[]} stayed of a group that has some of these, the others do not count
 */
function meansOf(groups, keys, stayed) {
  /** @type {Map<number | undefined, number[]>} */
  const means = new Map();
  const anchored = new Set(groups.flatMap((list, k) => (stayed[k] ? list : [])));
  groups.forEach((list, k) => {
    for (const group of list) {
      if (anchored.has(group) && !stayed[k]) continue;
      const sum = means.get(group) ?? [0, 0, 0, 0];
      if (!sum[0]) means.set(group, sum);
      sum[0] += 1;
      keys.forEach((key, n) => (sum[n + 1] += key[k]));
      sum[3] += k;
    }
  });
  for (const sum of means.values()) for (let n = 1; n < 4; n++) sum[n] /= sum[0];
  return means;
}

/**
 * Where cards stood; what stood nowhere yet goes where it wishes to be, between what did.
 * @param {number[]} column @param {(number | null)[]} all @param {Float64Array} wishes
 */
function placesBefore(column, all, wishes) {
  if (column.every((v) => all[v] === null)) return new Float64Array(column.length);
  const was = column.map((v) => all[v]);
  const known = was.flatMap((y, k) => (y === null ? [] : [/** @type {[number, number]} */ ([wishes[k], y])]));
  known.sort((a, b) => a[0] - b[0]);
  const lowest = Math.max(...known.map(([, y]) => y)) + 1;
  return Float64Array.from(was, (y, k) => y ?? known.find(([at]) => at >= wishes[k])?.[1] ?? lowest);
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
