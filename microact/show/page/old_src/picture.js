// The graph as SVG: made once, then brought up to date as numbers change.

import { entering } from "./arithmetic.js";
import { ruleOf, short } from "./words.js";

export const SVG = "http://www.w3.org/2000/svg";

export function make(tag, attributes, parent, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  if (parent) parent.append(element);
  return element;
}

export const CURVE = { width: 96, height: 44, reach: 4 };

export class Picture {
  constructor(scene, svg, onChoose) {
    this.scene = scene;
    svg.setAttribute("viewBox", `0 0 ${scene.width} ${scene.height}`);
    const edges = make("g", {}, svg);
    this.cards = scene.nodes.map((node, i) => this.card(node, i, svg, onChoose));
    this.edges = scene.edges.map((edge) => this.edge(edge, edges));
  }

  card(node, i, svg, onChoose) {
    const [x, y] = node.at;
    const [width, height] = node.size;
    const group = make("g", {
      class: `card ${node.kind}`, id: `node${i}`, tabindex: i === this.scene.first ? "0" : "-1", role: "button",
      transform: `translate(${x - width / 2} ${y - height / 2})`,
    }, svg);
    make("rect", { width, height, rx: 8, class: "paper" }, group);
    const title = make("text", { x: width / 2, y: 17, class: "title" }, group);
    const card = { group, title, curve: null };
    if (node.curve) card.curve = this.curve(node, group, width);
    const top = height - 31;
    for (const [row, name] of ["data", "grad"].entries()) {
      make("text", { x: 38, y: top + 18 * row, class: "name" }, group, name);
      card[name] = make("text", { x: 45, y: top + 18 * row, class: "number" }, group, "");
    }
    if (node.heat) card.heat = this.heat(node, group, width);
    for (const event of ["pointerenter", "focus"]) group.addEventListener(event, () => onChoose(i, false));
    group.addEventListener("click", () => onChoose(i, true));
    group.addEventListener("keydown", (event) => this.key(event, i, onChoose));
    return card;
  }

