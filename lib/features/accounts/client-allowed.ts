import { BlockList, isIP, isIPv6 } from "node:net";

/** Whether `ip` is one of these addresses or in one of these networks. An empty list allows any. */
export function clientAllowed(ip: string, entries: readonly string[]): boolean {
  if (entries.length === 0) return true;
  if (isIP(ip) === 0) return false;
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", bits] = entry.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list.check(ip, isIPv6(ip) ? "ipv6" : "ipv4");
}
