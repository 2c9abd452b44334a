export {
  isLanguage,
  type OverBudget,
  openStrings,
  QUESTION_BUDGET,
  type StringLanguage,
  type Strings,
} from "./language.ts";
export { mayBacktrack, parsePattern, type Unsupported } from "./source.ts";
