import { create, createFileRegistry, createRegistry, fromJson, type Registry } from "@bufbuild/protobuf";
import { AnySchema, FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import type { NoWitness } from "../../core/kind.ts";
import { otherSide, type Side } from "../../core/place.ts";
import { isStated, type Meeting, notReproduced, type Replay, type Witness } from "../../core/witness.ts";
import type { PackedSeed } from "./seed.ts";
import { TYPE_URL } from "./wire/json-known.ts";
import { contextToJson, type PackedContext } from "./witness-context.ts";

/** An Any in JSON that names a type by which only its writer knows it. */
export function growPacked(seed: PackedSeed, registries: Readonly<Record<Side, Registry>>): Witness | NoWitness {
  const reader = otherSide(seed.producer);
  const known = (side: Side) => seed.names.filter((name) => registries[side].getMessage(name) !== undefined);
  const context: PackedContext = { type: "packed", sides: { before: known("before"), after: known("after") } };
  const verdict = meet(seed.name, context.sides[seed.producer], context.sides[reader]);
  if (!verdict) return { noWitness: `${seed.name} is known on both sides` };
  return {
    kind: "proto",
    payload: { type: "json", text: JSON.stringify({ "@type": `${TYPE_URL}${seed.name}` }) },
    producer: seed.producer,
    reader,
    ...verdict,
    context: contextToJson(context),
  };
}

function meet(name: string, known: readonly string[], offered: readonly string[]): Meeting | null {
  if (!known.includes(name) || offered.includes(name)) return null;
  return {
    outcome: "rejected",
    wrote: `a google.protobuf.Any that holds an empty ${name}`,
    read: `refused: there is no type ${name} to read it as`,
  };
}

/** What protobuf-es makes of it, with these types and no others: null where it reads it. */
function secondOpinion(text: string, names: readonly string[]): string | null {
  try {
    fromJson(AnySchema, JSON.parse(text), { registry: emptyTypes(names) });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function emptyTypes(names: readonly string[]): Registry {
  const files = names.map((name, index) => {
    const dot = name.lastIndexOf(".");
    return createFileRegistry(
      create(FileDescriptorProtoSchema, {
        name: `witness${index}.proto`,
        package: name.slice(0, Math.max(0, dot)),
        syntax: "proto3",
        messageType: [{ name: name.slice(dot + 1) }],
      }),
      () => undefined,
    );
  });
  return createRegistry(...files);
}

/** The payload again, from the names that travel with it. */
export function replayPacked(witness: Witness, { sides }: PackedContext): Replay {
  const { payload } = witness;
  const url: unknown = payload.type === "json" ? JSON.parse(payload.text)?.["@type"] : null;
  if (payload.type !== "json" || typeof url !== "string" || !url.startsWith(TYPE_URL))
    return notReproduced("replay", "the payload is no Any");
  const verdict = meet(url.slice(TYPE_URL.length), sides[witness.producer], sides[witness.reader]);
  const [written, refused] = [witness.producer, witness.reader].map((side) => secondOpinion(payload.text, sides[side]));
  return {
    reproduced: isStated(witness, verdict) && written === null && refused !== null,
    views: [
      { reader: "types by name", says: verdict?.read ?? "the type is known" },
      { reader: "protobuf-es", says: refused ?? "the type is known" },
    ],
  };
}
