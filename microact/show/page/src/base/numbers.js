/** Numbers as people read them. */

/**
 * A number in at most `digits` digits that count: 0.25, 1.2e−4, −3.
 * @param {number} x
 * @param {number} [digits]
 */
export function short(x, digits = 2) {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  const size = Math.abs(x);
  if (size === 0) return "0";
  const text = size >= 1e-3 && size < 1e4
    ? String(Number(x.toPrecision(Math.max(digits, Math.floor(Math.log10(size)) + 1))))
    : x.toExponential(digits - 1).replace(/\.?0*e\+?/, "e");
  return text.replaceAll("-", "−");
}

/** A number in a cell: two decimals where that says enough. @param {number} x */
export function inCell(x) {
  const size = Math.abs(x);
  if (!Number.isFinite(x) || (size !== 0 && size < 0.005) || size >= 1000) return short(x, 1);
  return x === 0 ? "0" : x.toFixed(2).replace("-", "−");
}

/** As exact as sums have to be that a reader checks. @param {number} x */
export const precise = (x) => short(x, 3);

/** A whole number with its thousands apart: 42,000. @param {number} x */
export function whole(x) {
  const rounded =
    x >= 1e4 ? Number(x.toPrecision(2)) : x >= 10 ? Math.round(x) : Number(x.toPrecision(2));
  return x < 1e15 ? rounded.toLocaleString("en") : short(x);
}

/** A share; what is not all is never 100%, what is something never 0%. @param {number} x */
export function percent(x) {
  if (!Number.isFinite(x)) return "–";
  const rounded = Math.round(100 * x);
  if (rounded === 100 && x < 1) return "99%";
  return rounded === 0 && x > 0 ? "1%" : `${rounded}%`;
}

/** A small number below the line: x₁. @param {number} n */
export const below = (n) => [...String(n)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("");

/** By how much the gradient grows or shrinks on its way to the left. @param {number} ratio */
export const factor = (ratio) => (ratio >= 1 ? `× ${whole(ratio)}` : `÷ ${whole(1 / ratio)}`);
