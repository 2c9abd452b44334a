/** What a format asserts, as patterns. */
export interface FormatMeaning {
  /** The texts that the format's own specification allows. */
  readonly pattern: string;
  /** A narrower pattern that every common validator accepts too: witnesses are taken from it first. */
  readonly clear?: string;
  /** A wider pattern: what it does not hold is refused by every common validator. */
  readonly loose?: string;
}

const ALPHANUMERIC = "[A-Za-z0-9]";
const OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
const IPV4 = `${OCTET}(?:\\.${OCTET}){3}`;
const H16 = "[0-9A-Fa-f]{1,4}";
const LS32 = `(?:${H16}:${H16}|${IPV4})`;

/** RFC 4291, 2.2, with the grammar of RFC 3986, appendix A. */
const IPV6 = `(?:${[
  `(?:${H16}:){6}${LS32}`,
  `::(?:${H16}:){5}${LS32}`,
  `(?:${H16})?::(?:${H16}:){4}${LS32}`,
  `(?:(?:${H16}:){0,1}${H16})?::(?:${H16}:){3}${LS32}`,
  `(?:(?:${H16}:){0,2}${H16})?::(?:${H16}:){2}${LS32}`,
  `(?:(?:${H16}:){0,3}${H16})?::${H16}:${LS32}`,
  `(?:(?:${H16}:){0,4}${H16})?::${LS32}`,
  `(?:(?:${H16}:){0,5}${H16})?::${H16}`,
  `(?:(?:${H16}:){0,6}${H16})?::`,
].join("|")})`;

/** RFC 3339, 5.6; the days of each month, February 29 in leap years only (appendix C). */
const DATE = `(?:${[
  "[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))",
  "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29",
].join("|")})`;

/** RFC 3339, 5.6, without leap seconds: when one is valid depends on a table outside the grammar (5.7). */
const HOUR_MINUTE = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
const TIME = `${HOUR_MINUTE}:[0-5][0-9](?:\\.[0-9]+)?(?:[zZ]|[+-]${HOUR_MINUTE})`;

/** RFC 3339, appendix A. */
const DURATION_TIME = "T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S)";
const DURATION_DATE = "(?:[0-9]+D|[0-9]+M(?:[0-9]+D)?|[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?)";
const DURATION = `P(?:${DURATION_DATE}(?:${DURATION_TIME})?|${DURATION_TIME}|[0-9]+W)`;

/** RFC 5321, 4.1.2. */
const ATOM = "[A-Za-z0-9!#$%&'*+\\-/=?^_`{|}~]+";
const QUOTED = '"(?:[ !#-\\[\\]-~]|\\\\[ -~])*"';
const SUBDOMAIN = `${ALPHANUMERIC}(?:[A-Za-z0-9\\-]*${ALPHANUMERIC})?`;
const TAGGED = `[A-Za-z0-9\\-]*${ALPHANUMERIC}:[!-Z\\^-~]+`;
const DOMAIN = `${SUBDOMAIN}(?:\\.${SUBDOMAIN})*`;
const EMAIL = `(?:${ATOM}(?:\\.${ATOM})*|${QUOTED})@(?:${DOMAIN}|\\[(?:${IPV4}|${TAGGED})\\])`;

/** RFC 6531, 3.3: letters beyond ASCII in the local part and the domain; the rules of IDNA are not asserted. */
const BEYOND = "\\u{80}-\\u{D7FF}\\u{E000}-\\u{10FFFF}";
const IDN_ATOM = `[A-Za-z0-9!#$%&'*+\\-/=?^_\`{|}~${BEYOND}]+`;
const IDN_QUOTED = `"(?:[ !#-\\[\\]-~${BEYOND}]|\\\\[ -~])*"`;
const IDN_LABEL = `[A-Za-z0-9${BEYOND}](?:[A-Za-z0-9\\-${BEYOND}]*[A-Za-z0-9${BEYOND}])?`;
const IDN_HOST = `(?:${IDN_LABEL}(?:\\.${IDN_LABEL})*|\\[(?:${IPV4}|${TAGGED})\\])`;
const IDN_EMAIL = `(?:${IDN_ATOM}(?:\\.${IDN_ATOM})*|${IDN_QUOTED})@${IDN_HOST}`;

/** RFC 1123, 2.1: labels of 63, 253 in all (RFC 1035, 2.3.4). */
const LABEL = `${ALPHANUMERIC}(?:[A-Za-z0-9\\-]{0,61}${ALPHANUMERIC})?`;
const HOSTNAME = `(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*`;

