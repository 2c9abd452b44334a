export {
  type Decision,
  DIALECTS,
  type Dialect,
  type Gap,
  type Located,
  type Policy,
  type SchemaPlace,
  type SchemaWorld,
  STRICT,
  type UndecidedCode,
} from "./answer.ts";
export { type Answer, type ContainsOptions, contains } from "./contains.ts";
export { inexactNumber } from "./exact.ts";
export { openSession, type Session, type SessionOptions, type Side } from "./session.ts";
export { dialectOf, schemaWorld } from "./world.ts";
