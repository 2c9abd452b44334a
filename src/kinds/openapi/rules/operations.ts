import { ADD_BESIDE, oasdiff, type Row, row } from "./row.ts";

const REJECTED = "callers that rely on it are refused";

/** oasdiff's names for a promise: those of operations, and the aspects that follow its targets for the others. */
interface PromiseNames {
  readonly operation: readonly string[];
  readonly parameter: readonly string[];
  readonly property: readonly string[];
}

/** oasdiff names promises about operations apart, and those about parameters and properties after their target. */
function peerNames(owner: keyof PromiseNames, names: PromiseNames): readonly string[] {
  if (owner === "operation") return names.operation;
  const targets = owner === "parameter" ? ["request-parameter"] : ["request-property", "response-property"];
  return targets.flatMap((target) => names[owner].map((aspect) => `${target}-${aspect}`));
}

const DEPRECATED: PromiseNames = {
  operation: ["endpoint-deprecated", "endpoint-deprecated-with-sunset"],
  parameter: ["deprecated"],
  property: ["deprecated", "deprecated-with-sunset"],
};
const REACTIVATED: PromiseNames = {
  operation: ["endpoint-reactivated"],
  parameter: ["reactivated"],
  property: ["reactivated"],
};
const SUNSET_REMOVED: PromiseNames = {
  operation: ["sunset-deleted"],
  parameter: ["sunset-deleted"],
  property: ["deprecated-sunset-missing"],
};
const SUNSET_ADDED: PromiseNames = {
  operation: ["endpoint-deprecated-with-sunset"],
  parameter: ["deprecated"],
  property: ["deprecated-with-sunset"],
};
const SUNSET_EARLIER: PromiseNames = {
  operation: ["api-sunset-date-changed-too-small", "api-sunset-date-too-small"],
  parameter: ["sunset-date-changed-too-small", "sunset-date-too-small"],
  property: ["sunset-date-too-small"],
};
const SUNSET_UNREADABLE: PromiseNames = {
  operation: ["api-deprecated-sunset-parse", "api-path-sunset-parse"],
  parameter: ["sunset-parse"],
  property: ["deprecated-sunset-invalid"],
};
const STABILITY_LOWERED: PromiseNames = {
  operation: ["api-stability-decreased"],
  parameter: ["stability-decreased"],
  property: ["stability-decreased"],
};
const STABILITY_RAISED: PromiseNames = {
  operation: ["api-stability-increased"],
  parameter: ["stability-increased"],
  property: ["stability-increased"],
};

