import { type ProtoRule, row } from "./row.ts";

const WAIVER = "what is declared stands in tally.yaml and in no payload";

/** Rules about messages that no call carries, as the two versions declare them; none where one declares nothing. */
export const EVENT_RULES: readonly ProtoRule[] = [
  row({
    id: "proto.event.no-longer-published",
    mirror: "proto.event.published",
    surfaces: ["wire"],
    meaning: "A message type that one version declares as published is not published by the other.",
    why: "Who subscribed to it hears nothing more.",
    instead: "Go on publishing it until nobody reads it.",
    waiver: WAIVER,
    say: ({ element, writer, reader }) =>
      `${element}: ${writer} does not declare that it publishes it, and who knows ${reader} may wait for it`,
  }),
  row({
    id: "proto.event.published",
    mirror: "proto.event.no-longer-published",
    surfaces: ["wire"],
    meaning: "A message type is newly declared as published.",
    why: "Who reads it waits in vain until the new version is there.",
    instead: "Publish first, and read it afterwards.",
    waiver: WAIVER,
    say: ({ element }) => `${element} is newly published`,
  }),
  row({
    id: "proto.event.no-longer-received",
    mirror: "proto.event.received",
    surfaces: ["wire"],
    meaning: "A message type that one version declares as received is not received by the other.",
    why: "Who still sends it finds nobody who reads it.",
    instead: "Go on receiving it until nobody sends it.",
    waiver: WAIVER,
    say: ({ element, writer, reader }) =>
      `${element}: ${reader} does not declare that it receives it, and who knows ${writer} may send it`,
  }),
  row({
    id: "proto.event.received",
    mirror: "proto.event.no-longer-received",
    surfaces: ["wire"],
    meaning: "A message type is newly declared as received.",
    why: "Who sends it finds nobody who reads it until the new version is there.",
    instead: "Receive first, and send it afterwards.",
    waiver: WAIVER,
    say: ({ element }) => `${element} is newly received`,
  }),
];
