import { expect, it } from "vitest";
import { addressesIn } from "@/lib/features/accounts/networks";
import { callerAddress } from "./peer-address.ts";

const ours = addressesIn(["10.0.0.0/8", "192.0.2.1", "fd00::/8"]);

it.each([
  ["no proxy: the peer", "203.0.113.9", undefined, "203.0.113.9"],
  ["a forged header from a stranger is ignored", "203.0.113.9", "1.1.1.1", "203.0.113.9"],
  ["one proxy of ours", "10.0.0.2", "198.51.100.7", "198.51.100.7"],
  ["what the caller wrote himself stands left and is ignored", "10.0.0.2", "1.1.1.1, 198.51.100.7", "198.51.100.7"],
  ["two proxies of ours in a row", "192.0.2.1", "1.1.1.1, 198.51.100.7, 10.9.9.9", "198.51.100.7"],
  ["our proxy without the header", "10.0.0.2", undefined, "10.0.0.2"],
  ["our proxy with nonsense", "10.0.0.2", "unknown", "10.0.0.2"],
  ["an IPv4 peer on an IPv6 socket", "::ffff:203.0.113.9", undefined, "203.0.113.9"],
  ["IPv6 is kept", "2001:DB8::1", undefined, "2001:db8::1"],
  ["IPv6 behind an IPv6 proxy", "fd00::2", "2001:db8::7", "2001:db8::7"],
  ["a proxy that tells the port too", "10.0.0.2", "1.1.1.1:1, 198.51.100.7:50123", "198.51.100.7"],
  ["two such, of IPv6", "fd00::2", "[2001:db8::7]:50123, [fd00::3]:443", "2001:db8::7"],
  ["no peer known", undefined, "1.1.1.1", "unknown"],
])("%s", (_name, peer, header, caller) => {
  expect(callerAddress(peer, header, ours)).toBe(caller);
});
