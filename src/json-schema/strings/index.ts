export { plainlyHasFormat } from "./format.ts";
export {
  isLanguage,
  type OverBudget,
  openStrings,
  type StringLanguage,
  type Strings,
} from "./language.ts";
export { literalOf, meetsLiteral } from "./literal.ts";
export { mayBacktrack, parsePattern, type Unsupported } from "./source.ts";
