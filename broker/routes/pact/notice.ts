/** A line for the person in front of a Pact client, which shows its text in a colour for its type. */
export interface Notice {
  readonly type: "success" | "info" | "debug" | "warning" | "prompt" | "error";
  readonly text: string;
}
