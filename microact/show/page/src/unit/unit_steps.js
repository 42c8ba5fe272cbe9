/** One unit, one point: every number on the way there and back, and the steps that tell of it. */

import { curveOf, FLAT } from "../network/measure.js";
import { below, precise } from "../base/numbers.js";
import { WORDS } from "../words.js";
/** @import { Run } from "../network/run.js" */
/** @import { Place } from "../network/app.js" */
/** @import { Piece } from "../words.js" */
/** @import { Activation } from "../kernels.js" */

/**
 * An input of the unit: its number, its weight, what it gets through this unit, and in all.
 * @typedef {{ k: number, name: string, a: number, w: number, share: number, total: number }} Input
 * @typedef {{ m: number, arriving: number, w: number }} Reader
 * @typedef {{
 *   l: number, j: number, point: number, inputs: Input[], rest: Input[], shared: boolean, bias: number,
 *   z: number, a: number, upstream: number, slope: number, atSum: number, readers: Reader[],
 *   activation: Activation, ofLogit: boolean, answer: number, wanted: number,
 * }} UnitNumbers
 * @typedef {{ kind: string, i: number, say: Piece[], line: number, back: boolean }} UnitStep
 */

/** More inputs than this are folded: the four that matter most, and the rest in one row. */
const MOST_INPUTS = 5;

/** @param {Run} run @param {Place} place @param {number} point @returns {UnitNumbers} */
export function numbersOf(run, { l, j }, point) {
  const { network } = run;
  const { pass } = run.single(point);
  const [n, m, activation] = [network.sizes[l - 1], network.sizes[l], network.activations[l - 1]];
  const weights = network.weightsOf(network.theta, l - 1);
  const arriving = pass.atSums[l - 1];
  const all = Array.from({ length: n }, (_, k) => {
    const w = weights[j * n + k];
    let total = 0;
    for (let unit = 0; unit < m; unit++) total += arriving[unit] * weights[unit * n + k];
    const name = l === 1 ? run.table.names[k] : `a${below(k + 1)}`;
    return { k, name, a: pass.outputs[l - 1][k], w, share: arriving[j] * w, total };
  });
  const bySize = all.slice().sort((x, y) => Math.abs(y.a * y.w) - Math.abs(x.a * x.w));
  const shown = n > MOST_INPUTS ? bySize.slice(0, MOST_INPUTS - 1).sort((x, y) => x.k - y.k) : all;
  const last = l === network.depth;
  const slope = new Float64Array(1);
  const [z, a] = [pass.sums[l - 1].subarray(j, j + 1), pass.outputs[l].subarray(j, j + 1)];
  activation.slopes(z, a, slope, 1);
  const above = last ? new Float64Array(0) : network.weightsOf(network.theta, l);
  const readers = Array.from({ length: last ? 0 : network.sizes[l + 1] }, (_, i) =>
    ({ m: i, arriving: pass.atSums[l][i], w: above[i * m + j] }));
  return {
    l,
    j,
    point,
    inputs: shown,
    rest: all.filter((input) => !shown.includes(input)),
    shared: m > 1,
    bias: network.parameters[l - 1].b[j],
    z: z[0],
    a: a[0],
    slope: slope[0],
    upstream: pass.atOutputs[l - 1][j],
    atSum: arriving[j],
    activation,
    readers: readers.sort((x, y) => Math.abs(y.arriving * y.w) - Math.abs(x.arriving * x.w)),
    ofLogit: last && network.ofLogits,
    answer: pass.outputs[network.depth][0],
    wanted: run.wanted[point],
  };
}

/** What the folded inputs add to the sum. @param {UnitNumbers} numbers */
export const restOf = ({ rest }) => rest.reduce((sum, { a, w }) => sum + a * w, 0);

