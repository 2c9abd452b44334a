import { expect, test } from "vitest";
import { diffTexts } from "./fixture.ts";

interface Edit {
  readonly before: string;
  readonly after: string;
  readonly names: readonly string[];
}

const post = (operation: string, more = "", schemes = "{k: {type: apiKey, in: header, name: k}}"): string => `
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a:
    ${more}
    post: {${operation}${operation === "" ? "" : ", "}${operation.includes("responses") ? "" : 'responses: {"204": {description: d}}'}}
components: {securitySchemes: ${schemes}, schemas: {X: {type: object}, Y: {type: object}}}
`;
const body = (schema: string): string =>
  post(`requestBody: {required: true, content: {application/json: {schema: ${schema}}}}`);
const answer = (schema: string): string =>
  post(`responses: {"200": {description: d, content: {application/json: {schema: ${schema}}}}}`);
const header = (text: string): string => post(`responses: {"200": {description: d, headers: {${text}}}}`);
const object = (properties: string, required = ""): string =>
  `{type: object, properties: {${properties}}${required && `, required: [${required}]`}}`;
const flows = (scopes: string): string =>
  post("security: [{o: []}]", "", `{o: {type: oauth2, flows: {implicit: {authorizationUrl: /a, scopes: ${scopes}}}}}`);
const union = (mapping: string, key = "k"): string =>
  `{oneOf: [{$ref: "#/components/schemas/X"}, {$ref: "#/components/schemas/Y"}], discriminator: {propertyName: ${key}, mapping: ${mapping}}}`;

const EDITS: Readonly<Record<string, Edit>> = {
  "a body that may be left out": {
    before: post(""),
    after: post("requestBody: {content: {text/plain: {}}}"),
    names: ["request-body-added-optional"],
  },
  "a body that must be there": {
    before: post(""),
    after: post("requestBody: {required: true, content: {text/plain: {}}}"),
    names: ["request-body-added-required", "request-body-added-required"],
  },
  "a header that is promised no longer": {
    before: header("h: {required: true, schema: {type: string}}"),
    after: header("h: {schema: {type: string}}"),
    names: ["response-header-became-optional"],
  },
  "a promised header that is gone": {
    before: header("h: {required: true, schema: {type: string}}, i: {}"),
    after: header("i: {}"),
    names: ["required-response-header-removed"],
  },
  "a parameter of the operation": {
    before: post(""),
    after: post("parameters: [{name: q, in: query, required: true, schema: {type: string}}]"),
    names: ["new-required-request-parameter", "new-required-request-parameter"],
  },
  "a parameter of the path item": {
    before: post(""),
    after: post("", "parameters: [{name: q, in: query, schema: {type: string}}]"),
    names: ["new-optional-request-default-parameter-to-existing-path"],
  },
  "a deprecation": { before: post(""), after: post("deprecated: true"), names: ["endpoint-deprecated"] },
  "a deprecation with its end": {
    before: post(""),
    after: post('deprecated: true, x-sunset: "2030-01-01"'),
    names: ["endpoint-deprecated-with-sunset"],
  },
  "a scope": {
    before: flows("{r: r}"),
    after: flows("{r: r, w: w}"),
    names: ["api-security-component-oauth-scope-added", "api-security-component-oauth-scope-added"],
  },
  "a value of a property that requests carry": {
    before: body(object("p: {enum: [a, b]}")),
    after: body(object("p: {enum: [a]}")),
    names: ["request-property-enum-value-removed"],
  },
  "a value of a property that requests do not carry": {
    before: body(object("p: {enum: [a, b], readOnly: true}")),
    after: body(object("p: {enum: [a], readOnly: true}")),
    names: ["request-read-only-property-enum-value-removed"],
  },
  "a required property": {
    before: body(object("p: {type: string}")),
    after: body(object("p: {type: string}", "p")),
    names: ["request-property-became-required"],
  },
  "a required property with a default": {
    before: body(object("p: {type: string, default: x}")),
    after: body(object("p: {type: string, default: x}", "p")),
    names: ["request-property-became-required-with-default"],
  },
  "a property of responses that they do not carry": {
    before: answer(object("p: {type: string}, q: {type: string, writeOnly: true}")),
    after: answer(object("p: {type: string}")),
    names: ["response-optional-write-only-property-removed"],
  },
  "a name that selects": {
    before: body(union("{x: X, y: Y}")),
    after: body(union("{x: X, z: Y}")),
    names: [
      ...["request-body-discriminator-mapping-added", "request-body-discriminator-mapping-deleted"],
      ...["request-body-discriminator-mapping-added", "request-body-discriminator-mapping-deleted"],
    ],
  },
  "the property that selects": {
    before: body(union("{x: X, y: Y}")),
    after: body(union("{x: X, y: Y}", "l")),
    names: ["request-body-discriminator-property-name-changed", "request-body-discriminator-property-name-changed"],
  },
};

test.each(Object.entries(EDITS))("%s has the names of the peer that say so, and no other", async (_, edit) => {
  const findings = await diffTexts(edit.before, edit.after);
  expect(findings.flatMap(({ peers }) => peers.oasdiff)).toEqual(edit.names);
});
