/**
 * What one caller is for a limit: an IPv4 address, or the /64 of an IPv6 one, since a single machine commands all of its /64. An IPv4
 * address mapped into IPv6 is the IPv4 address. A text that is no address stands for itself.
 */
export function networkOf(ip: string): string {
  const text = ip.trim().toLowerCase().replace(/%.*$/, "");
  const mapped = /^(?:0*:)*:?ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  if (mapped !== undefined) return mapped;
  if (!text.includes(":")) return text;
  const [head = "", tail] = text.split("::");
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const all = [...left, ...Array.from({ length: zeros }, () => "0"), ...right];
  return `${all.slice(0, 4).join(":")}::/64`;
}

/** Groups without leading zeros; a dotted tail counts as two. */
function groups(part: string): string[] {
  if (part === "") return [];
  return part.split(":").flatMap((group) => (group.includes(".") ? ["0", "0"] : [group.replace(/^0+(?=.)/, "")]));
}
