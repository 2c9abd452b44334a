import type { Outcome } from "../../core/witness.ts";
import type { Encoding } from "./seed.ts";
import { WireError } from "./wire/cursor.ts";
import { differ } from "./wire/differ.ts";
import type { MessageNode } from "./wire/node.ts";
import { renderMessage } from "./wire/render.ts";
import type { SchemaView } from "./wire/schema.ts";

/** What the two sides of a payload are, and how they are laid side by side. */
export interface Setting {
  readonly encoding: Encoding;
  readonly by: "number" | "name";
  /** Numbers of the producer's fields to compare by accessor even when unset. */
  readonly watch: readonly number[];
  readonly producer: { readonly view: SchemaView; readonly root: string };
  readonly reader: { readonly view: SchemaView; readonly root: string };
}

/** What became of a payload at the reader. */
export interface Judgement {
  readonly outcome: Outcome;
  /** Field path below the root where it happened. */
  readonly path: string;
  readonly wrote: string;
  readonly read: string;
  /** Only the presence of a zero is lost. */
  readonly weak?: true;
}

/** Reads with `read` and compares with what was written; null when nothing was refused, changed or lost. */
export function judge(setting: Setting, written: MessageNode, read: () => MessageNode): Judgement | null {
  const { by, encoding, watch } = setting;
  try {
    const seen = read();
    return differ(written, seen, { by, encoding, watch, writer: setting.producer.view, reader: setting.reader.view });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const path = error.path.slice(setting.reader.root.length + 1);
    const where = path === "" ? "" : ` (at ${path})`;
    return {
      outcome: "rejected",
      path,
      wrote: renderMessage(setting.producer.view, written),
      read: `refused: ${error.message}${where}`,
    };
  }
}
