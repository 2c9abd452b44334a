/** Languages that code is generated for. */
export const LANGUAGES = [
  "cpp",
  "csharp",
  "dart",
  "go",
  "java",
  "js",
  "kotlin",
  "objc",
  "php",
  "python",
  "ruby",
  "rust",
  "swift",
  "ts",
] as const;

/** Name of a language that code is generated for. */
export type Language = (typeof LANGUAGES)[number];
