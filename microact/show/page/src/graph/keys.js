/** Where arrow keys lead among the cards of a graph. */

/** @import { Board } from "./board.js" */

/**
 * The card that an arrow key leads to: along the arrows, or up and down a column.
 * @param {Board} board @param {number} k @param {string} key
 * @returns {number | null}
 */
export function nextCard({ cards, arrows, places }, k, key) {
  const near = (/** @type {number[]} */ list) => {
    const away = (/** @type {number} */ i) => Math.abs(places.at[i][1] - places.at[k][1]);
    return list.length ? list.reduce((best, i) => (away(i) < away(best) ? i : best)) : null;
  };
  const column = (/** @type {number} */ by) => {
    const same = cards.map((_, i) => i).filter((i) => places.rank[i] === places.rank[k]);
    same.sort((a, b) => places.at[a][1] - places.at[b][1]);
    return same[same.indexOf(k) + by] ?? k;
  };
  switch (key) {
    case "ArrowRight": return near(arrows.filter(({ from }) => from === k).map(({ to }) => to)) ?? k;
    case "ArrowLeft": return near(arrows.filter(({ to }) => to === k).map(({ from }) => from)) ?? k;
    case "ArrowDown": return column(1);
    case "ArrowUp": return column(-1);
    case "Home": return 0;
    case "End": return cards.length - 1;
    default: return null;
  }
}
