/** A learner's own table: text with commas, semicolons or tabs becomes numbers and two answers. */

import { windowOf } from "./points.js";
import { shuffled } from "./random.js";
import { MOST } from "./settings.js";
import { WORDS } from "./words.js";
/** @import { Table } from "./points.js" */

/**
 * Read a table. Which column holds the answers, and which are the plane, may be chosen.
 * @param {string} text
 * @param {{ answer?: string, plane?: [string, string], scaled?: boolean }} [choice]
 * @returns {{ table: Table, names: string[], answers: string[], answer: string }}
 */
export function readTable(text, choice = {}) {
  const lines = cellsOf(text);
  if (lines.length < 2) throw new Error(WORDS.wrong.fewRows);
  const width = lines[0].length;
  const uneven = lines.findIndex((line) => line.length !== width);
  if (uneven >= 0) throw new Error(WORDS.wrong.uneven(uneven + 1, lines[uneven].length, width));
  if (width < 2) throw new Error(WORDS.wrong.oneColumn);
  const header = lines[0].every((cell) => !isNumber(cell)) && lines[0].every((cell) => cell !== "");
  const names = header ? unlike(lines[0]) : lines[0].map((_, k) => `column ${k + 1}`);
  const whole = (header ? lines.slice(1) : lines).filter((line) => !line.includes(""));
  const left = lines.length - Number(header) - whole.length;
  const values = names.map((_, k) => [...new Set(whole.map((line) => line[k]))]);
  const answers = names.filter((_, k) => values[k].length === 2);
  if (!answers.length) throw new Error(WORDS.wrong.noAnswers);
  const answer = choice.answer ?? answers[answers.length - 1];
  const at = names.indexOf(answer);
  if (!answers.includes(answer)) throw new Error(WORDS.wrong.notTwo(answer));
  const numeric = names
    .map((_, k) => k)
    .filter((k) => k !== at && whole.every((line) => isNumber(line[k])));
  const used = numeric.slice(0, MOST.columns);
  if (used.length < 2) throw new Error(WORDS.wrong.fewColumns(used.length));
  const classes = /** @type {[string, string]} */ (values[at].sort(byNumber));
  const chosen =
    whole.length > MOST.points
      ? [...shuffled(whole.length, 1).subarray(0, MOST.points)]
          .sort((a, b) => a - b)
          .map((i) => whole[i])
      : whole;
  const raw = chosen.map((line) => used.map((k) => Number(line[k])));
  const scale = choice.scaled === false ? null : scaleOf(raw);
  const rows = scale
    ? raw.map((row) => row.map((x, k) => (x - scale.mean[k]) / scale.spread[k]))
    : raw;
  const columns = used.map((k) => names[k]);
  const [first, second] = (choice.plane ?? [columns[0], columns[1]]).map((name) =>
    columns.indexOf(name),
  );
  if (first < 0 || second < 0 || first === second) throw new Error(WORDS.wrong.plane);
  const note = WORDS.tableNote({
    rows: chosen.length,
    of: whole.length,
    incomplete: left,
    unused: names.filter((_, k) => k !== at && !used.includes(k)),
    scaled: scale !== null,
  });
  const wanted = chosen.map((line) => classes.indexOf(line[at]));
  const plane = /** @type {[number, number]} */ ([first, second]);
  return {
    table: { names: columns, rows, wanted, classes, plane, ...windowOf(rows, plane), scale, note },
    names: columns,
    answers,
    answer,
  };
}

/** @param {string} cell */
const isNumber = (cell) =>
  /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(cell) && Number.isFinite(Number(cell));

/** Numbers by size, words by letter. @param {string} a @param {string} b */
const byNumber = (a, b) => (isNumber(a) && isNumber(b) ? Number(a) - Number(b) : a < b ? -1 : 1);

/** Give columns of one name names of their own. @param {string[]} names */
function unlike(names) {
  /** @type {string[]} */
  const found = [];
  for (const name of names) {
    let [mine, n] = [name, 1];
    while (found.includes(mine)) mine = `${name} (${++n})`;
    found.push(mine);
  }
  return found;
}

/** @param {number[][]} rows */
function scaleOf(rows) {
  const mean = rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k] / rows.length, 0));
  const spread = mean.map((m, k) =>
    Math.sqrt(rows.reduce((sum, row) => sum + (row[k] - m) ** 2 / rows.length, 0)),
  );
  return { mean, spread: spread.map((s) => (s > 0 && Number.isFinite(s) ? s : 1)) };
}

/**
 * Split text into cells, by the separator that the first line has most of; quotes hold a cell
 * together.
 * @param {string} text
 * @returns {string[][]}
 */
function cellsOf(text) {
  const first = text
    .replace(/^\ufeff/, "")
    .trimStart()
    .split(/\r?\n/, 1)[0];
  const counts = [",", ";", "\t"].map((mark) => first.split(mark).length);
  const separator = [",", ";", "\t"][counts.indexOf(Math.max(...counts))];
  /** @type {string[][]} */
  const lines = [];
  let [cells, cell, quoted] = [/** @type {string[]} */ ([]), "", false];
  const end = () => {
    cells.push(cell.trim());
    cell = "";
  };
  const source = `${text.replace(/^\ufeff/, "")}\n`;
  for (let i = 0; i < source.length; i++) {
    const mark = source[i];
    if (quoted) {
      if (mark !== '"') cell += mark;
      else if (source[i + 1] === '"') cell += source[++i];
      else quoted = false;
    } else if (mark === '"') quoted = true;
    else if (mark === separator) end();
    else if (mark === "\n") {
      end();
      if (cells.some((x) => x !== "")) lines.push(cells);
      cells = [];
    } else if (mark !== "\r") cell += mark;
  }
  if (quoted) throw new Error(WORDS.wrong.openQuote);
  return lines;
}
