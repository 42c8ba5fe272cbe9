/** Every sentence about two networks that are compared, in one place. */

import { percent, short } from "../base/numbers.js";

export const COMPARE_WORDS = {
  differs: "What differs",
  kinds: { activation: "activation", rate: "rate", depth: "depth" },
  same: {
    activation: "Same points, same start, same rate. Only the activation differs.",
    rate: "Same points, same seed, same network. Only the rate differs.",
    depth: "Same points, same seed, same rate. Only the number of layers differs.",
  },
  uses: (/** @type {string[]} */ activations) => ` All layers: ${[...new Set(activations)].join(", ")}.`,
  take: "Take the network’s set-up",
  taken: "As in the tab Network: both begin fresh.",
  left: "The left one’s",
  right: "The right one’s",
  now: (/** @type {number} */ loss, /** @type {number} */ right, /** @type {boolean} */ lost) =>
    (lost ? "overflowed" : `loss ${short(loss)}, ${percent(right)} right`),
  layers: (/** @type {number} */ n) => (n === 1 ? "1 layer" : `${n} layers`),
  rate: (/** @type {number} */ rate) => `rate ${rate}`,
  scrubber: "Both trainings, to and fro",
  picture: "The network and how much gradient arrives",
  stage: "Two networks side by side",
  player: "Player of both",
  overflow: (/** @type {string} */ name) =>
    `The numbers of ${name} overflowed, so both stopped. Drag the curves back, or press Reset.`,
  widths: "Widths and axes mean the same on both sides.",
  status: (/** @type {number} */ step, /** @type {string[]} */ names, /** @type {number[]} */ losses) =>
    `Step ${step}, loss ${short(losses[0], 3)} with ${names[0]}, ${short(losses[1], 3)} with ${names[1]}`,
  damaged: "This comparison cannot be read; it begins as usual.",
  badRate: "A rate is a number above 0, at most 10.",
  other: "the other one",
  help: [
    "Two networks learn from the same points, in the same order, from the same random numbers; activations from the same weights.",
    "Choose what differs: the activation, the rate, or how many layers there are. Both then begin fresh.",
    "Lines show weights, gradients or changes; a line of the same width means the same on both sides.",
    "Below each network: how much gradient arrives at each layer. The axes are the same.",
    "The curves at the bottom are the losses, the right one dashed. Drag them to go back in time.",
  ],
};
