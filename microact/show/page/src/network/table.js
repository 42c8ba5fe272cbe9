/** A learner's own table: text with commas, semicolons or tabs becomes numbers and two answers. */

import { windowOf } from "./points.js";
import { shuffled } from "../base/random.js";
import { fieldsOf } from "../base/fields.js";
import { MOST } from "./settings.js";
import { WORDS } from "../words.js";
/** @import { Table } from "./points.js" */

/** Longer names of columns and answers are cut. */
const LONGEST_NAME = 200;
const LONGEST_NOTE = 2000;

/** A name without what no picture and no program may hold. @param {string} name */
const plainName = (name) =>
  [...name.replace(/\p{Cc}|\p{Cs}|\u2028|\u2029/gu, " ")].slice(0, LONGEST_NAME).join("");

/**
 * Read a table. Which column holds the answers, and which are the plane, may be chosen.
 * @param {string} text
 * @param {{ answer?: string, plane?: [string, string], scaled?: boolean, header?: boolean }} [choice]
 * @returns {{ table: Table, names: string[], answers: string[], answer: string, header: boolean }}
 */
export function readTable(text, choice = {}) {
  const lines = withoutEmptyColumns(cellsOf(text));
  const header = choice.header ?? looksLikeNames(lines[0] ?? []);
  const data = header ? lines.slice(1) : lines;
  const whole = data.filter((line) => !line.includes(""));
  if (whole.length < 2) throw new Error(WORDS.wrong.fewRows);
  const names = unlike(lines[0].map((name, k) => plainName(header && name ? name : WORDS.column(k + 1))));
  // 1 and 1.0 are one answer.
  const values = names.map((_, k) => [...new Set(whole.map((line) => answerOf(line[k])))]);
  const answers = names.filter((_, k) => values[k].length === 2);
  if (!answers.length) throw new Error(WORDS.wrong.noAnswers);
  const answer = choice.answer ?? answers[answers.length - 1];
  if (!answers.includes(answer)) throw new Error(WORDS.wrong.notTwo(answer));
  const at = names.indexOf(answer);
  // A first column without a name that counts the rows is no number to learn from.
  const counts = header && lines[0][0] === "" && data.every((line, i) => Number(line[0]) === i);
  const numeric = names.map((_, k) => k).filter(
    (k) => k !== at && !(k === 0 && counts) && whole.every((line) => isNumber(line[k])));
  const used = numeric.slice(0, MOST.columns);
  if (used.length < 2) throw new Error(WORDS.wrong.fewColumns(used.length));
  const found = values[at].sort(byNumber);
  const chosen = whole.length > MOST.points
    ? [...shuffled(whole.length, 1).subarray(0, MOST.points)].sort((a, b) => a - b).map((i) => whole[i])
    : whole;
  const raw = chosen.map((line) => used.map((k) => Number(line[k])));
  const scale = choice.scaled === false ? null : scaleOf(raw);
  const rows = scale ? raw.map((row) => row.map((x, k) => (x - scale.mean[k]) / scale.spread[k])) : raw;
  const columns = used.map((k) => names[k]);
  const [first, second] = choice.plane ? choice.plane.map((name) => columns.indexOf(name)) : planeOf(raw);
  if (first < 0 || second < 0 || first === second) throw new Error(WORDS.wrong.plane);
  const plane = /** @type {[number, number]} */ ([first, second]);
  const shown = windowOf(rows, plane);
  if (![rows, shown.low, shown.high].flat(2).every(Number.isFinite)) throw new Error(WORDS.wrong.huge);
  const note = WORDS.tableNote({
    rows: chosen.length, of: whole.length, incomplete: data.length - whole.length,
    unused: names.filter((_, k) => k !== at && !used.includes(k)), scaled: scale !== null,
  });
  const wanted = chosen.map((line) => found.indexOf(answerOf(line[at])));
  const classes = /** @type {[string, string]} */ (unlike(found.map(plainName)));
  const table = { names: columns, rows, wanted, classes, plane, ...shown, scale, note };
  return { table, names: columns, answers, answer, header };
}

/** The first two columns that are more than yes and no, or else the first two. @param {number[][]} rows */
function planeOf(rows) {
  const rich = rows[0].map((_, k) => k).filter((k) => new Set(rows.map((row) => row[k])).size > 2);
  return rich.length >= 2 ? rich : [0, 1];
}

/** Lines of one width, without the columns that a comma too many makes. @param {string[][]} lines */
function withoutEmptyColumns(lines) {
  if (lines.length < 2) throw new Error(WORDS.wrong.fewRows);
  const width = lines[0].length;
  const uneven = lines.findIndex((line) => line.length !== width);
  if (uneven >= 0) throw new Error(WORDS.wrong.uneven(uneven + 1, lines[uneven].length, width));
  const filled = lines[0].map((_, k) => lines.some((line) => line[k] !== ""));
  const kept = lines.map((line) => line.filter((_, k) => filled[k]));
  if (kept[0].length < 2) throw new Error(WORDS.wrong.oneColumn);
  return kept;
}

/** Whether a first line holds names: nothing in it is a number. @param {string[]} line */
const looksLikeNames = (line) => line.some((cell) => cell !== "") && line.every((cell) => !isNumber(cell));

/** @param {string} cell */
const answerOf = (cell) => (isNumber(cell) ? String(Number(cell)) : cell);

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
  const spread = mean.map((m, k) => Math.sqrt(rows.reduce((sum, row) => sum + (row[k] - m) ** 2 / rows.length, 0)));
  if (![...mean, ...spread].every(Number.isFinite)) throw new Error(WORDS.wrong.huge);
  return { mean, spread: spread.map((s) => s || 1) };
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

/**
 * Take a table from outside.
 * @param {unknown} given
 * @returns {Table}
 */
export function checkedTable(given) {
  const found = fieldsOf(given);
  const { names, rows, wanted, classes, plane } = found;
  /** @param {unknown} x @param {number} length @param {(item: unknown) => boolean} fits */
  const list = (x, length, fits) => Array.isArray(x) && x.length === length && x.every(fits);
  /** @param {unknown} x */
  const isText = (x) => typeof x === "string" && x.length <= 4 * LONGEST_NAME;
  const width = Array.isArray(names) ? names.length : 0;
  const height = Array.isArray(rows) ? rows.length : 0;
  const fits =
    width >= 2 && width <= MOST.columns && list(names, width, isText) &&
    height >= 1 && height <= MOST.points &&
    list(rows, height, (row) => list(row, width, Number.isFinite)) &&
    list(wanted, height, (x) => x === 0 || x === 1) && list(classes, 2, isText) &&
    list(plane, 2, (k) => Number.isInteger(k) && Number(k) >= 0 && Number(k) < width);
  if (!fits) throw new Error(WORDS.wrong.table);
  const table = /** @type {Table} */ (given);
  const shown = list(found.low, 2, Number.isFinite) && list(found.high, 2, Number.isFinite) &&
    table.low.every((x, i) => x < table.high[i]);
  const { mean, spread } = fieldsOf(found.scale);
  const scaled = list(mean, width, Number.isFinite) && list(spread, width, Number.isFinite);
  return {
    names: unlike(table.names.map(plainName)), rows: table.rows, wanted: table.wanted,
    classes: [plainName(table.classes[0]), plainName(table.classes[1])], plane: table.plane,
    ...(shown ? { low: table.low, high: table.high } : windowOf(table.rows, table.plane)),
    scale: scaled ? table.scale : null,
    note: typeof found.note === "string" ? found.note.slice(0, LONGEST_NOTE) : "",
  };
}
