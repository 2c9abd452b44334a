const SIMPLE: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };
const PART = /\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|([\s\S]))|[^\\]+/g;

/**
 * The bytes of the default of a `bytes` field, as descriptors keep it: escaped like a text of C (descriptor.proto,
 * FieldDescriptorProto.default_value).
 */
export function bytesOfDefault(escaped: string): Uint8Array {
  const parts = [...escaped.matchAll(PART)].map(([whole, hex, octal, letter]) => {
    if (hex !== undefined) return Buffer.of(Number.parseInt(hex, 16));
    if (octal !== undefined) return Buffer.of(Number.parseInt(octal, 8) & 0xff);
    if (letter === undefined) return Buffer.from(whole);
    const code = SIMPLE[letter];
    return code === undefined ? Buffer.from(letter) : Buffer.of(code);
  });
  return Buffer.concat(parts);
}
