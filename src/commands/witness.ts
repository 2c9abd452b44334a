import { EXIT, type ExitCode, TallyError } from "../core/errors.ts";
import { shellWord } from "../core/shell-word.ts";
import type { Payload } from "../core/witness.ts";
import { printable } from "../report/clean.ts";
import type { Command, Input, Io } from "./command.ts";
import { flag, text } from "./options.ts";
import { type NamedWitness, readWitnesses } from "./read-witnesses.ts";

const FORMS = ["curl", "http", "grpcurl", "buf"] as const;
type Form = (typeof FORMS)[number];

/** `tally witness FILE --as FORM`: prints, sends nothing. */
export const witnessCommand: Command = {
  name: "witness",
  summary: "print the command that sends a witness to a live server",
  arguments: [{ name: "<file>", help: "a witness, a finding or a whole report in JSON; - for standard input" }],
  options: [
    { flags: "--as <form>", help: "curl, http (the message itself), grpcurl or buf", choices: FORMS, default: "curl" },
    { flags: "--url <base>", help: "where the server is", default: "http://localhost:8080" },
    { flags: "--operation <name>", help: "for a message: pkg.Service/Method that takes it" },
    { flags: "--fingerprint <id>", help: "only the witness of this finding" },
    { flags: "--plaintext", help: "for grpcurl: no TLS" },
  ],
  examples: [
    "tally diff old.yaml new.yaml --format json | tally witness - --as curl --url https://staging.example.com",
    "tally witness report.json --as grpcurl --url localhost:50051 --plaintext",
  ],
  run: runWitness,
};

async function runWitness(input: Input, io: Io): Promise<ExitCode> {
  const wanted = text(input, "fingerprint");
  const all = await readWitnesses(input.args[0] ?? "-", io);
  const found = all.filter((one) => wanted === undefined || one.fingerprint === wanted);
  if (found.length === 0) throw new TallyError("E_NOT_FOUND", `no finding has the fingerprint ${wanted}`);
  const to: Target = {
    form: text(input, "as") as Form, // limited by `choices`
    url: (text(input, "url") ?? "").replace(/\/+$/, ""),
    operation: text(input, "operation") ?? null,
    plaintext: flag(input, "plaintext"),
  };
  for (const one of found) io.out(`# ${oneLine(one.title)}\n${render(one, to)}\n\n`);
  return EXIT.yes;
}

interface Target {
  readonly form: Form;
  readonly url: string;
  readonly operation: string | null;
  readonly plaintext: boolean;
}

function render({ witness, operation, operations }: NamedWitness, to: Target): string {
  const { payload } = witness;
  if (payload.type === "http-request") return request(payload, to);
  if (payload.type === "http-response") {
    return to.form === "http"
      ? rawResponse(payload)
      : "# a response: the server sends it, no client can; see --as http";
  }
  const call = payload.type === "grpc-call" ? payload.path.slice(1) : (to.operation ?? operation);
  if (call === null) {
    const known = operations.map(oneLine).join(", ");
    return `# name the operation that takes this message with --operation${known && `; it concerns ${known}`}`;
  }
  if (payload.type === "protobuf") return frame(payload, call, to);
  return jsonCall(payload.type === "json" ? payload.text : "{}", call, to);
}

function request(payload: Extract<Payload, { type: "http-request" }>, to: Target): string {
  if (!payload.url.startsWith("/"))
    return "# a call of a callback or webhook: the provider sends it to an address it was given";
  const headers = Object.entries(payload.headers);
  if (to.form === "http") {
    const host = hostOf(to.url);
    const head = [
      `${payload.method} ${payload.url} HTTP/1.1`,
      `Host: ${host}`,
      ...headers.map(([name, value]) => `${name}: ${value}`),
    ];
    return message(head, payload.body);
  }
  if (to.form !== "curl") return `# an HTTP request: ${to.form} sends none; use --as curl`;
  const words = [
    "curl",
    "-sS",
    "-i",
    "-g", // no ranges in brackets
    ...(payload.method === "HEAD" && payload.body === null ? ["--head"] : ["-X", payload.method]),
    ...headers.flatMap(([name, value]) => ["-H", value === "" ? `${name};` : `${name}: ${value}`]),
  ];
  const url = `${to.url}${payload.url}`;
  const line = (...body: readonly string[]): string => [...words, ...body, url].map(shellWord).join(" ");
  if (payload.body === null) return line();
  if (!CONTROLS.test(payload.body)) return line("--data-raw", payload.body); // the others take @ for a file
  return `printf -- ${shellWord(forPrintf(payload.body))} | ${line("--data-binary", "@-")}`;
}

