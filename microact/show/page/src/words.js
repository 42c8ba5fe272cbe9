/** Every sentence of the page, in one place. */

import { factor, percent, precise, short, whole } from "./base/numbers.js";
/** @import { Table } from "./network/points.js" */
/** @import { Unit, Verdict } from "./network/measure.js" */

/**
 * Words, some of them emphasized: "b" bold, "pos" and "neg" in the colours of signs.
 * @typedef {string | ["b" | "pos" | "neg" | "yes" | "no", string]} Piece
 */

/**
 * What is so now.
 * @typedef {{
 *   ratio: number, dead: number, hidden: number, step: number, loss: number, right: number, held: number,
 *   overflowed: boolean, began: number, playing: boolean, nothing: boolean,
 * }} Facts
 */

/** @param {string} text @returns {Piece} */
export const bold = (text) => ["b", text];

/** A number in the colour of its sign; 0 has none. @param {number} x @returns {Piece} */
function signed(x) {
  if (x > 0) return ["pos", precise(x)];
  return [x < 0 ? "neg" : "b", precise(x)];
}

/** @param {unknown} x */
const shown = (x) => String(typeof x === "string" ? `“${x}”` : x).slice(0, 60);

/** @param {number} n @param {string} one */
const several = (n, one) => `${whole(n)} ${one}${n === 1 ? "" : "s"}`;

