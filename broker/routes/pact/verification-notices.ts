import type { ProviderLine } from "./pending.ts";
import type { SelectedPact } from "./selected-pacts.ts";

/** A sentence that a verifier prints at a moment of its run. */
export interface VerificationNotice {
  readonly when: string;
  readonly text: string;
}

const MORE_ON_PENDING = "Read more at https://docs.pact.io/go/pending";
const MORE_ON_WIP = "Read more on WIP pacts at https://docs.pact.io/go/wip";

/** Why a pact is verified, and what its outcome will mean for the build, as the Pact Broker words it. */
export function verificationNotices(
  item: SelectedPact & { readonly pending: boolean; readonly wip: boolean },
  line: ProviderLine,
  href: string,
  pendingAsked: boolean,
): readonly VerificationNotice[] {
  const before = (text: string): VerificationNotice => ({ when: "before_verification", text });
  if (item.wip) return [before(wipText(item, line, href)), ...afterPending(line)];
  const why = before(selectedText(item, href));
  if (!pendingAsked) return [why];
  return item.pending
    ? [why, before(pendingText(line)), ...afterPending(line)]
    : [
        why,
        before(
          `This pact has previously been successfully verified by ${lineWords(line)}. If this verification fails, it will fail the build. ${MORE_ON_PENDING}`,
        ),
      ];
}

function selectedText({ reasons }: SelectedPact, href: string): string {
  const criteria =
    reasons.length === 1 ? "version matching the following criterion" : "versions matching the following criteria";
  const list = reasons.map((reason) => `\n    * ${reason}`).join("");
  return `The pact at ${href} is being verified because the pact content belongs to the consumer ${criteria}:${list}`;
}

const wipText = ({ reasons }: SelectedPact, line: ProviderLine, href: string): string =>
  `The pact at ${href} is being verified because it is a 'work in progress' pact (ie. it is the pact for the ${reasons.join(" and ")} and it has not yet been successfully verified by ${lineWords(line)} when the pact's application version was explicitly specified in the consumer version selectors). ${MORE_ON_WIP}`;

const pendingText = (line: ProviderLine): string =>
  `This pact is in pending state for this version of ${line.provider} because a successful verification result for ${lineWords(line)} has not yet been published. If this verification fails, it will not cause the overall build to fail. ${MORE_ON_PENDING}`;

function afterPending(line: ProviderLine): readonly VerificationNotice[] {
  const still = "This pact is still in pending state for";
  return [
    {
      when: "after_verification:success_true_published_false",
      text: `${still} ${lineWords(line)} as the successful verification results have not yet been published.`,
    },
    {
      when: "after_verification:success_false_published_false",
      text: `${still} ${lineWords(line)} as a successful verification result has not yet been published.`,
    },
    {
      when: "after_verification:success_true_published_true",
      text: `This pact is no longer in pending state for ${lineWords(line)}, as a successful verification result has been published. If a verification fails for it in the future, it will fail the build. ${MORE_ON_PENDING}`,
    },
    {
      when: "after_verification:success_false_published_true",
      text: `${still} ${lineWords(line)} as the successful verification result has not yet been published.`,
    },
  ];
}

/** `any version of Bar from branch 'main'`. */
function lineWords({ provider, branch, tags }: ProviderLine): string {
  if (branch !== null) return `a version of ${provider} from branch '${branch}'`;
  return tags.length > 0
    ? `a version of ${provider} with tag ${tags.map((tag) => `'${tag}'`).join(" and ")}`
    : provider;
}
