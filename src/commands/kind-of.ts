import { TallyError } from "../core/errors.ts";
import type { Kind } from "../core/kind.ts";
import { KINDS } from "../kinds/index.ts";
import type { NamedSource } from "./source.ts";

/** The first kind that knows the source. Throws E_KIND. */
export async function recognise({ source }: NamedSource): Promise<Kind> {
  for (const entry of KINDS) {
    if (await entry.recognise(source)) return entry.load();
  }
  throw new TallyError("E_KIND", `${source.label} is neither OpenAPI nor protobuf as far as can be seen`, {
    hint: "say which with --kind",
  });
}
