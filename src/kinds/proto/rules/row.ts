import { DIRECTIONS, type Surface } from "../../../core/finding.ts";
import type { Rule } from "../../../core/rule.ts";

/** What a message may name. Texts are ready to be read: types, names, numbers. */
export interface Words {
  /** The full name of what differs. */
  readonly element: string;
  /** It on the old side. */
  readonly before: string;
  /** It on the new side. */
  readonly after: string;
  /** `the old version` or `the new version`: the one that writes, calls or is built against the other. */
  readonly writer: string;
  readonly reader: string;
  /** Is it about something that the writer does not write? Absent: no. */
  readonly isUnwritten?: boolean;
}

/** A rule row together with its sentence. */
export interface ProtoRule extends Rule {
  say(words: Words): string;
}

/** A row as it is written down: what is usual is left out. */
export interface RowText {
  readonly id: string;
  /** Absent: the same rule. */
  readonly mirror?: string;
  readonly surfaces: readonly Surface[];
  readonly meaning: string;
  readonly why: string;
  readonly instead: string;
  readonly buf?: readonly string[];
  readonly waiver?: string;
  say(words: Words): string;
}

/** Completes a row: both directions, its own mirror, no name with peers, unless said otherwise. */
export const row = ({ id, mirror = id, surfaces, buf = [], ...text }: RowText): ProtoRule => ({
  id,
  mirror,
  surfaces,
  directions: DIRECTIONS,
  peers: { buf, oasdiff: [] },
  ...text,
});

/** Why findings about generated code need no payload. */
export const SOURCE_WAIVER =
  "it hurts where code is compiled against the generated types; no message on the wire shows it";
