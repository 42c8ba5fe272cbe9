/** How a gradient becomes a change of the weights: as `microact.optim`, number for number. */

/**
 * What an optimizer remembers between steps.
 * @typedef {{ m: Float64Array | null, v: Float64Array | null, t: number }} Memory
 */

/** @returns {Memory} */
export const noMemory = () => ({ m: null, v: null, t: 0 });

/** @param {Memory} memory @returns {Memory} */
export const copiedMemory = ({ m, v, t }) => ({ m: m && m.slice(), v: v && v.slice(), t });

/**
 * Take one step: move `theta`, and leave in `change` by how much.
 * @param {string} optimizer @param {number} rate @param {Float64Array} theta
 * @param {Float64Array} gradient @param {Float64Array} change @param {Memory} memory
 */
export function move(optimizer, rate, theta, gradient, change, memory) {
  const size = theta.length;
  if (optimizer === "momentum") {
    const m = (memory.m ??= new Float64Array(size));
    for (let i = 0; i < size; i++) {
      m[i] = 0.9 * m[i] + gradient[i];
      change[i] = -rate * m[i];
    }
  } else if (optimizer === "Adam") {
    const m = (memory.m ??= new Float64Array(size));
    const v = (memory.v ??= new Float64Array(size));
    memory.t += 1;
    const root = Math.sqrt(1 - 0.999 ** memory.t);
    const scale = (rate * root) / (1 - 0.9 ** memory.t);
    for (let i = 0; i < size; i++) {
      const g = gradient[i];
      m[i] = 0.9 * m[i] + (1 - 0.9) * g;
      v[i] = 0.999 * v[i] + (1 - 0.999) * (g * g);
      change[i] = -scale * (m[i] / (Math.sqrt(v[i]) + 1e-8 * root));
    }
  } else {
    for (let i = 0; i < size; i++) change[i] = -rate * gradient[i];
  }
  for (let i = 0; i < size; i++) theta[i] += change[i];
}
