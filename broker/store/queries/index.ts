import type { Reading, Writing } from "../store.ts";
import type { Db } from "../tables.ts";
import { applications, applicationsWriting } from "./applications.ts";
import { comparisons, comparisonsWriting } from "./comparisons.ts";
import { decisions, decisionsWriting } from "./decisions.ts";
import { deprecationFacts } from "./deprecations.ts";
import { environments, environmentsWriting } from "./environments.ts";
import { facts } from "./facts.ts";
import { pacts } from "./pacts.ts";
import { pactsWriting } from "./pacts-writing.ts";
import { retirements, retirementsWriting } from "./retirements.ts";
import { schemas, schemasWriting } from "./schemas.ts";
import { verifications, verificationsWriting } from "./verifications.ts";
import { versions } from "./versions.ts";
import { versionsWriting } from "./versions-writing.ts";

/** Everything that can be read through one transaction. */
export const reading = (db: Db): Reading => ({
  applications: applications(db),
  versions: versions(db),
  pacts: pacts(db),
  verifications: verifications(db),
  environments: environments(db),
  schemas: schemas(db),
  comparisons: comparisons(db),
  retirements: retirements(db),
  decisions: decisions(db),
  facts: (question, now) => facts(db, question, now),
  deprecations: (environment, wanted) => deprecationFacts(db, environment, wanted),
});

/** Everything that can be written through one transaction; `now` is the time of all of it. */
export const writing = (db: Db, now: string): Writing => ({
  now,
  applications: applicationsWriting(db, now),
  versions: versionsWriting(db, now),
  pacts: pactsWriting(db, now),
  verifications: verificationsWriting(db, now),
  environments: environmentsWriting(db, now),
  schemas: schemasWriting(db, now),
  comparisons: comparisonsWriting(db, now),
  retirements: retirementsWriting(db, now),
  decisions: decisionsWriting(db, now),
});
