/** A text as the message of a workflow command of GitHub Actions: line ends and percent signs are escaped. */
export const commandData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

/** The same as the value of a property, where colons and commas are escaped too. */
export const commandProperty = (text: string): string =>
  commandData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
