import type { Serialization } from "../model.ts";

/** How a parameter or header is written, as people say it. */
export function describeSerialization(serialization: Serialization): string {
  if (serialization.media !== null) return `as ${serialization.media}`;
  const extra = [
    serialization.explode ? "exploded" : "not exploded",
    ...(serialization.allowReserved ? ["reserved characters allowed"] : []),
    ...(serialization.allowEmptyValue ? ["empty value allowed"] : []),
  ];
  return `style ${serialization.style}, ${extra.join(", ")}`;
}
