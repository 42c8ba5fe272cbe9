/** What is shown of a graph: cards, the arrows between them, where they stand; and folding. */

import { waysOf } from "./arrows.js";
import { folded, opened, visible, wiringOf } from "./fold.js";
import { arranged } from "./layered.js";
import { sizeOfCard } from "./sizes.js";
/** @import { Group, Item } from "./fold.js" */
/** @import { Arrangement } from "./layered.js" */
/** @import { Graph } from "./scene.js" */

/**
 * A card shows a node or a folded group. `nodes`: those inside; `ends`: those of them that others read.
 * @typedef {{
 *   key: string, item: Item, group: Group | null, node: number, nodes: number[], ends: number[],
 *   width: number, height: number, path: Group[], curve: boolean, cells: "" | "cells" | "heat",
 * }} Card
 * An arrow; `passes`: which inputs of which nodes it stands for.
 * @typedef {{ from: number, to: number, passes: [number, number][] }} Arrow
 */

/** Room between columns: for numbers on the arrows, and where there are none. */
const [ROOMY, CLOSE] = [84, 44];

/** With more cards than this, arrows have no numbers. */
export const MOST_NUMBERED = 150;

export class Board {
  /** @param {Graph} graph */
  constructor(graph) {
    this.graph = graph;
    this.wiring = wiringOf(graph.nodes);
    this.items = folded(this.wiring);
    /** How far down each card stood, by its key. @type {Map<string, number>} */
    this.before = new Map();
    /** In which column each card stood. @type {Map<string, number>} */
    this.stood = new Map();
    /** @type {Card[]} */
    this.cards = [];
    /** @type {Arrow[]} */
    this.arrows = [];
    /** The way of each arrow. @type {[number, number][][]} */
    this.ways = [];
    /** Which card each node is on. */
    this.owner = new Int32Array(graph.nodes.length);
    /** Where everything stands. @type {Arrangement} */
    this.places = { at: [], routes: [], rank: [], columns: [], frames: new Map(), width: 0, height: 0 };
    this.arrange();
  }

  arrange() {
    const { owner } = this;
    this.cards = visible(this.items).map(({ item, path }) => this.card(item, path));
    this.cards.forEach(({ nodes }, k) => {
      for (const i of nodes) owner[i] = k;
    });
    this.arrows = this.arrowsNow();
    const gap = this.numbered && this.graph.live !== "arrays" ? ROOMY : CLOSE;
    this.places = arranged(
      this.cards.map(({ key, path, width, height }) => ({
        width, height, path: path.map(({ id }) => id), was: this.wasAt(key, path),
        stood: this.stood.get(key) ?? null,
      })),
      this.arrows.map(({ from, to }) => [from, to]), gap);
    this.before = new Map(this.cards.map(({ key }, k) => [key, this.places.at[k][1]]));
    this.stood = new Map(this.cards.map(({ key }, k) => [key, this.places.rank[k]]));
    this.ways = waysOf(this.cards, this.arrows, this.places);
    for (const card of this.cards) card.ends = card.group ? this.endsOf(card.nodes, owner) : [card.node];
  }

  get numbered() {
    return this.cards.length <= MOST_NUMBERED;
  }

  /** @param {Item} item @param {Group[]} path @returns {Card} */
  card(item, path) {
    const [group, node] = typeof item === "number" ? [null, item] : [item, -1];
    return {
      key: group?.id ?? `n${node}`, item, group, node, nodes: group?.nodes ?? [node], ends: [], path,
      ...sizeOfCard(this.graph, node),
    };
  }

  /**
   * Where a card, or the group that it comes out of, stood.
   * @param {string} key @param {Group[]} path
   */
  wasAt(key, path) {
    const { before } = this;
    for (const known of [key, ...path.map(({ id }) => id).reverse()]) {
      const at = before.get(known);
      if (at !== undefined) return at;
    }
    return null;
  }

  /** @returns {Arrow[]} */
  arrowsNow() {
    const { graph: { nodes }, owner, cards } = this;
    /** @type {Map<string, Arrow>} */
    const arrows = new Map();
    nodes.forEach((node, i) => node.inputs.forEach((input, position) => {
      if (typeof input !== "number" || owner[input] === owner[i]) return;
      const [from, to] = [owner[input], owner[i]];
      const single = !cards[from].group && !cards[to].group;
      const key = `${from} ${to} ${single ? position : ""}`;
      const arrow = arrows.get(key) ?? { from, to, passes: [] };
      arrow.passes.push([i, position]);
      arrows.set(key, arrow);
    }));
    return [...arrows.values()];
  }

  /**
   * Those nodes of a group that something outside reads, or that are the output.
   * @param {number[]} nodes @param {Int32Array} owner
   */
  endsOf(nodes, owner) {
    const { readers } = this.wiring;
    return nodes.filter((i) => i === this.graph.last || readers[i].some((to) => owner[to] !== owner[i]));
  }

  /** Whether a node has a card of its own. @param {number} i */
  shows(i) {
    return !this.cards[this.owner[i]].group;
  }

  /** Whether all that a number was made from can be seen. @param {number} i */
  canBeComputed(i) {
    return this.wiring.inputs[i].every((input) => this.shows(input));
  }

  /** Whether all that brings a node its gradient can be seen. @param {number} i */
  canBeReached(i) {
    return this.shows(i) && this.wiring.readers[i].every((reader) => this.shows(reader));
  }

  /** The groups that are open, each before those inside it. */
  get openGroups() {
    return [...new Set(this.cards.flatMap(({ path }) => path.map(({ id }) => id)))];
  }

  /** Open a folded card, in place. @param {Group} group */
  open(group) {
    opened(this.wiring, group);
    this.arrange();
  }

  /** Fold an open group. @param {Group} group */
  fold(group) {
    const inside = this.cards.filter((card) => card.path.includes(group));
    const mean = inside.reduce((sum, { key }) => sum + (this.before.get(key) ?? 0), 0) / (inside.length || 1);
    this.before.set(group.id, mean);
    group.open = false;
    this.arrange();
  }
}
