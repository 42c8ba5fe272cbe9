import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  { languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.browser } },
  // Sentences may be long.
  { files: ["page/**/*.js"], ignores: ["page/**/*words.js"], rules: { "max-len": ["error", 120] } },
];
