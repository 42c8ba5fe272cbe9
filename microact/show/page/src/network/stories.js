/** The eight stories: one click sets up, plays, stops. What each tells is computed as it is seen. */

import { settingsWith } from "./settings.js";
/** @import { Settings } from "./settings.js" */
/** @import { Run } from "./run.js" */

/**
 * `steps`: after how many it stops; `pace`: steps a frame; `after`: a story whose end this one
 * begins with.
 * @typedef {{
 *   settings: Settings, lines: string, steps: number, pace: number, after?: string,
 * }} Story
 */

/** @param {string} activation @param {number[]} units */
const layers = (activation, ...units) => units.map((count) => ({ units: count, activation }));

const DEEP = [5, 5, 5, 5, 5, 5];

/** @type {Record<string, Story>} */
export const STORIES = {
  start: { settings: settingsWith(), lines: "gradients", steps: 60, pace: 0.5 },
  vanish: {
    settings: settingsWith({ layers: layers("sigmoid", ...DEEP), rate: 0.2, seed: 22 }),
    lines: "gradients",
    steps: 200,
    pace: 2,
  },
  relu: {
    settings: settingsWith({ layers: layers("relu", ...DEEP), rate: 0.2, seed: 22 }),
    lines: "gradients",
    steps: 200,
    pace: 2,
  },
  kill: {
    settings: settingsWith({ layers: layers("relu", 6, 6), rate: 3, seed: 7 }),
    lines: "gradients",
    steps: 30,
    pace: 0.2,
  },
  revive: {
    settings: settingsWith({ layers: layers("leaky_relu", 6, 6), rate: 0.3, seed: 7 }),
    lines: "gradients",
    steps: 800,
    pace: 4,
    after: "kill",
  },
  zero: {
    settings: settingsWith({ layers: layers("tanh", 5, 4), start: "zero" }),
    lines: "gradients",
    steps: 60,
    pace: 1,
  },
  explode: {
    settings: settingsWith({
      layers: layers("identity", ...DEEP),
      start: "large",
      rate: 0.003,
      seed: 0,
    }),
    lines: "gradients",
    steps: 60,
    pace: 0.05,
  },
  spirals: {
    settings: settingsWith({
      data: "spirals",
      noise: 0.03,
      layers: layers("tanh", 8, 8, 8),
      optimizer: "Adam",
      rate: 0.02,
      batch: 30,
      seed: 1,
    }),
    lines: "weights",
    steps: 900,
    pace: 5,
  },
};

/**
 * Bring a training to where its story begins.
 * @param {string} name @param {(settings: Settings) => Run} begin
 */
export function beginningOf(name, begin) {
  const { settings, after } = STORIES[name];
  if (!after) return begin(settings);
  const run = begin(STORIES[after].settings);
  for (let i = 0; i < STORIES[after].steps; i++) run.advance(1);
  return run.with(settings);
}
