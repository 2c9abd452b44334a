import { TallyError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import { isObject } from "../core/json.ts";
import type { Bundle } from "../core/source.ts";
import type { Input, Io } from "./command.ts";
import { clientFor } from "./connect.ts";

/**
 * Fetches what a version published: `APPLICATION@VERSION`, or `APPLICATION@VERSION#NAME` or `#KIND/NAME` where it has
 * several interfaces. Throws E_USAGE for other words and E_NOT_FOUND where there is no such interface.
 */
export async function fetchBundle(reference: string, input: Input, io: Io): Promise<Bundle> {
  const { application, version, kind, name } = parse(reference);
  const client = clientFor(input, io);
  const base = ["api", "applications", application, "versions", version, "interfaces"];
  const listed = await client.call({ method: "GET", path: base });
  const all = offersIn(listed.body);
  const wanted = all.filter((one) => (name === null || one.name === name) && (kind === null || one.kind === kind));
  const [found, ...others] = wanted;
  if (!found)
    throw new TallyError("E_NOT_FOUND", `${application} ${version} has no such interface published`, {
      hint: all.length > 0 ? `it has: ${all.map(shown).join(", ")}` : "publish one: tally publish",
    });
  if (others.length > 0)
    throw new TallyError(
      "E_USAGE",
      `${application} ${version} has several interfaces: ${wanted.map(shown).join(", ")}`,
      {
        hint: `say which: broker:${application}@${version}#${shown(found)}`,
      },
    );
  const { body } = await client.call({ method: "GET", path: [...base, found.kind, found.name] });
  return bundleOf(body);
}

interface Offer {
  readonly kind: string;
  readonly name: string;
}

const shown = ({ kind, name }: Offer): string => `${kind}/${name}`;

/** The last `@` parts application and version; kinds have no `/` in their names. */
function parse(reference: string): { application: string; version: string; kind: string | null; name: string | null } {
  const hash = reference.indexOf("#");
  const ref = hash === -1 ? reference : reference.slice(0, hash);
  const part = hash === -1 ? null : reference.slice(hash + 1);
  const at = ref.lastIndexOf("@");
  if (at < 1 || at === ref.length - 1)
    throw new TallyError("E_USAGE", `broker:${reference} is not of the form broker:APPLICATION@VERSION`);
  const [kind, name] = part?.includes("/")
    ? [part.slice(0, part.indexOf("/")), part.slice(part.indexOf("/") + 1)]
    : [null, part];
  return { application: ref.slice(0, at), version: ref.slice(at + 1), kind, name };
}

function offersIn(body: unknown): readonly Offer[] {
  const list = isObject(body) ? body.interfaces : undefined;
  const offers = Array.isArray(list) ? list.filter(isObject) : [];
  return offers.map((one) => ({ kind: String(one.kind), name: String(one.name) }));
}

function bundleOf(body: unknown): Bundle {
  const files = isObject(body) && Array.isArray(body.files) ? body.files.filter(isObject) : [];
  if (!isObject(body) || typeof body.kind !== "string" || typeof body.entry !== "string" || files.length === 0)
    throw new TallyError("E_BROKER", "the broker answered something that is no interface");
  return {
    kind: body.kind,
    entry: body.entry,
    events: eventsIn(body.events),
    files: files.map((file) => ({ path: String(file.path), bytes: Buffer.from(String(file.content), "base64") })),
  };
}

/** What was declared when it was published; two empty lists where it was nothing. */
function eventsIn(events: unknown): Events {
  const names = (list: unknown): readonly string[] => (Array.isArray(list) ? list.map(String) : []);
  return isObject(events)
    ? { publishes: names(events.publishes), receives: names(events.receives) }
    : { publishes: [], receives: [] };
}
