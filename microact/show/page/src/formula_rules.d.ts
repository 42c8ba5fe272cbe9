/** The rules that a typed formula may call; Python writes them (`formula_rules.py`). */
import { Rule } from "./graph/rule.js";

export const FORMULA_RULES: Record<
  string,
  { parameters: [string, number | string | null][]; make: (...parameters: number[]) => Rule }
>;
/** The names of all other rules: those of arrays. */
export const OTHER_RULES: string[];
