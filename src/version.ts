/** Version of the product, as in package.json (a test holds the two together). */
export const VERSION = "0.1.0";

/**
 * Version of the comparing engine: part of the key under which comparisons are remembered. Raise it with
 * every change that can alter a finding, so that an upgrade never serves old verdicts.
 */
export const ENGINE = "7";
