/** Why has this node this gradient? Every way to the output, its product, and their sum. */

import { make } from "../base/dom.js";
import { entering, pathsFrom } from "./arithmetic.js";
import { GRAPH_WORDS } from "./graph_words.js";
import { bracketed, cardName, exact, inWords } from "./shown.js";
/** @import { Explorer } from "./explorer.js" */
/** @import { Step } from "./arithmetic.js" */
/** @import { Numbers } from "./rule.js" */
/** @import { Graph } from "./scene.js" */

/** So many ways are listed. */
const MOST_WAYS = 12;

/** A way of more arrows than this is told by its two ends. */
const LONGEST_WAY = 14;

export class Why {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    this.box = make("div", { id: explorer.id("why") });
    this.element = make("section", { class: "why", "aria-labelledby": explorer.id("h-why") },
      make("h2", { id: explorer.id("h-why") }, GRAPH_WORDS.why),
      make("p", { class: "quiet" }, GRAPH_WORDS.howWhy), this.box);
  }

  /** @param {string} text @param {Element} [into] @param {"p" | "li"} [tag] */
  add(text, into = this.box, tag = "p") {
    into.append(make(tag, {}, text));
  }

  update() {
    const { explorer, box } = this;
    const { graph, chosen, hidesGradients, stepping, view } = explorer;
    box.replaceChildren();
    if (chosen < -1) {
      const card = view.board?.cards[-2 - chosen];
      if (card?.group) this.add(GRAPH_WORDS.insideGroup(card.group.name, card.nodes.length));
      return;
    }
    const node = graph.nodes[chosen];
    if (!node) return;
    if (hidesGradients) return this.add(GRAPH_WORDS.hiddenWays);
    if (!stepping.all) return this.add(GRAPH_WORDS.pressEnd);
    if (node.constant) return this.add(GRAPH_WORDS.isConstant(node.name));
    if (chosen === graph.last) return this.add(GRAPH_WORDS.isOutput(node.name));
    const { paths, more } = pathsFrom(chosen, graph.steps, graph.last, MOST_WAYS);
    if (!paths.length) return this.add(GRAPH_WORDS.noWay(node.name));
    this.add(GRAPH_WORDS.ways(node.name, paths.length, more));
    const list = box.appendChild(make("ol", {}));
    if (!graph.live) return paths.forEach((path) => this.add(this.names(path), list, "li"));
    if (graph.live === "numbers") this.tellNumbers(paths, more, list);
    else this.tellArrays(paths, more, list);
  }

  /** @param {Step[]} path */
  names(path) {
    const { graph, chosen } = this.explorer;
    const names = [chosen, ...path.map((step) => step.from)].map((n) => cardName(graph.nodes[n]));
    return (names.length > LONGEST_WAY ? [...names.slice(0, 5), "…", ...names.slice(-5)] : names).join(" → ");
  }

  /** @param {Step[][]} paths @param {boolean} more @param {Element} list */
  tellNumbers(paths, more, list) {
    const { graph, chosen } = this.explorer;
    const { name } = graph.nodes[chosen];
    const products = paths.map((path) => path.reduce((product, { local }) => product * Number(local), 1));
    paths.forEach((path, k) => {
      const locals = path.map(({ local }) => bracketed(local ?? NaN));
      const shown = locals.length > LONGEST_WAY ? [...locals.slice(0, 5), "…", ...locals.slice(-5)] : locals;
      this.add(`${this.names(path)}: ${shown.join(" × ")} = ${exact(products[k])}`, list, "li");
    });
    const sum = Number(graph.grads[chosen]);
    if (more) this.add(GRAPH_WORDS.allWays(exact(sum), name));
    else if (paths.length > 1) this.add(GRAPH_WORDS.sumOfWays(products.map((x) => bracketed(x)), exact(sum), name));
    else this.add(GRAPH_WORDS.soGrows(name, sum));
  }

  /** Of arrays: what each way brings. @param {Step[][]} paths @param {boolean} more @param {Element} list */
  tellArrays(paths, more, list) {
    const { graph, chosen } = this.explorer;
    const { name, shape } = graph.nodes[chosen];
    for (const path of paths)
      this.add(GRAPH_WORDS.arrayWay(this.names(path), inWords(broughtBy(graph, path), shape)), list, "li");
    if (more || paths.length > 1) this.add(GRAPH_WORDS.allWays(inWords(graph.grads[chosen], shape), name));
    const [cellOf, cell] = this.explorer.cell;
    if (cellOf >= 0) this.add(this.explorer.cellWords(cellOf, cell));
  }
}

/**
 * What one way brings to its beginning: the 1 at the output, through every rule on the way.
 * @param {Graph} graph @param {Step[]} path
 */
function broughtBy({ nodes, values, last }, path) {
  const end = values[last];
  /** @type {Numbers} */
  let brought = Array.isArray(end) ? end.map(() => 1) : 1;
  for (const { from, position } of [...path].reverse()) {
    const { rule } = nodes[from];
    const passOn = rule?.vjp ?? rule?.shares;
    brought = passOn?.(brought, values[from], ...entering(nodes[from], values))[position] ?? 0;
  }
  return brought;
}