export const WORDS = {
  theme: "Light or dark",
  play: "Play",
  pause: "Pause",
  step: "Step",
  epoch: "Epoch",
  reset: "Reset",
  undo: "Undo",
  redo: "Redo",
  save: "Save",
  help: "What is what?",
  titles: {
    play: "Play or pause (space)",
    step: "One step: a few points (→)",
    reset: "Start again (r)",
    epoch: "One epoch: every point once (e)",
    undo: "Undo (Ctrl+Z)",
    redo: "Redo (Ctrl+Y)",
    help: "What am I looking at? (?)",
    save: "Save or copy: page, picture, program",
    share: "The address of what is shown",
  },
  data: "Data",
  learning: "Learning",
  more: "More",
  sets: {
    moons: "moons",
    circles: "circles",
    xor: "xor",
    spirals: "spirals",
    blobs: "blobs",
    own: "your own points",
  },
  /** What each of them is, for whoever points at it. */
  hints: {
    noise: "How far points are moved at random", heldOut: "Points that the network does not learn from, to test it",
    points: "How many points", rate: "How large a step is", batch: "How many points each step looks at",
    optimizer: "SGD: straight down. Momentum: keeps some of the last step. Adam: each weight at its own pace",
    loss: "What is to become small: how wrong the answers are",
    l1: "Pulls weights towards 0 by the same amount each", l2: "Pulls large weights towards 0",
    seed: "Which random numbers: for the points, the first weights, the order", start: "How large the first weights are",
    pace: "How fast Play goes",
  },
  fields: {
    noise: "noise",
    heldOut: "held out for the test",
    points: "points",
    rate: "rate",
    batch: "points a step",
    optimizer: "optimizer",
    loss: "loss",
    l1: "L1",
    l2: "L2",
    seed: "seed",
    start: "first weights",
    pace: "steps a frame",
  },
  starts: {
    usual: "usual",
    zero: "all zero",
    small: "a tenth",
    large: "4 times as large",
    given: "as given",
  },
  lines: "Lines",
  tiles: "Tiles",
  layers: "Layers",
  lenses: {
    weights: "weights",
    gradients: "gradients",
    change: "change per step",
    output: "output",
    slope: "slope",
    gradient: "gradient",
  },
  units: "Units of the network",
  layersFewer: "Fewer layers",
  layersMore: "More layers",
  unitsFewer: (/** @type {number} */ l) => `Fewer units in layer ${l}`,
  unitsMore: (/** @type {number} */ l) => `More units in layer ${l}`,
  activationOf: (/** @type {number} */ l) => `Activation of layer ${l}`,
  outputActivation: "Activation of the output",
  output: "output",
  hidden: (/** @type {number} */ l) => `layer ${l}`,
  lossCard: "loss",
  gradientStarts: ["gradient", "◂ starts"],
  legend: ["largest so far", "1 / 100", "next to nothing"],
  legendLost: "infinite, or no number",
  legendOfPoint: ["this point’s largest", "1 / 100", "next to nothing"],
  legendOfWeights: (/** @type {number} */ most) => [
    `+${short(most)}`,
    `−${short(most / 2)}`,
    "about 0",
  ],
  strip: "How much gradient arrives",
  stripSmall: "Gradient that arrives",
  tooLarge: "too large", noNumber: "no number",
  answer: "Its answer",
  answerOfUnit: (/** @type {string} */ name) => `What ${name} answers`,
  heldOut: "held out",
  learnsFrom: "learns from",
  right: "right",
  clickPoint: "Click a point to follow it.",
  clickOwn: "Click beside the points to add one; click a point to follow it.",
  newPoints: "new points are",
  removePoint: "Remove this point",
  following: (/** @type {number} */ n) =>
    `Following point ${n}: the lines show its gradient alone, on a scale of its own. Click it again for all.`,
  axis: (/** @type {number} */ i, /** @type {string} */ name, /** @type {number} */ low, /** @type {number} */ high) =>
    `${i ? "Up" : "Across"}: ${name}, ${short(low)} to ${short(high)}.`,
  otherColumns: "The other columns are at their mean here.",
  previousPoint: "Previous point",
  nextPoint: "Next point",
  followNone: "All points",
  least: "lets least through",
  scrubber: "Training, to and fro",
  drag: "drag to go back in time",
  lossCurve: "loss",
  heldCurve: "held out",
  curves: "Which curves",
  curveNames: { loss: "loss", gradient: "gradient" },
  axisStep: (/** @type {number} */ step) => `step ${step}`,
  steps: (/** @type {number} */ n) => (n === 1 ? "step" : "steps"),
  epochs: (/** @type {number} */ n) => several(n, "epoch"),
  status: (/** @type {number} */ step, /** @type {number} */ loss) =>
    `Step ${step}, loss ${short(loss, 3)}`,
  overflow:
    "The numbers overflowed, so training has stopped. Drag the curve below to go back, or press Reset.",
  fromPast: "On from here: what was trained before stays as a grey curve.",
  anew: "A network of another shape begins anew.",
  kept: "The weights stay as they are; Reset begins anew.",
  changedOutput:
    "Cross-entropy takes the probabilities of a sigmoid, so output and loss were changed together.",
  close: "Close",
  tip: {
    weight: (/** @type {string} */ from, /** @type {string} */ to) => `weight ${from} → ${to}`,
    rows: (/** @type {number[]} */ [weight, gradient, change]) =>
      [`weight ${short(weight, 3)}`, `gradient of the loss ${short(gradient, 3)}`, `last change ${short(change, 3)}`],
    unit: (/** @type {Unit} */ { off, flat }) => {
      const parts = [
        `${percent(1 - off - flat)} of the points sit where the curve lets gradient through`,
      ];
      if (flat > 0.005) parts.push(`${percent(flat)} where it is nearly flat`);
      if (off > 0.005) parts.push(`${percent(off)} where it is off`);
      return `${parts.join(", ")}.`;
    },
    look: "Click to look inside.",
  },
  /** What a screen reader says of a unit. */
  unit: (
    /** @type {string} */ name,
    /** @type {string} */ activation,
    /** @type {Unit} */ { off, flat, dead },
  ) =>
    `${name}, ${activation}: ${dead ? "dead" : `${percent(1 - off - flat)} of the points let gradient through`}`,
  badge: (/** @type {Unit} */ { off, flat, dead }) => {
    if (dead) return "dead";
    if (off >= 0.8) return `off ${percent(off)}`;
    return flat >= 0.3 ? `flat ${percent(flat)}` : "";
  },
  /** What stands below the large curve. @returns {Piece[]} */
  closer: (/** @type {Unit} */ { off, flat, slope, dead }, /** @type {number} */ steepest) => {
    if (dead)
      return [
        "No slope at any point: nothing that arrives gets through. The unit is ",
        bold("dead"),
        ".",
      ];
    /** @type {Piece[]} */
    const said = [
      "Slope ",
      bold(short(slope)),
      " on average: about that share of what arrives gets through",
    ];
    if (steepest < 0.9) said.push(`; ${short(steepest)} is its steepest`);
    said.push(". ");
    if (flat > 0.1)
      said.push(bold(percent(flat)), " of the points are in the grey, where it is flat.");
    if (off > 0.1) said.push(bold(percent(off)), " are where it is off.");
    return said;
  },
  verdict: (/** @type {Verdict} */ { kind, ratio, dead, flat, hidden }) => {
    const share = ratio >= 0.1 ? percent(ratio) : `1/${whole(1 / ratio)}`;
    const much = ratio >= 1 ? `${whole(ratio)} times what` : `${share} of what`;
    const gets = `layer 1 gets ${ratio >= 0.95 && ratio < 1.05 ? "as much as" : much} the output gets`;
    const some = dead ? `; ${dead} of ${several(hidden, "unit")} ${dead === 1 ? "is" : "are"} dead` : "";
    const nearly = flat >= hidden / 2 && flat ? `; ${flat} of ${several(hidden, "unit")} nearly flat` : "";
    switch (kind) {
      case "overflow": return "Overflow: a gradient is infinite or no number";
      case "none": return "No gradient starts at the output: the loss asks for nothing";
      case "single": return "One layer: the gradient arrives as it starts";
      case "nothing": return `Nothing arrives at layer 1${some}`;
      case "dead": return `${dead} of ${hidden} hidden units are dead: no point gets anything through`;
      case "vanishing": return `Vanishing: ${gets}${some}`;
      case "exploding": return `Exploding: ${gets}${some}`;
      default: {
        if (!dead && !nearly) return `Healthy: ${gets}`;
        return `${gets[0].toUpperCase()}${gets.slice(1)}${some || nearly}`;
      }
    }
  },
  verdictSmall: (/** @type {Verdict} */ { kind, ratio, dead, flat, hidden }) => {
    if (kind === "vanishing" || kind === "exploding") return `${kind}: ${factor(ratio)}`;
    if (kind === "dead") return `${dead} of ${hidden} dead`;
    const words = { overflow: "overflow", none: "no gradient", single: "", nothing: "nothing arrives" };
    if (Object.hasOwn(words, kind)) return words[/** @type {keyof typeof words} */ (kind)];
    if (dead) return `${dead} of ${hidden} dead`;
    return flat >= hidden / 2 && flat ? `${flat} of ${hidden} flat` : "healthy";
  },
  tableNote: (
    /** @type {{ rows: number, of: number, incomplete: number, unused: string[], scaled: boolean }} */ {
      rows,
      of,
      incomplete,
      unused,
      scaled,
    },
  ) => {
    const notes = [
      rows < of ? `${whole(rows)} of ${whole(of)} rows, chosen at random` : several(rows, "row"),
    ];
    if (incomplete) notes.push(`${several(incomplete, "row")} with an empty cell left out`);
    if (unused.length)
      notes.push(`not used: ${unused.slice(0, 4).join(", ")}${unused.length > 4 ? ", …" : ""}`);
    if (scaled) notes.push("columns scaled to mean 0 and deviation 1");
    return `${notes.join("; ")}.`;
  },
  column: (/** @type {number} */ k) => `column ${k}`,
  full: "This page is full: 1,000 points.",
  own: {
    header: "the first row holds names",
    title: "Your own points",
    text: "Paste a table, or drop a CSV file here: columns of numbers, and one column with two different answers.",
    area: "Table",
    answer: "answers are in",
    across: "across",
    up: "up",
    scaled: "scale the columns",
    use: "Use these",
    two: "Start with two points and click in the plane",
    these: "Take the points that are shown and click in the plane",
    found: (/** @type {Table} */ { rows, wanted, classes, note }) => {
      const yes = wanted.filter((t) => t === 1).length;
      return `${rows.length - yes} × ${classes[0]}, ${yes} × ${classes[1]}. ${note}`;
    },
  },
  takeAway: {
    title: "Take it with you",
    page: "Save this page",
    pageSays: "One file with everything that is shown, your own points and the past included.",
    svg: "Picture (SVG)",
    png: "Picture (PNG)",
    python: "Copy as Python",
    pythonSays: {
      network: "A program with microact that goes on where the page is and prints the next ten losses.",
      formula: "A program with microact that computes this graph and prints every gradient.",
      compare: "Two programs with microact, one after the other, that go on where the page is.",
      matrices: "A program with microact that computes these arrays and prints every gradient.",
    },
    address: "Copy the address",
    addressSays: "Whoever opens it sees this set-up, these numbers.",
    worksheet: "Worksheet",
    worksheetSays: "What is shown, with empty boxes and questions, to print or to save; the answers apart.",
    embed: "Copy the address for embedding",
    embedSays: "For a slide or a course page: only the chosen panels, without the rest of the page.",
    panels: {
      stories: "stories", rail: "data and learning", stage: "network", answer: "the answer", player: "player",
      formula: "formula", steps: "steps", graph: "graph", sliders: "sliders", descend: "descend", plot: "plot",
      choose: "examples", sheet: "tables", words: "the same as a graph",
    },
    noAddress:
      "This page stands inside another one and has no address of its own. Save it instead.",
    noPanel: (/** @type {string} */ panel, /** @type {string[]} */ known) =>
      `There is no panel “${panel}” here; there are ${known.join(", ")}.`,
    recorded: "A recorded graph does not fit into an address. Save the page instead; #embed behind its own address shows panels of it.",
    noRoom: "Your own points, or the weights that it began with, do not fit into an address. Save the page instead.",
    noWeights: "The weights do not fit into an address of 8 kB: it holds the set-up and the seed.",
    ownRules: "Copied. The program says where your own rules are to be defined.",
    copied: "Copied.",
    copyYourself: "Copy it from the box.",
    saved: "Saved.",
  },
  python: {
    /** As `kernels.py` says it. */
    ownRule: "is a rule of your own: define it here",
    title: (/** @type {number} */ step) =>
      `Go on from step ${step} of a page: prints the next ten losses.`,
    points: (/** @type {Table} */ { names }) =>
      `those to learn from: ${names.map((name) => name.replace(/[\r\n]/g, " ")).join(", ")}, what is wanted`,
    batches: "which points each step looks at",
  },
  inside: {
    network: "Network",
    point: "point",
    forward: "forward",
    backward: "backward",
    start: "Start",
    back: "Back",
    next: "Next",
    end: "End",
    output: (/** @type {number} */ n) => `its output, and point ${n}`,
    wanted: "wanted: ",
    through: (/** @type {number} */ share) =>
      `Of all points, ${percent(share)} are where gradient gets through.`,
    columns: {
      inputs: (/** @type {number} */ l) =>
        l ? `from layer ${l}, and the weights` : "inputs, and the weights",
      product: "product",
      sum: "sum",
      activation: "activation",
      readers: "read by",
    },
    slope: "slope: ",
    data: "data",
    grad: "grad",
    arrives: "arrives",
    passes: "passes on",
    bias: "bias",
    share: "through this unit",
    total: (/** @type {string} */ x) => `of ${x} in all`,
    weightOf: (/** @type {string} */ name) => (/^a[₀-₉]+$/.test(name) ? `w${name.slice(1)}` : `w of ${name.slice(0, 6)}`),
    atSum: "gradient at their sums",
    moreInputs: (/** @type {number} */ n) => `${n} more`,
    moreProducts: (/** @type {number} */ n) => `… the other ${n} products`,
    moreReaders: (/** @type {number} */ n) => `… and ${n} more`,
    graph: "The unit as a graph, from its inputs to who reads it",
    code: "Forward, as code",
    codeBack: "Backward",
    theLoss: "the loss",
    steps: {
      begin: /** @type {Piece[]} */ ([
        bold("One unit, one point."),
        " Nothing is computed yet: press Next.",
      ]),
      product: (/** @type {string} */ name, /** @type {number} */ a, /** @type {number} */ w) =>
        /** @type {Piece[]} */ ([
          bold("Forward."),
          ` ${name} times its weight: ${precise(a)} × ${precise(w)} = `,
          bold(precise(a * w)),
        ]),
      sum: (/** @type {string} */ terms, /** @type {number} */ z) =>
        /** @type {Piece[]} */ ([
          `The products and the bias add up: z = ${terms} = `,
          bold(precise(z)),
        ]),
      activation: (
        /** @type {string} */ name,
        /** @type {number} */ z,
        /** @type {number} */ a,
        /** @type {number} */ slope,
      ) =>
        /** @type {Piece[]} */ ([
          `The activation bends it: ${name}(${precise(z)}) = `,
          bold(precise(a)),
          `. Its slope there is ${precise(slope)}.`,
        ]),
      arrives: (
        /** @type {string} */ terms,
        /** @type {number} */ readers,
        /** @type {number} */ g,
      ) =>
        /** @type {Piece[]} */ ([
          bold("Backward."),
          readers
            ? ` From ${readers === 1 ? "the unit that reads" : `the ${readers} units that read`} this one: ${terms} = `
            : " From the loss, gradient arrives: ",
          signed(g),
        ]),
      slope: (
        /** @type {number} */ g,
        /** @type {number} */ slope,
        /** @type {number} */ passed,
        /** @type {boolean} */ flat,
      ) =>
        /** @type {Piece[]} */ ([
          `The curve lets its slope through: ${precise(g)} × ${precise(slope)} = `,
          signed(passed),
          flat ? ". The point sits where the curve is flat: next to nothing passes." : "",
          !flat && Number.isFinite(g * slope) ? `. That is ${percent(Math.abs(slope))} of what arrived.` : "",
        ]),
      atSum: (/** @type {number} */ g) =>
        /** @type {Piece[]} */ ([
          "Cross-entropy and sigmoid together have a simple slope: what arrives at the sum is the answer minus what is wanted, ",
          signed(g),
        ]),
      spread: (/** @type {number} */ g) =>
        /** @type {Piece[]} */ ([
          "A sum passes it on unchanged, to every product and to the bias: ",
          signed(g),
        ]),
      weight: (
        /** @type {string} */ name,
        /** @type {number} */ a,
        /** @type {number} */ w,
        /** @type {number} */ g,
      ) =>
        /** @type {Piece[]} */ ([
          `Back through the product: the weight gets ${precise(g)} × ${precise(a)} (its input) = `,
          signed(g * a),
          `; ${name} gets ${precise(g)} × ${precise(w)} (its weight) = `,
          signed(g * w),
        ]),
    },
  },
  /** What a story tells of what is seen now; which seed was picked is said. */
  tales: {
    start: (/** @type {Facts} */ { step, playing }) => /** @type {Piece[]} */ ([
      ...(step === 0 && !playing ? [bold("Press ▶."), " "] : []),
      "The loss sends gradient back, to the left. The wider a line, the more of it its weight gets. ",
      ["pos", "Blue"], ": a larger weight would raise the loss. ", ["neg", "Vermillion"], ": it would lower it."]),
    vanish: (/** @type {Facts} */ { ratio, step, loss }) => /** @type {Piece[]} */ ([
      bold("Six sigmoid layers."),
      " Each multiplies what arrives by its slope, a quarter at most, and by its weights. Follow the bars to the left: layer 1 gets ",
      bold(ratio < 1 ? `1/${whole(1 / ratio)}` : whole(ratio)),
      ` of what the output gets, its weights hardly move: after ${several(step, "step")} the loss is `, bold(short(loss)),
      " (guessing has 0.69)."]),
    relu: (/** @type {Facts} */ { ratio, step, loss }) => /** @type {Piece[]} */ ([
      bold("The same with ReLU."),
      " Its slope is 1 or 0: where it is on, only the weights change what arrives. Layer 1 gets ",
      bold(ratio >= 0.1 ? percent(ratio) : `1/${whole(1 / ratio)}`),
      ` of what the output gets; after ${several(step, "step")} the loss is `, bold(short(loss)), "."]),
    kill: (/** @type {Facts} */ { dead, hidden, nothing }) => /** @type {Piece[]} */ ([
      bold("A learning rate of 3."),
      " Large steps throw units to where they are off for every point. Slope 0 there, so no gradient brings them back: dashed and grey. Dead now: ",
      bold(`${dead} of ${hidden}`), nothing ? ". All of layer 2 is, so layer 1 gets nothing either." : "."]),
    revive: (/** @type {Facts} */ { dead, hidden, loss, began }) => /** @type {Piece[]} */ ([
      bold("The same dead weights, with a leak"),
      " (and a rate of 0.3). Below zero leaky ReLU has a slope of 0.01, not 0: the units are nearly flat, no longer dead (",
      bold(`${dead} of ${hidden}`), `). The loss goes from ${short(began)} to `, bold(short(loss)), "."]),
    zero: () => /** @type {Piece[]} */ ([
      bold("Every weight starts at 0."),
      " So every hidden output is 0, and nothing gets back through a weight of 0: no weight has a gradient. Only the output’s bias, which is added to its sum, moves."]),
    explode: (/** @type {Facts} */ { ratio, step, overflowed }) => /** @type {Piece[]} */ ([
      bold("No activation (identity), and weights 4 times too large."), " Each layer multiplies what arrives",
      overflowed
        ? `: after ${several(step, "step")} the numbers are larger than a computer can write. Drag the curve below back to see them grow.`
        : `: layer 1 gets ${whole(ratio)} times what the output gets.`]),
    spirals: (/** @type {Facts} */ { step, right, held }) => /** @type {Piece[]} */ ([
      bold("The hard one."), " Units of layer 1 find edges, layer 2 bends them, layer 3 has pieces of the arms. After ",
      `${several(step, "step")} `, bold(percent(right)), " are right, and of the points held out ", bold(percent(held)), "."]),
  },
  /** How each story's random start was chosen, and what others do: a test counts again. */
  picked: {
    start: "Any random start does; this is seed 1.",
    vanish: "Seed 22 was picked: the least arrives. Of 24 random starts, 22 are still above 0.65 after 1,000 steps.",
    relu: "Seed 22, as before. Of 24 random starts, 21 are below 0.3 after 1,000 steps.",
    kill: "Seed 7 was picked: of 24 random starts, only here nothing arrives at layer 1 after 30 steps. On average 3 of 12 die.",
    revive: "Seed 7, as before.",
    zero: "Any seed does the same.",
    explode: "Seed 0 was not picked: of 24 random starts, all overflow within 10 steps.",
    spirals: "Seed 1 was not picked: of 24 random starts, all get more than 97% of the held-out points in 900 steps.",
  },
  /** What the hues of lines and tiles mean now. */
  hues: {
    gradients: /** @type {Piece[]} */ (["Lines: ", ["pos", "blue"], " raises the loss, ", ["neg", "vermillion"], " lowers it."]),
    weights: /** @type {Piece[]} */ (["Lines: ", ["pos", "blue"], " for positive weights, ", ["neg", "vermillion"], " for negative."]),
    change: /** @type {Piece[]} */ (["Lines: ", ["pos", "blue"], " where the last step made a weight larger, ", ["neg", "vermillion"], " smaller."]),
    noChange: /** @type {Piece[]} */ (["Lines: no step is taken yet, nothing has changed."]),
    output: /** @type {Piece[]} */ (["Tiles: ", ["pos", "blue"], " positive, ", ["neg", "vermillion"], " negative."]),
    slope: /** @type {Piece[]} */ (["Tiles: the bluer, the steeper: the more gradient gets through."]),
    gradient: /** @type {Piece[]} */ (["Tiles: a dot a point; the larger, the more gradient arrives from it."]),
  },
  noticed: (/** @type {string} */ words) => bold(`${words} `),
  storyNames: {
    start: "Start here",
    vanish: "Watch sigmoid vanish",
    relu: "… and ReLU not",
    kill: "Kill a ReLU",
    revive: "Revive with a leak",
    zero: "Why zero init fails",
    explode: "Exploding",
    spirals: "Spirals",
  },
  free: (/** @type {Facts} */ { step, loss, right, held }) => /** @type {Piece[]} */ ([
    "Your own experiment: ", bold(several(step, "step")), ", loss ", bold(short(loss)), ", ", bold(percent(right)),
    Number.isFinite(held) ? ` right; of the points held out ${percent(held)}.` : " right."]),
  calls: {
    unit: [
      "What a unit answers",
      "Over the whole plane: blue where its output is positive, vermillion where it is negative.",
    ],
    curve: [
      "Where the points sit",
      "Its activation curve. Bars count the points; in the grey the curve is flat and lets next to nothing through. Off: slope 0 there. Dead: off at every point.",
    ],
    line: [
      "One weight",
      "As wide as the gradient it gets; a tenth of it is not a tenth as wide (see the samples). Dashed and grey: next to nothing.",
    ],
    strip: [
      "How much gets this far",
      "One bar a layer; each line is a hundred times less than the one above. Falling to the left: vanishing.",
    ],
    plane: ["The network’s answer", "and the points. Click one to follow it through every curve."],
    past: ["Training, to and fro", "Drag to go back in time; Play goes on from there."],
  },
  wrong: {
    start: (/** @type {string} */ why) =>
      `What this page was to show is wrong, so it shows the usual: ${why}`,
    choice: (/** @type {string} */ name, /** @type {unknown} */ x, /** @type {string[]} */ known) =>
      `${name} is one of ${known.slice(0, 12).join(", ")}${known.length > 12 ? ", …" : ""}, not ${shown(x)}.`,
    number: (
      /** @type {string} */ name,
      /** @type {unknown} */ x,
      /** @type {number} */ low,
      /** @type {number} */ high,
    ) => `${name} is a number from ${low} to ${high}, not ${shown(x)}.`,
    crossEntropy: "cross-entropy goes with a sigmoid at the output.",
    layers: (/** @type {number} */ most) => `there are 0 to ${most} layers of units.`,
    weights: (/** @type {number} */ n) => `there should be ${n} weights.`,
    moment: "a moment of the training is incomplete.",
    table: "the points are not a table of numbers with two answers.",
    address: "the address is cut off.",
    noAddress: "the address says nothing that this page knows.",
    huge: "The numbers reach further than a computer can write; scale them first.",
    overflowed: "The numbers overflowed: there is nothing to go on from. Go back in time first.",
    fewRows: "A table has at least two rows.",
    uneven: (/** @type {number} */ line, /** @type {number} */ n, /** @type {number} */ width) =>
      `Row ${line} has ${several(n, "cell")}, the first has ${width}.`,
    oneColumn: "There is one column only. Cells are separated by commas, semicolons or tabs.",
    noAnswers: "No column has exactly two different values, so no column can hold the answers.",
    notTwo: (/** @type {string} */ name) =>
      `Column ${shown(name)} does not have two different values.`,
    fewColumns: (/** @type {number} */ n) =>
      `The plane needs two columns of numbers besides the answers; there ${n === 1 ? "is one" : "are none"}.`,
    plane: "The plane needs two different columns.",
    openQuote: "A quotation mark is never closed.",
    file: "That file cannot be read as text.",
  },
};
