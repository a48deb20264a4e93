import { BlockList, isIP, isIPv6 } from "node:net";

/** Answers whether an address is one of these, or in one of these networks (`10.0.0.0/8`, `fd00::/8`). What is no address is in none. */
export function addressesIn(entries: readonly string[]): (ip: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", bits] = entry.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (ip) => isIP(ip) !== 0 && list.check(ip, isIPv6(ip) ? "ipv6" : "ipv4");
}
