/** Where everything of the network's picture stands: columns of tiles, the loss, the strip below. */

/**
 * @typedef {{ x: number, y: number, width: number, height: number }} Box
 * @typedef {{
 *   width: number, height: number, small: boolean, wide: boolean, thin: number,
 *   columns: Box[][], centres: number[], loss: Box, top: number, strip: number, middle: number,
 *   pitch: number, roomy: boolean,
 * }} Layout
 */

/** How high the strip is, its title and labels included. */
const STRIP = 156;

/** Lines that leave or reach one tile stand so far apart. */
const APART = 5.5;

/** How high a wide tile is, as a share of its width. */
const TALL = 0.42;

/** The narrowest column: its menu stays readable. */
const NARROWEST = 66;

/**
 * How much room the ends take: the edge, an input, the loss, and what is before the loss.
 * @param {number} available how wide the window lets a picture be
 */
const ends = (available) =>
  available < 520 ? [12, 30, 36, 14] : available < 760 ? [14, 38, 48, 24] : [20, 46, 60, 64];

/**
 * How wide a picture is at least, so that its columns' menus do not lie on one another.
 * @param {number[]} sizes @param {number} available
 */
export function leastWidth(sizes, available) {
  const [edge, input, loss, after] = ends(available);
  return 2 * edge + input + loss + after + NARROWEST * (sizes.length - 1);
}

/**
 * How high a picture is at least, so that every tile can be told from its neighbours.
 * @param {number[]} sizes @param {boolean} small
 */
export function leastHeight(sizes, small) {
  const most = Math.max(...sizes.slice(1)) * (small ? 40 : 33);
  return 78 + Math.max(small ? 300 : 170, most, 22 * sizes[0]) + STRIP;
}

/**
 * @param {number[]} sizes inputs, then the units of each layer
 * @param {number} width
 * @param {number} height
 * @param {number} available how wide the window lets it be without scrolling
 * @returns {Layout}
 */
export function layoutOf(sizes, width, height, available) {
  const depth = sizes.length - 1;
  const small = available < 520;
  const [edge, input, loss, after] = ends(available);
  const top = small ? 66 : 60;
  const room = width - 2 * edge - input - loss - after;
  const wide = depth <= 4 && room / depth >= 142 + 44;
  const strip = height - STRIP;
  const area = strip - top - 18;
  // On a large screen tiles grow: as wide as half a column, as high as lets all units stand.
  const roomy = Math.min(room / depth / 2, (area / Math.max(...sizes.slice(1)) - 14) / TALL);
  const usual = Math.min(216, 142 + ((room / depth - 186) * depth) / (depth + 1) * 0.55);
  const tile = wide
    ? Math.max(usual, Math.min(460, roomy))
    : Math.min(60, Math.max(30, room / depth - (small ? 18 : 24)));
  const gap = (room - depth * tile) / depth;
  const middle = top + area / 2;
  /** @param {number} count @param {number} full @param {number} x @param {number} width @returns {Box[]} */
  const column = (count, full, x, width) => {
    const between = Math.max(5, Math.min(14, (area - count * full) / count));
    const high = Math.max(16, Math.min(full, (area - (count - 1) * between) / count));
    const whole = count * high + (count - 1) * between;
    return Array.from({ length: count }, (_, i) => ({
      x: x - width / 2,
      y: middle - whole / 2 + i * (high + between),
      width,
      height: high,
    }));
  };
  const centres = sizes.map((_, l) =>
    l ? edge + input + gap * l + tile * (l - 0.5) : edge + input / 2,
  );
  const full = wide ? tile * TALL : tile * 1.66;
  const columns = sizes.map((count, l) =>
    l ? column(count, full, centres[l], tile) : column(count, input + 14, centres[0], input),
  );
  for (const box of columns[0]) box.height = Math.max(12, box.height - 14); // a name stands below
  return {
    width,
    height,
    small,
    wide,
    thin: small ? 0.6 : wide ? 1 : 0.8,
    columns,
    centres,
    top,
    strip,
    middle,
    pitch: tile + gap,
    roomy: after > 50,
    loss: { x: width - edge - loss, y: middle - 22, width: loss, height: 44 },
  };
}

/**
 * The way of a weight's line, from input k of layer l to its unit j.
 * @param {Layout} layout @param {number} l @param {number} j @param {number} k
 * @returns {[number, number, number, number, number]}
 */
export function wayOf({ columns }, l, j, k) {
  const [from, to] = [columns[l][k], columns[l + 1][j]];
  const [leaving, arriving] = [columns[l + 1].length, columns[l].length];
  const spread = (/** @type {Box} */ box, /** @type {number} */ i, /** @type {number} */ n) =>
    box.y + box.height / 2 + (i - (n - 1) / 2) * Math.min(APART, Math.max(0, box.height - 10) / n);
  const [x1, x2] = [from.x + from.width, to.x];
  return [x1, spread(from, j, leaving), x2, spread(to, k, arriving), Math.min(46, (x2 - x1) / 2)];
}

/** Whether a place lies in a box. @param {Box} box @param {number} x @param {number} y */
export const inside = (box, x, y) =>
  x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
