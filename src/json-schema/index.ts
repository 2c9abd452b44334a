export {
  type Decision,
  DIALECTS,
  type Dialect,
  type Gap,
  type Located,
  type Policy,
  type SchemaWorld,
  STRICT,
  type UndecidedCode,
} from "./answer.ts";
export { type Answer, type ContainsOptions, contains } from "./contains.ts";
export { DEFAULT_BUDGET, openSession, type Session, type SessionOptions, type Side } from "./session.ts";
export { schemaWorld } from "./world.ts";