/** Rules about operations, parameters and request bodies. */
export const OPERATION_RULES: readonly Row[] = [
  row("operation.removed", "operation.added", {
    meaning: "an operation is no longer offered",
    why: "callers get 404 or 405",
    instead: "deprecate it, give a sunset date, and remove it once nobody calls it",
    peers: oasdiff(
      ...["api", "api-path"].flatMap((target) => [
        `${target}-removed-without-deprecation`,
        `${target}-removed-with-deprecation`,
        `${target}-removed-before-sunset`,
      ]),
      "api-path-sunset-parse",
    ),
    message: ({ what }) => `${what} is no longer offered`,
  }),
  row("operation.added", "operation.removed", {
    meaning: "an operation is new",
    why: "the old version answers 404 or 405 to it",
    instead: "release the provider before its callers",
    peers: oasdiff("endpoint-added"),
    message: ({ what }) => `${what} is new: the old version does not offer it`,
  }),
  row("operation.shadows", "operation.unshadows", {
    meaning: "a new path without parameters matches requests that a path with parameters answered before",
    why: "these requests now reach another operation",
    instead: "choose a path that no existing template matches",
    peers: oasdiff("endpoint-added"),
    message: ({ what, old, next }) => `${what} now answers requests that ${old} answered before${next && `: ${next}`}`,
  }),
  row("operation.unshadows", "operation.shadows", {
    meaning: "a path without parameters is gone, and a path with parameters matches its requests",
    why: "these requests now reach another operation",
    instead: "keep the path until nobody asks for it",
    peers: oasdiff(),
    message: ({ what, old, next }) => `requests for ${what} are now answered by ${old}${next && `: ${next}`}`,
  }),
  {
    ...row("operation.id-changed", "operation.id-changed", {
      meaning: "the operation id differs",
      why: "generated clients call the operation by another name",
      instead: "keep the id",
      waiver: "only generated source sees it: the messages stay the same",
      peers: oasdiff("api-operation-id-removed", "api-operation-id-added"),
      message: ({ what, old, next }) => `the id of ${what} was ${old} and is now ${next}`,
    }),
    surfaces: ["source"],
  },
  {
    ...row("operation.tags-changed", "operation.tags-changed", {
      meaning: "the tags differ",
      why: "generated clients may group the operation elsewhere",
      instead: "keep the tags",
      peers: oasdiff("api-tag-removed", "api-tag-added"),
      message: ({ what, old, next }) => `the tags of ${what} were ${old} and are now ${next}`,
    }),
    surfaces: ["source"],
  },
  ...(["operation", "parameter", "property"] as const).flatMap((owner) => [
    row(`${owner}.deprecated`, `${owner}.reactivated`, {
      meaning: `${owner === "operation" ? "an" : "a"} ${owner} is marked deprecated`,
      why: "it may be removed later; nothing breaks now",
      instead: "say until when it stays: x-sunset",
      waiver: "a promise about the future leaves no message to show",
      peers: oasdiff(...peerNames(owner, DEPRECATED)),
      message: ({ what, next }) => `${what} is now deprecated${next}`,
    }),
    row(`${owner}.reactivated`, `${owner}.deprecated`, {
      meaning: `${owner === "operation" ? "an" : "a"} ${owner} is no longer marked deprecated`,
      why: "nothing breaks",
      instead: "nothing to do",
      peers: oasdiff(...peerNames(owner, REACTIVATED)),
      message: ({ what }) => `${what} is no longer deprecated`,
    }),
    row(`${owner}.sunset-removed`, `${owner}.sunset-added`, {
      meaning: `the sunset date of a deprecated ${owner} is gone`,
      why: "nobody knows any more until when it stays",
      instead: "keep the date",
      waiver: "a promise about the future leaves no message to show",
      peers: oasdiff(...peerNames(owner, SUNSET_REMOVED)),
      message: ({ what, old }) => `${what} is still deprecated, but its sunset date ${old} is gone`,
    }),
    row(`${owner}.sunset-added`, `${owner}.sunset-removed`, {
      meaning: `a deprecated ${owner} has a sunset date`,
      why: "nothing breaks before that day",
      instead: "nothing to do",
      waiver: "a promise about the future leaves no message to show",
      peers: oasdiff(...peerNames(owner, SUNSET_ADDED)),
      message: ({ what, next }) => `${what} now has the sunset date ${next}`,
    }),
    row(`${owner}.sunset-earlier`, `${owner}.sunset-later`, {
      meaning: `the sunset date of a deprecated ${owner} comes earlier`,
      why: "callers planned with the date that was promised",
      instead: "keep the date",
      waiver: "a promise about the future leaves no message to show",
      peers: oasdiff(...peerNames(owner, SUNSET_EARLIER)),
      message: ({ what, old, next }) => `the sunset date of ${what} moves from ${old} to ${next}`,
    }),
    row(`${owner}.sunset-later`, `${owner}.sunset-earlier`, {
      meaning: `the sunset date of a deprecated ${owner} comes later`,
      why: "nothing breaks",
      instead: "nothing to do",
      waiver: "a promise about the future leaves no message to show",
      peers: oasdiff(),
      message: ({ what, old, next }) => `the sunset date of ${what} moves from ${old} to ${next}`,
    }),
    row(`${owner}.sunset-unreadable`, `${owner}.sunset-unreadable`, {
      meaning: `a sunset date of a deprecated ${owner} is no date`,
      why: "nobody can tell until when it stays, nor whether that was kept",
      instead: "write it as 2030-01-31 (RFC 3339)",
      waiver: "a promise about the future leaves no message to show",
      peers: oasdiff(...peerNames(owner, SUNSET_UNREADABLE)),
      message: ({ what, old, next }) => `a sunset date of ${what} is no date: ${old}, now ${next}`,
    }),
    row(`${owner}.stability-lowered`, `${owner}.stability-raised`, {
      meaning: `the stability that a ${owner} promises is lower`,
      why: "callers rely on what was promised",
      instead: "keep the level, or offer the unstable form beside it",
      waiver: "a promise about the future leaves no message to show",
      peers: oasdiff(...peerNames(owner, STABILITY_LOWERED)),
      message: ({ what, old, next }) => `the stability of ${what} goes from ${old} down to ${next}`,
    }),
    row(`${owner}.stability-raised`, `${owner}.stability-lowered`, {
      meaning: `the stability that a ${owner} promises is higher`,
      why: "nothing breaks",
      instead: "nothing to do",
      peers: oasdiff(...peerNames(owner, STABILITY_RAISED)),
      message: ({ what, old, next }) => `the stability of ${what} goes from ${old} up to ${next}`,
    }),
    row(`${owner}.stability-unreadable`, `${owner}.stability-unreadable`, {
      meaning: `a stability level of a ${owner} is none of draft, alpha, beta, stable`,
      why: "nobody can tell what is promised, nor whether it was kept; stable, the strongest, is safe after anything",
      instead: "write draft, alpha, beta or stable",
      waiver: "a promise about the future leaves no message to show",
      peers: oasdiff("api-invalid-stability-level"),
      message: ({ what, old, next }) =>
        `a stability level of ${what} is none of draft, alpha, beta, stable: ${old}, now ${next}`,
    }),
  ]),
  row("parameter.removed", "parameter.added", {
    meaning: "a parameter is no longer read",
    why: "callers still send it and believe that it counts",
    instead: "keep reading it, or refuse it openly in a new operation",
    peers: oasdiff(
      "request-parameter-removed",
      "request-parameter-removed-with-deprecation",
      "request-parameter-removed-before-sunset",
      "request-parameter-sunset-parse",
    ),
    message: ({ what, where }) => `${what} of ${where} is no longer read`,
  }),
  row("parameter.added", "parameter.removed", {
    meaning: "an optional parameter is new",
    why: "the old version does not read it",
    instead: "release the provider before its callers",
    peers: oasdiff("new-optional-request-parameter", "new-optional-request-default-parameter-to-existing-path"),
    message: ({ what, where }) => `${what} of ${where} is new: the old version does not read it`,
  }),
  row("parameter.required-added", "parameter.required-removed", {
    meaning: "a parameter is new and required",
    why: "callers that do not know it are refused",
    instead: "make it optional with a default that keeps the old behaviour",
    peers: oasdiff(
      "new-required-request-parameter",
      "new-required-request-default-parameter-to-existing-path",
      "new-request-path-parameter",
    ),
    message: ({ what, where }) => `${where} now requires ${what}`,
  }),
  row("parameter.required-removed", "parameter.required-added", {
    meaning: "a required parameter is gone",
    why: "the old version refuses calls without it",
    instead: "release the provider before its callers",
    peers: oasdiff("request-parameter-removed"),
    message: ({ what, where }) => `${where} no longer requires ${what}`,
  }),
  row("parameter.required", "parameter.optional", {
    meaning: "an optional parameter became required",
    why: "callers that leave it out are refused",
    instead: "keep it optional with a default",
    peers: oasdiff("request-parameter-became-required"),
    message: ({ what, where }) => `${where} now requires ${what}, which was optional`,
  }),
  row("parameter.optional", "parameter.required", {
    meaning: "a required parameter became optional",
    why: "the old version refuses calls without it",
    instead: "release the provider before its callers",
    peers: oasdiff("request-parameter-became-optional"),
    message: ({ what, where }) => `${what} of ${where} may now be left out`,
  }),
  row("parameter.serialization-changed", "parameter.serialization-changed", {
    meaning: "a parameter is written another way: style, explode, content or reserved characters",
    why: "a value written the old way is refused or read as another value",
    instead: "add a parameter of another name for the new form",
    peers: oasdiff(),
    message: ({ what, where, old, next }) => `${what} of ${where} is written another way: ${old}, now ${next}`,
  }),
  row("parameter.default-changed", "parameter.default-changed", {
    meaning: "the default of a parameter is another one",
    why: "a call without it now means something else",
    instead: "keep the default, or make callers say what they mean in a new operation",
    peers: oasdiff("request-parameter-default-value-changed"),
    message: ({ what, where, old, next }) => `leaving out ${what} of ${where} meant ${old} and now means ${next}`,
  }),
  row("parameter.default-removed", "parameter.default-added", {
    meaning: "a parameter has no default any more",
    why: "what a call without it means is no longer promised",
    instead: "keep the default",
    peers: oasdiff("request-parameter-default-value-removed"),
    message: ({ what, where, old }) => `leaving out ${what} of ${where} meant ${old}; that is no longer promised`,
  }),
  row("parameter.default-added", "parameter.default-removed", {
    meaning: "a parameter has a default that it did not have",
    why: "a call without it may now mean something else",
    instead: "make sure that the default is what happened before",
    peers: oasdiff("request-parameter-default-value-added"),
    message: ({ what, where, next }) => `leaving out ${what} of ${where} now means ${next}`,
  }),
  row("request.body-added", "request.body-removed", {
    meaning: "an operation reads a body that it did not read before",
    why: "callers that send none may be refused; the old version does not read it",
    instead: "make it optional",
    peers: oasdiff("request-body-added-required", "request-body-added-optional"),
    message: ({ where }) => `${where} now has a body`,
  }),
  row("request.body-removed", "request.body-added", {
    meaning: "an operation no longer reads a body",
    why: "callers still send one and believe that it counts",
    instead: "keep reading it, or refuse it openly in a new operation",
    peers: oasdiff("request-body-removed"),
    message: ({ where }) => `${where} no longer has a body`,
  }),
  row("request.body-required", "request.body-optional", {
    meaning: "an optional body became required",
    why: "callers that send none are refused",
    instead: "keep it optional",
    peers: oasdiff("request-body-became-required"),
    message: ({ where }) => `${where} now requires a body`,
  }),
  row("request.body-optional", "request.body-required", {
    meaning: "a required body became optional",
    why: "the old version refuses calls without it",
    instead: "release the provider before its callers",
    peers: oasdiff("request-body-became-optional"),
    message: ({ where }) => `the body of ${where} may now be left out`,
  }),
  row("request.media-type-removed", "request.media-type-added", {
    meaning: "a media type is no longer accepted",
    why: "callers that send it get 415",
    instead: ADD_BESIDE,
    peers: oasdiff("request-body-media-type-removed"),
    message: ({ what, where }) => `${where} no longer accepts ${what}`,
  }),
  row("request.media-type-added", "request.media-type-removed", {
    meaning: "a media type is newly accepted",
    why: "the old version answers 415 to it",
    instead: "release the provider before its callers",
    peers: oasdiff("request-body-media-type-added"),
    message: ({ what, where }) => `${where} now accepts ${what}`,
  }),
  row("request.encoding-changed", "request.encoding-changed", {
    meaning: "the parts of a form or multipart body are written another way",
    why: REJECTED,
    instead: ADD_BESIDE,
    peers: oasdiff(),
    message: ({ what, where }) => `how ${what} is written in the body of ${where} differs`,
  }),
];
