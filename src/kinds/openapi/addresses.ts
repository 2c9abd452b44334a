import { BlockList, isIP } from "node:net";

/** Whom an address belongs to: anybody, this machine or network, or the link itself (where clouds keep secrets). */
export type Reach = "public" | "private" | "link";

const PRIVATE: readonly (readonly [network: string, bits: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
  ["::", 96],
  ["64:ff9b::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fec0::", 10],
  ["ff00::", 8],
];
const LINK: readonly (readonly [network: string, bits: number])[] = [
  ["169.254.0.0", 16],
  ["fe80::", 10],
  ["fd00:ec2::254", 128],
];

const listOf = (networks: typeof PRIVATE): BlockList => {
  const list = new BlockList();
  for (const [network, bits] of networks) list.addSubnet(network, bits, isIP(network) === 4 ? "ipv4" : "ipv6");
  return list;
};
const [privates, links] = [listOf(PRIVATE), listOf(LINK)];

/** The reach of an IP address (IANA special-purpose registries, RFC 6890); what is no address is private. */
export function reachOf(address: string): Reach {
  const family = isIP(address);
  if (family === 0) return "private";
  const type = family === 4 ? "ipv4" : "ipv6";
  if (links.check(address, type)) return "link"; // an IPv4 address inside of IPv6 is looked up as such
  return privates.check(address, type) ? "private" : "public";
}
