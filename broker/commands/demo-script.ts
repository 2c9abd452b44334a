import { EXIT, type ExitCode } from "../../src/core/errors.ts";

/** A step that sets the estate up: a command, or a verification result as a provider's build would send it. */
export type Step =
  | { readonly argv: readonly string[] }
  | { readonly verified: { readonly consumer: string; readonly provider: string; readonly version: string } };

const words = (line: string): readonly string[] => line.split(" ");

const publish = (rest: string): Step => ({ argv: words(`publish ${rest}`) });
const deploy = (application: string, version: string): Step => ({
  argv: words(`record-deployment -a ${application} -e ${version} --environment production`),
});
const verified = (consumer: string, version: string): Step => ({ verified: { consumer, provider: "orders", version } });

/** Five applications: two providers live in production, three consumers of them, and new versions waiting to go out. */
export const SET_UP: readonly Step[] = [
  publish("-a orders -e 1.4.0 --branch main --interface orders/1.4.0/openapi.yaml"),
  publish("-a payments -e 3.1.0 --branch main --interface payments/3.1.0"),
  publish("-a shop-web -e 2.1.0 --branch main pacts/shop-web-orders.json"),
  publish("-a mobile-app -e 5.0.0 --branch main pacts/mobile-app-orders.json"),
  publish("-a billing -e 7.3.0 --branch main --copy payments=payments/3.1.0"),
  verified("shop-web", "1.4.0"),
  verified("mobile-app", "1.4.0"),
  deploy("orders", "1.4.0"),
  deploy("payments", "3.1.0"),
  deploy("shop-web", "2.1.0"),
  deploy("mobile-app", "5.0.0"),
  deploy("billing", "7.3.0"),
  publish("-a orders -e 1.5.0 --branch main --interface orders/1.5.0/openapi.yaml"),
  verified("shop-web", "1.5.0"),
  verified("mobile-app", "1.5.0"),
  publish("-a payments -e 4.0.0 --branch main --interface payments/4.0.0"),
  publish("-a orders -e 2.0.0 --branch main --interface orders/2.0.0/openapi.yaml"),
  verified("shop-web", "2.0.0"),
  verified("mobile-app", "2.0.0"),
];

/** What is then asked, and how the command must exit. */
export const QUESTIONS: readonly {
  readonly title: string;
  readonly argv: readonly string[];
  readonly expected: ExitCode;
}[] = [
  {
    title: "orders 1.5.0 adds an optional field. May it go out?",
    argv: words("can-i-deploy -a orders -e 1.5.0 --to-environment production"),
    expected: EXIT.yes,
  },
  {
    title: "payments 4.0.0 narrows a field of a protobuf message. May it go out?",
    argv: words("can-i-deploy -a payments -e 4.0.0 --to-environment production"),
    expected: EXIT.no,
  },
  {
    title: "orders 2.0.0 passes all its pacts, and changes what its API accepts and returns. May it go out?",
    argv: words("can-i-deploy -a orders -e 2.0.0 --to-environment production"),
    expected: EXIT.no,
  },
];
