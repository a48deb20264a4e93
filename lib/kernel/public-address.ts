/** Networks that no message of ours may reach, as [first address, bits]: IANA's special-purpose registries, and what clouds keep there. */
const CLOSED_IPV4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8], // "this host": Linux connects it to itself
  ["10.0.0.0", 8],
  ["100.64.0.0", 10], // carrier-grade NAT; Alibaba's metadata at 100.100.100.200
  ["127.0.0.0", 8],
  ["168.63.129.16", 32], // Azure's wire server
  ["169.254.0.0", 16], // link-local; metadata of AWS, GCP, Azure
  ["172.16.0.0", 12],
  ["192.0.0.0", 24], // IETF; Oracle's metadata at 192.0.0.192
  ["192.0.2.0", 24],
  ["192.88.99.0", 24], // 6to4 relays, withdrawn
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3], // multicast, reserved, broadcast
];

/** Of IPv6 only 2000::/3 is given out; these parts of it lead elsewhere (6to4, Teredo) or nowhere (documentation). */
const OPEN_IPV6: readonly [string, number] = ["2000::", 3];
const CLOSED_IPV6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];
/** An IPv4 address inside an IPv6 one is judged as itself: mapped, and translated on networks without IPv4 (NAT64). */
const CARRIES_IPV4: readonly (readonly [string, number])[] = [
  ["::ffff:0:0", 96],
  ["64:ff9b::", 96],
];

/** Whether anybody on the internet could own the address. A text that is no address is not public. */
export function isPublicAddress(text: string): boolean {
  const bytes = addressBytes(text);
  if (bytes === null) return false;
  if (bytes.length === 4) return !CLOSED_IPV4.some((network) => lies(bytes, network));
  if (CARRIES_IPV4.some((network) => lies(bytes, network)))
    return !CLOSED_IPV4.some((network) => lies(bytes.slice(12), network));
  return lies(bytes, OPEN_IPV6) && !CLOSED_IPV6.some((network) => lies(bytes, network));
}

/** The 4 or 16 bytes of an address in its usual spelling (dotted decimal; RFC 4291 with `::` and a dotted tail), null for any other text. */
export function addressBytes(text: string): readonly number[] | null {
  return text.includes(":") ? ipv6Bytes(text) : ipv4Bytes(text);
}

function lies(bytes: readonly number[], [network, bits]: readonly [string, number]): boolean {
  const first = addressBytes(network);
  if (first === null || first.length !== bytes.length) return false;
  return first.every((byte, at) => {
    const left = Math.min(8, Math.max(0, bits - at * 8));
    const mask = (0xff << (8 - left)) & 0xff;
    return (byte & mask) === ((bytes[at] ?? 0) & mask);
  });
}

function ipv4Bytes(text: string): readonly number[] | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  return parts === undefined || parts.some((part) => part > 255) ? null : parts;
}

function ipv6Bytes(text: string): readonly number[] | null {
  const [address = ""] = text.split("%"); // a zone names a card of this machine
  const halves = address.split("::").map((text, at, all) => half(text, at === all.length - 1));
  const [left, right] = halves;
  if (halves.length > 2 || left === undefined || left === null || right === null) return null;
  if (right === undefined) return left.length === 16 ? left : null;
  const zeros = 16 - left.length - right.length;
  return zeros < 2 ? null : [...left, ...Array.from({ length: zeros }, () => 0), ...right];
}

function half(text: string, isLast: boolean): readonly number[] | null {
  if (text === "") return [];
  const groups = text.split(":");
  const bytes: number[] = [];
  for (const [at, group] of groups.entries()) {
    const dotted = isLast && at === groups.length - 1 ? ipv4Bytes(group) : null;
    if (dotted !== null) bytes.push(...dotted);
    else if (/^[0-9a-f]{1,4}$/i.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255);
    else return null;
  }
  return bytes;
}
