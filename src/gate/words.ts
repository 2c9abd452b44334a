import type { InterfaceFact, Target, VersionRef } from "./facts.ts";

/** `orders 1.2.3`. */
export const named = (ref: VersionRef): string => `${ref.application} ${ref.version}`;

/** `live in production`, `the newest on its main branch`: what is true of the versions that a target names. */
export function liveWords(target: Target | null): string {
  if (target === null) return "the newest";
  if (target.type === "environment") return `live in ${target.name}`;
  return target.type === "tag" ? `the newest tagged ${target.name}` : "the newest on its main branch";
}

/** `be deployed to production`: what was asked of the version. */
export function doingWords(target: Target | null): string {
  if (target === null) return "be deployed";
  if (target.type === "environment") return `be deployed to ${target.name}`;
  return target.type === "tag" ? `join what is tagged ${target.name}` : "be merged to the main branch";
}

/** `1 check`, `2 checks`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** Items as people list them: `a, b and c`. */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

/** `proto interface "billing"`, without the name where it is the only one. */
export const titleOf = (offer: InterfaceFact | null): string =>
  `${offer?.kind ?? ""} interface${offer && offer.name !== "default" ? ` "${offer.name}"` : ""}`;
