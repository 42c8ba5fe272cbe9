/** What Python writes in the place of `kernels.js`; see `kernels.py`. */
type Numbers = Float64Array;

export type Activation = {
  title: string;
  formula: string;
  derivative: string;
  /** Whether a slope of 0 is a flat piece; a smooth curve's only rounds to 0. */
  kinked: boolean;
  /** Whether its outputs lie between −1 and 1 and are shown as they are. */
  bounded: boolean;
  /** By how much weights must be larger because it shrinks what it is given. */
  gain: number;
  /** How a program names it, and the line that it needs above. */
  python: { name: string; line: string };
  forward(z: Numbers, a: Numbers, count: number): void;
  backward(upstream: Numbers, z: Numbers, a: Numbers, passed: Numbers, count: number): void;
  slopes(z: Numbers, a: Numbers, slopes: Numbers, count: number): void;
};

export type Loss = {
  of(out: Numbers, wanted: Numbers, costs: Numbers, count: number): void;
  back(out: Numbers, wanted: Numbers, upstream: Numbers, count: number): void;
};

export const ACTIVATIONS: Record<string, Activation>;
export const LOSSES: Record<string, Loss>;
export function PENALTY(w: Numbers, slopes: Numbers, l1: number, l2: number, count: number): void;
