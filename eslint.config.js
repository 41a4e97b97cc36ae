import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const shapes = [
  { selector: "TSEnumDeclaration", message: "Write a union of string literals." },
  {
    selector: ":matches(PropertyDefinition, MethodDefinition[kind!='constructor'])[accessibility='private']",
    message: "Write #private.",
  },
];

export default defineConfig(
  globalIgnores(["**/dist", "**/coverage", "**/tmp", "**/node_modules"]),
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-restricted-exports": [
        "error",
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
      ],
    },
  },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "no-restricted-syntax": ["error", ...shapes],
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/prefer-readonly": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        {
          allowDefaultCaseForExhaustiveSwitch: false,
          considerDefaultExhaustiveForUnions: false,
          requireDefaultForNonUnion: false,
        },
      ],
      // It asks for `x!` in place of `x as T`, and `!` is not written here.
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
    },
  },
  { files: ["src/**/*.ts", "src/**/*.tsx"], ignores: ["src/cli/**"], rules: { "no-console": "error" } },
  // Hot loops count.
  { files: ["src/engine/**/*.ts"], rules: { "@typescript-eslint/prefer-for-of": "off" } },
  // Tools look for a default export in their configuration.
  { files: ["*.config.{js,ts}"], rules: { "no-restricted-exports": "off" } },
);
