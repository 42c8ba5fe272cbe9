/** An address: `tab=` says which view, `embed=` which of its panels alone, for a slide or a course page. */

/** What can be embedded, of every view. @type {Record<string, string[]>} */
export const PANELS = {
  network: ["stories", "rail", "stage", "answer", "player"],
  formula: ["formula", "steps", "graph", "numbers", "descend", "plot"],
  compare: ["stage", "player"],
  matrices: ["choose", "sheet", "words"],
};

/** What is shown if nobody says which panels. @type {Record<string, string[]>} */
export const USUAL_PANELS = {
  network: ["stage", "player"], formula: ["graph", "numbers", "plot"], compare: ["stage", "player"],
  matrices: ["sheet", "words"],
};

/** @param {string} address */
export function embedded(address) {
  const parts = address.split("&").filter(Boolean);
  /** @param {string} name */
  const take = (name) => {
    const at = parts.findIndex((part) => part === name || part.startsWith(`${name}=`));
    return at < 0 ? null : decodeURIComponent(parts.splice(at, 1)[0].slice(name.length + 1));
  };
  const tab = take("tab");
  const embed = take("embed");
  const known = PANELS[tab ?? "network"] ?? PANELS.network;
  const chosen = (embed ?? "").split(",").filter((panel) => known.includes(panel));
  const usual = USUAL_PANELS[tab ?? "network"] ?? USUAL_PANELS.network;
  return { tab, rest: parts.join("&"), panels: embed === null ? null : chosen.length ? chosen : usual };
}