/** @param {UnitNumbers} numbers @returns {UnitStep[]} */
export function stepsOf(numbers) {
  const { inputs, rest, bias, z, a, activation, slope, upstream, atSum, readers, ofLogit } =
    numbers;
  const { steps } = WORDS.inside;
  const count = inputs.length;
  const folded = Number(rest.length > 0); // a line of code of its own
  const terms = [
    ...inputs.map((input) => precise(input.a * input.w)),
    ...(rest.length ? [precise(restOf(numbers))] : []),
    precise(bias),
  ];
  const shown = readers
    .slice(0, 4)
    .map((reader) => `${precise(reader.arriving)} × ${precise(reader.w)}`)
    .join(" + ");
  const flat = Math.abs(slope) < FLAT * curveOf(activation).steepest;
  /** @type {UnitStep[]} */
  const list = inputs.map((input, i) => ({
    kind: "product",
    i,
    say: steps.product(input.name, input.a, input.w),
    line: i,
    back: false,
  }));
  list.push({
    kind: "sum",
    i: 0,
    say: steps.sum(terms.join(" + ").replaceAll("+ −", "− "), z),
    line: count + folded,
    back: false,
  });
  list.push({
    kind: "activation",
    i: 0,
    say: steps.activation(activation.title, z, a, slope),
    line: count + folded + 1,
    back: false,
  });
  if (ofLogit) list.push({ kind: "slope", i: 0, say: steps.atSum(atSum), line: 0, back: true });
  else {
    list.push({
      kind: "arrives",
      i: 0,
      say: steps.arrives(readers.length > 4 ? `${shown} + …` : shown, readers.length, upstream),
      line: 0,
      back: true,
    });
    list.push({
      kind: "slope",
      i: 0,
      say: steps.slope(upstream, slope, atSum, flat),
      line: 1,
      back: true,
    });
  }
  const done = ofLogit ? 1 : 2;
  list.push({ kind: "spread", i: 0, say: steps.spread(atSum), line: done, back: true });
  inputs.forEach((input, i) =>
    list.push({
      kind: "weight",
      i,
      say: steps.weight(input.name, input.a, input.w, atSum),
      line: done + 1 + i,
      back: true,
    }),
  );
  return list;
}

/**
 * The unit as lines of code, each with its number: those forward, those backward.
 * @param {UnitNumbers} numbers
 * @returns {[string, string][][]}
 */
export function codeOf(numbers) {
  const { l, inputs, rest, z, a, activation, slope, upstream, atSum, ofLogit } = numbers;
  const given = (/** @type {number} */ k) => `${l === 1 ? "x" : "a"}${k + 1}`;
  const products = inputs.map(({ k }) => `p${k + 1}`);
  if (rest.length) products.push("rest");
  const name = activation.title.split("(")[0];
  const derivative = activation.derivative.replace(/\bx\b/g, "z").replace(/\by\b/g, "a");
  /** @type {[string, string][]} */
  const forward = inputs.map(({ k, a: x, w }) => [
    `p${k + 1} = w${k + 1} * ${given(k)}`,
    precise(x * w),
  ]);
  if (rest.length) forward.push([`rest = ${WORDS.inside.moreProducts(rest.length)}`, precise(restOf(numbers))]);
  forward.push([`z = ${[...products, "b"].join(" + ")}`, precise(z)], [`a = ${name}(z)`, precise(a)]);
  /** @type {[string, string][]} */
  const backward = ofLogit
    ? [["d_z = a - wanted", precise(atSum)]]
    : [
        ["d_a = what arrives", precise(upstream)],
        [`d_z = d_a * (${derivative || precise(slope)})`, precise(atSum)],
      ];
  backward.push(["d_b = d_z", precise(atSum)]);
  for (const { k, a: x, share } of inputs)
    backward.push([
      `d_w${k + 1}, d_${given(k)} = d_z * ${given(k)}, d_z * w${k + 1}`,
      `${precise(atSum * x)}, ${precise(share)}`,
    ]);
  return [forward, backward];
}