/** Characters that a terminal does not keep when it is pasted into, the line ends of multipart bodies among them. */
const CONTROLS = /(?![\n\t])\p{Cc}/u;

/** A text as the first word of printf, on one line. */
const forPrintf = (text: string): string =>
  text
    .replaceAll("\\", "\\\\")
    .replaceAll("%", "%%")
    .replaceAll("\r", "\\r")
    .replaceAll("\n", "\\n")
    .replace(/\p{Cc}/gu, (control) => octal(Buffer.from(control)));

/** Bytes as printf reads them. */
const octal = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");

function rawResponse(payload: Extract<Payload, { type: "http-response" }>): string {
  const head = [
    `HTTP/1.1 ${payload.status}`,
    ...Object.entries(payload.headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return message(head, payload.body);
}

/** The whole body counts, also what is blank at its end. */
const message = (head: readonly string[], body: string | null): string =>
  body === null ? head.join("\n") : [...head, `Content-Length: ${Buffer.byteLength(body)}`, "", body].join("\n");

/** The exact bytes in one gRPC frame: a zero byte (not compressed), the length in four bytes, the message. */
function frame(payload: Extract<Payload, { type: "protobuf" }>, call: string, to: Target): string {
  const note = `# a ${oneLine(payload.message)}: only where ${oneLine(call)} takes just this message`;
  if (to.form === "grpcurl" || to.form === "buf")
    return `${note}\n# ${to.form} sends JSON; for these exact bytes use --as curl`;
  const bytes = Buffer.from(payload.hex, "hex");
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes.length, 1);
  const headers = ["content-type: application/grpc", "te: trailers"].map((header) => `-H '${header}'`).join(" ");
  return `${note}\nprintf '${octal(Buffer.concat([head, bytes]))}' | curl -sS -i --http2-prior-knowledge -X POST ${headers} --data-binary @- ${shellWord(`${to.url}/${call}`)}`;
}

function jsonCall(json: string, call: string, to: Target): string {
  const plain = to.plaintext ? ["-plaintext"] : [];
  const host = hostOf(to.url);
  const words = {
    grpcurl: ["grpcurl", ...plain, "-d", json, host, call],
    buf: ["buf", "curl", "--data", json, `${to.url}/${call}`],
    curl: [
      "curl",
      "-sS",
      "-i",
      "-X",
      "POST",
      "-H",
      "content-type: application/json",
      "--data-binary",
      json,
      `${to.url}/${call}`,
    ],
    http: ["#", ...[`POST /${call}`, "content-type: application/json", json].map(oneLine)],
  } as const;
  return words[to.form].map((word, index) => (index === 0 ? word : shellWord(word))).join(" ");
}

/** `host:port` of a base, whether or not it names a scheme. Throws E_USAGE where there is none, or more than one line. */
function hostOf(url: string): string {
  const host = url.replace(/^\w+:\/\//, "").split("/")[0] ?? "";
  if (!/^[^\s?#]*[^\s?#:]$/.test(host)) throw new TallyError("E_USAGE", `--url ${JSON.stringify(url)} names no server`);
  return host;
}

/** A title from a report cannot end the comment it stands in, nor say anything to the terminal. */
const oneLine = (title: string): string => printable(title.replace(/\s+/g, " "));
