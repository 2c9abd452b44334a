export { plainlyHasFormat } from "./format.ts";
export {
  isLanguage,
  type OverBudget,
  openStrings,
  type StringLanguage,
  type Strings,
} from "./language.ts";
export { mayBacktrack, parsePattern, type Unsupported } from "./source.ts";
