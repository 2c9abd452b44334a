import { EVENT_ID, type Event, getScalarValue } from "js-yaml";
import type { Found, Wanted } from "./wanted.ts";

/** A reader over the events of one document. */
interface Cursor {
  readonly text: string;
  readonly events: readonly Event[];
  at: number;
  /** The end of the last scalar or alias that was passed: where a block collection ends. */
  end: number;
}

/** The spans of the wanted pointers, from the events that js-yaml gave for the text. Aliases are not followed. */
export function yamlSpans(text: string, events: readonly Event[], wanted: Wanted): Found {
  const found: Found = new Map();
  const cursor: Cursor = { text, events, at: 0, end: 0 };
  if (events[0]?.type === EVENT_ID.DOCUMENT) cursor.at = 1;
  const start = startOf(events[cursor.at]);
  visit(cursor, wanted, found);
  found.set(wanted.pointer, { start, end: cursor.end });
  return found;
}

function visit(cursor: Cursor, wanted: Wanted, found: Found): void {
  const event = cursor.events[cursor.at];
  if (event === undefined) return;
  const keyed = event.type === EVENT_ID.MAPPING;
  if (wanted.below.size === 0 || !(keyed || event.type === EVENT_ID.SEQUENCE)) {
    skip(cursor);
    return;
  }
  cursor.at += 1;
  for (let index = 0; hasMore(cursor); index += 1) entry(cursor, keyed ? null : index, wanted, found);
  cursor.at += 1;
}

function entry(cursor: Cursor, index: number | null, wanted: Wanted, found: Found): void {
  const start = startOf(cursor.events[cursor.at]);
  let key: string | null = String(index);
  if (index === null) {
    key = keyOf(cursor);
    skip(cursor);
  }
  const next = key === null ? undefined : wanted.below.get(key);
  if (!next) {
    skip(cursor);
    return;
  }
  visit(cursor, next, found);
  found.set(next.pointer, { start, end: cursor.end });
}

const hasMore = (cursor: Cursor): boolean =>
  cursor.at < cursor.events.length && cursor.events[cursor.at]?.type !== EVENT_ID.POP;

/** Passes one whole node. */
function skip(cursor: Cursor): void {
  let depth = 0;
  do {
    const event = cursor.events[cursor.at];
    cursor.at += 1;
    if (event === undefined) return;
    if (event.type === EVENT_ID.POP) depth -= 1;
    else if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) depth += 1;
    else cursor.end = endOf(cursor.text, event, cursor.end);
  } while (depth > 0);
}

function keyOf(cursor: Cursor): string | null {
  const event = cursor.events[cursor.at];
  return event?.type === EVENT_ID.SCALAR ? getScalarValue(cursor.text, event) : null;
}

function startOf(event: Event | undefined): number {
  if (event === undefined) return 0;
  if (event.type === EVENT_ID.SCALAR) return Math.max(0, event.valueStart);
  if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) return Math.max(0, event.start);
  return event.type === EVENT_ID.ALIAS ? Math.max(0, event.anchorStart - 1) : 0;
}

/** Block scalars end in line breaks that nobody wants to see as part of the place. */
function endOf(text: string, event: Event, before: number): number {
  if (event.type === EVENT_ID.ALIAS) return event.anchorEnd;
  if (event.type !== EVENT_ID.SCALAR || event.valueEnd < 0) return before;
  let end = event.valueEnd;
  while (end > event.valueStart && text.charCodeAt(end - 1) <= 32) end -= 1;
  return end;
}
