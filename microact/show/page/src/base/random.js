/** Random numbers that a seed decides, the same in every browser. */

/**
 * Numbers from 0 to below 1 (mulberry32).
 * @param {number} seed
 * @returns {() => number}
 */
export function randomFrom(seed) {
  let state = Math.imul(seed + 1, 2654435761) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A number of the normal distribution (Box and Muller 1958).
 * @param {() => number} random
 */
export const normal = (random) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/**
 * Round, so that the last bit of a browser's `cos` changes nothing.
 * @param {number} x
 * @param {number} digits
 */
export const roundTo = (x, digits) => Math.round(x * 10 ** digits) / 10 ** digits + 0;

/**
 * The numbers from 0 to below `count` in a random order (Fisher and Yates).
 * @param {number} count
 * @param {number} seed
 */
export function shuffled(count, seed) {
  const random = randomFrom(seed);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
