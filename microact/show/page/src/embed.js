/** An address: `tab=` says which view, `embed=` which of its panels alone, for a slide or a course page. */

/** What can be embedded, of every view. @type {Record<string, string[]>} */
export const PANELS = {
  network: ["stories", "rail", "stage", "answer", "player"],
  formula: ["formula", "steps", "graph", "sliders", "descend", "plot"],
  compare: ["stage", "player"],
  matrices: ["choose", "sheet", "words"],
};

/** What is shown if nobody says which panels. @type {Record<string, string[]>} */
export const USUAL_PANELS = {
  network: ["stage", "player"], formula: ["graph", "sliders", "plot"], compare: ["stage", "player"],
  matrices: ["sheet", "words"],
};

/**
 * What an address asks for. `unknown`: what it calls a panel, and is none.
 * @param {string} address @param {string} usual the view that the page begins with by itself
 */
export function embedded(address, usual = "network") {
  const parts = address.split("&").filter(Boolean);
  /** @param {string} name */
  const take = (name) => {
    const at = parts.findIndex((part) => part === name || part.startsWith(`${name}=`));
    return at < 0 ? null : decoded(parts.splice(at, 1)[0].slice(name.length + 1));
  };
  const tab = take("tab");
  const embed = take("embed");
  const which = tab !== null && Object.hasOwn(PANELS, tab) ? tab : usual;
  const known = PANELS[which];
  const asked = (embed ?? "").split(",").filter(Boolean);
  const chosen = asked.filter((panel) => known.includes(panel));
  const unknown = asked.filter((panel) => !known.includes(panel));
  const panels = embed === null ? null : chosen.length ? chosen : USUAL_PANELS[which];
  // An address that names no view we know is no address of ours, and is told so.
  const rest = tab !== null && tab !== which ? `tab=${parts.join("&")}` : parts.join("&");
  return { tab: tab === which ? tab : null, rest, panels, unknown };
}

/** What stands behind % is a letter, unless somebody has cut it. @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