  /** Up and down go from card to card; Enter keeps one. */
  key(event, i, onChoose) {
    if (event.key === "Enter" || event.key === " ") onChoose(i, true);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const n = this.cards.length;
      const next = (i + (event.key === "ArrowDown" ? 1 : n - 1)) % n;
      this.cards.forEach((card, k) => card.group.setAttribute("tabindex", k === next ? "0" : "-1"));
      this.cards[next].group.focus();
    } else return;
    event.preventDefault();
  }

  curve(node, group, width) {
    const box = make("g", { transform: `translate(${(width - CURVE.width) / 2} 25)`, class: "curve" }, group);
    make("rect", { width: CURVE.width, height: CURVE.height, rx: 3 }, box);
    const axis = make("path", {}, box);
    const line = make("polyline", {}, box);
    const dot = make("circle", { r: 3.5 }, box);
    return { axis, line, dot, drawn: "" };
  }

  heat(node, group, width) {
    const box = make("g", { class: "heat", transform: `translate(${(width - 48) / 2} 24)` }, group);
    const rows = node.heat.length;
    const columns = node.heat[0].length;
    node.heat.forEach((row, i) => row.forEach((share, j) => make("rect", {
      x: (48 / columns) * j, y: (36 / rows) * i, width: 48 / columns, height: 36 / rows,
      class: share < 0 ? "negative" : "positive", "fill-opacity": Math.abs(share).toFixed(3),
    }, box)));
    return box;
  }

  edge(edge, parent) {
    const group = make("g", { class: "edge", id: `edge${edge.from}-${edge.to}-${edge.position}` }, parent);
    return {
      group,
      path: make("path", { d: edge.path, "marker-end": "url(#arrow)" }, group),
      label: make("text", { x: edge.label[0], y: edge.label[1] + 4, class: "local" }, group, ""),
    };
  }

  /** Show numbers and gradients; what is not known yet stays empty. */
  update(values, grads, steps, shown) {
    const largest = Math.max(0, ...steps.map((step) => sizeOf(step.passed)).filter(Number.isFinite));
    this.scene.nodes.forEach((node, i) => {
      const card = this.cards[i];
      const data = shown.data(i) ? onCard(values[i]) : "";
      const grad = shown.grad(i) ? onCard(grads[i]) : "";
      write(card.title, titleOf(node));
      write(card.data, data);
      write(card.grad, grad);
      card.group.setAttribute("aria-label",
        `${node.name}${data && `, data ${data}`}${grad && `, gradient ${grad}`}`);
      if (card.curve) this.moveDot(card.curve, node, values, shown.data(i));
      if (card.heat && values[i].numbers) this.colour(card.heat, values[i].numbers);
    });
    steps.forEach((step) => {
      const { group, path, label } = this.edges[step.edge];
      const visible = shown.edge(step);
      const size = sizeOf(step.passed);
      const lost = !Number.isFinite(size);  // infinite or NaN: a look of its own, and no scale
      const nothing = !lost && !(size > 1e-3 * largest);
      const share = nothing ? 0 : lost ? 0.1 : size / largest;
      path.style.strokeWidth = visible ? 0.7 + 6 * Math.sqrt(share) : 1;
      group.classList.toggle("lost", visible && lost);
      group.classList.toggle("nothing", visible && nothing);
      group.classList.toggle("negative", visible && !lost && !nothing && signOf(step.passed) < 0);
      group.classList.toggle("positive", visible && !lost && !nothing && signOf(step.passed) > 0);
      group.classList.toggle("mixed", visible && !lost && !nothing && signOf(step.passed) === 0);
      write(label, visible && step.local !== null ? `× ${onCard(step.local)}` : "");
      this.cards[step.from].group.classList.toggle("dead",
        visible && step.local === 0 && Boolean(this.scene.nodes[step.from].curve));
    });
  }

  /** Bring a heat map up to date: its cells are the numbers of a small array, in order. */
  colour(box, numbers) {
    const largest = Math.max(...numbers.map(Math.abs)) || 1;
    if (box.children.length !== numbers.length) return;  // a larger one, thinned out
    numbers.forEach((x, k) => {
      box.children[k].setAttribute("class", x < 0 ? "negative" : "positive");
      box.children[k].setAttribute("fill-opacity", (Math.abs(x) / largest).toFixed(3));
    });
  }

  /** Redraw an activation's curve if it is another one, and put the dot where it sits. */
  moveDot(curve, node, values, visible) {
    const { width, height } = CURVE;
    const rule = ruleOf(node);
    const [x, ...others] = entering(node, values);
    const reach = Math.max(CURVE.reach, Math.min(1e6, Math.abs(x) * 1.15 || 0));
    const key = `${node.rule} ${reach} ${others}`;
    if (curve.drawn !== key) {
      const xs = Array.from({ length: 65 }, (_, k) => ((k - 32) / 32) * reach);
      const ys = xs.map((at) => rule.forward(at, ...others));
      const finite = ys.filter(Number.isFinite);
      const [low, high] = [Math.min(...finite), Math.max(...finite)];
      curve.right = (at) => 4 + ((at + reach) / (2 * reach)) * (width - 8);
      curve.down = (at) => height - 4 - ((at - low) / (high - low || 1)) * (height - 8);
      const zero = curve.down(Math.min(high, Math.max(low, 0)));
      curve.axis.setAttribute("d", `M0 ${zero}H${width}M${curve.right(0)} 0V${height}`);
      curve.line.setAttribute("points", xs.map((at, k) =>
        Number.isFinite(ys[k]) ? `${curve.right(at).toFixed(1)},${curve.down(ys[k]).toFixed(1)}` : "").join(" "));
      curve.drawn = key;
    }
    const y = rule.forward(x, ...others);
    curve.dot.style.visibility = visible && Number.isFinite(x) && Number.isFinite(y) ? "visible" : "hidden";
    if (Number.isFinite(x) && Number.isFinite(y)) {
      curve.dot.setAttribute("cx", curve.right(x).toFixed(1));
      curve.dot.setAttribute("cy", curve.down(y).toFixed(1));
    }
  }

  /** Light up what is happening now. */
  light(nodes, edge, waiting) {
    this.cards.forEach((card, i) => {
      card.group.classList.toggle("now", nodes.includes(i));
      card.group.classList.toggle("waiting", waiting === i);
    });
    this.edges.forEach((drawn, i) => drawn.group.classList.toggle("now", i === edge));
    if (nodes.length) this.reveal(nodes[nodes.length - 1]);
  }

  /** Scroll a card into the frame of a picture that is larger than it. */
  reveal(i) {
    const frame = this.cards[i].group.ownerSVGElement.parentElement;
    const inner = this.cards[i].group.getBoundingClientRect();
    const outer = frame.getBoundingClientRect();
    if (inner.left < outer.left || inner.right > outer.right)
      frame.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
    if (inner.top < outer.top || inner.bottom > outer.bottom)
      frame.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
  }
}

/** What stands on a card: its label, and its operation. */
export function titleOf(node) {
  const operation = node.rule === null ? "" : ruleOf(node).title;
  const text = (node.label && operation ? `${node.label} = ${operation}` : node.label || operation || "leaf") + node.suffix;
  return text.length > 20 ? `${text.slice(0, 19)}…` : text;
}

/** Change a text only if it is another one: the browser lays out what is touched. */
export function write(element, text) {
  if (element.firstChild?.data !== text) element.textContent = text;
}

export const onCard = (x) => (typeof x === "number" ? short(x) : x.card);
export const sizeOf = (x) => (typeof x === "number" ? Math.abs(x) : x.size);
export const signOf = (x) => (typeof x === "number" ? Math.sign(x) : x.sign);