/** RFC 3986, appendix A. */
const UNRESERVED = "A-Za-z0-9\\-._~";
const SUB_DELIMS = "!$&'()*+,;=";
const PERCENT = "%[0-9A-Fa-f]{2}";
const pchars = (more: string): string => `(?:[${UNRESERVED}${SUB_DELIMS}${more}]|${PERCENT})`;
const PCHAR = pchars(":@");
const HOST = `(?:\\[(?:${IPV6}|[vV][0-9A-Fa-f]+\\.[${UNRESERVED}${SUB_DELIMS}:]+)\\]|${pchars("")}*)`;
const AUTHORITY = `(?:${pchars(":")}*@)?${HOST}(?::[0-9]*)?`;
const ROOTED = `\\/(?:${PCHAR}+(?:\\/${PCHAR}*)*)?`;
const QUERY_FRAGMENT = `(?:\\?${pchars(":@/?")}*)?(?:#${pchars(":@/?")}*)?`;
const SCHEME = "[A-Za-z][A-Za-z0-9+\\-.]*";
const NET_PATH = `\\/\\/${AUTHORITY}(?:\\/${PCHAR}*)*`;
const URI = `${SCHEME}:(?:${NET_PATH}|${ROOTED}|${PCHAR}+(?:\\/${PCHAR}*)*)?${QUERY_FRAGMENT}`;
const RELATIVE = `(?:${NET_PATH}|${ROOTED}|${pchars("@")}+(?:\\/${PCHAR}*)*)?${QUERY_FRAGMENT}`;

/** RFC 6901, 5; and the relative form of draft-bhutton-relative-json-pointer-00. */
const POINTER = "(?:\\/(?:[^~/]|~[01])*)*";
const COUNT = "(?:0|[1-9][0-9]*)";

/** RFC 6570, 2. */
const TEMPLATE_LITERAL = `(?:[!#$&(-;=?-\\[\\]_a-z~${BEYOND}]|${PERCENT})`;
const VARIABLE = `(?:[A-Za-z0-9_]|${PERCENT})(?:\\.?(?:[A-Za-z0-9_]|${PERCENT}))*(?::[1-9][0-9]{0,3}|\\*)?`;
const EXPRESSION = `\\{[+#./;?&=,!@|]?${VARIABLE}(?:,${VARIABLE})*\\}`;

const HEX = "[0-9A-Fa-f]";
const UUID = `${HEX}{8}-(?:${HEX}{4}-){3}${HEX}{12}`;
const LOOSE_TIME = "[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?(?:[zZ]|[+-][0-9]{2}(?::?[0-9]{2})?)";
const PLAIN_DOMAIN = "[a-z](?:\\.[a-z][a-z0-9]*)+";

const FORMATS: ReadonlyMap<string, FormatMeaning> = new Map<string, FormatMeaning>([
  ["date", { pattern: `^${DATE}$` }],
  ["time", { pattern: `^${TIME}$`, loose: `^${LOOSE_TIME}$` }],
  ["date-time", { pattern: `^${DATE}[tT]${TIME}$`, loose: `^${DATE}[tT\\s]${LOOSE_TIME}$` }],
  ["duration", { pattern: `^${DURATION}$`, loose: "^P[0-9YMWDTHS]*$" }],
  ["email", { pattern: `^${EMAIL}$`, clear: `^[a-z0-9]+@${PLAIN_DOMAIN}$` }],
  ["idn-email", { pattern: `^${IDN_EMAIL}$`, clear: `^[a-z0-9]+@${PLAIN_DOMAIN}$` }],
  ["hostname", { pattern: `^${HOSTNAME}$`, clear: `^${PLAIN_DOMAIN}$`, loose: "^[A-Za-z0-9.\\-]+$" }],
  ["ipv4", { pattern: `^${IPV4}$` }],
  ["ipv6", { pattern: `^${IPV6}$` }],
  ["uuid", { pattern: `^${UUID}$`, loose: `^(?:urn:uuid:)?${UUID}$` }],
  ["uri", { pattern: `^${URI}$`, clear: `^[a-z]+://${PLAIN_DOMAIN}(?:/[a-z0-9]*)*$` }],
  ["uri-reference", { pattern: `^(?:${URI}|${RELATIVE})$`, clear: "^(?:/[a-z0-9]+)+$", loose: "^[^ <>]*$" }],
  ["json-pointer", { pattern: `^${POINTER}$` }],
  ["relative-json-pointer", { pattern: `^${COUNT}(?:(?:[+-]${COUNT})?${POINTER}|#)$`, clear: `^${COUNT}${POINTER}$` }],
  [
    "uri-template",
    {
      pattern: `^(?:${TEMPLATE_LITERAL}|${EXPRESSION})*$`,
      clear: "^(?:[a-z/]|\\{[a-z]+\\})*$",
      loose: "^[^{}]*(?:\\{[^{}]+\\}[^{}]*)*$",
    },
  ],
  ["byte", { pattern: "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$" }],
]);

/**
 * The meaning of a format over strings, as its own specification has it; null for formats about numbers and for
 * those without a grammar (`regex`, `iri`, names that nobody defined).
 */
export const meaningOfFormat = (name: string): FormatMeaning | null => FORMATS.get(name) ?? null;

/** Regular expressions have no grammar that is regular; these texts are, or are not, one in every dialect of them. */
const SURE: ReadonlyMap<string, { readonly inside: RegExp; readonly outside: RegExp }> = new Map([
  ["regex", { inside: /^[A-Za-z0-9 ]*$/, outside: /^[a-z]*[([]$/ }],
]);

/** Does a text have a format without a grammar? Null where that is not plain. */
export function plainlyHasFormat(name: string, text: string): boolean | null {
  const sure = SURE.get(name);
  if (sure?.inside.test(text)) return true;
  return sure?.outside.test(text) ? false : null;
}
