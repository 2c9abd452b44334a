import { afterAll, beforeAll, describe } from "vitest";
import { openApi } from "../../support/pact-api.ts";
import { ENGINES } from "../../support/stores.ts";
import { estateSuite } from "./estate.suite.ts";
import { forVerificationSuite } from "./for-verification.suite.ts";
import { matrixSuite } from "./matrix.suite.ts";
import { pactsSuite } from "./pacts.suite.ts";
import { publishSuite } from "./publish.suite.ts";

describe.each(ENGINES.map((make) => ({ engine: make() })))("the protocol on $engine.name", ({ engine }) => {
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());

  const open: typeof openApi = (settings, place) => openApi(settings, place ?? engine);
  describe("publishing", () => publishSuite(open));
  describe("pacts", () => pactsSuite(open));
  describe("pacts to verify", () => forVerificationSuite(open));
  describe("the estate", () => estateSuite(open));
  describe("the matrix", () => matrixSuite(open));
});
