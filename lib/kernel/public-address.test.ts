import { expect, it } from "vitest";
import { addressBytes, isPublicAddress } from "./public-address.ts";

it.each([
  ["8.8.8.8", true],
  ["172.15.255.255", true],
  ["172.32.0.1", true],
  ["100.128.0.1", true],
  ["2a00:1450:4001:82a::200e", true],
  ["2600::1", true],
  ["::ffff:8.8.8.8", true],
  ["64:ff9b::808:808", true],
  ["127.0.0.1", false],
  ["127.255.255.254", false],
  ["0.0.0.0", false],
  ["10.1.2.3", false],
  ["172.16.0.1", false],
  ["172.31.255.255", false],
  ["192.168.1.1", false],
  ["169.254.169.254", false],
  ["100.64.0.1", false],
  ["100.100.100.200", false],
  ["192.0.0.192", false],
  ["168.63.129.16", false],
  ["198.19.255.255", false],
  ["203.0.113.7", false],
  ["224.0.0.1", false],
  ["255.255.255.255", false],
  ["::", false],
  ["::1", false],
  ["::127.0.0.1", false],
  ["::ffff:127.0.0.1", false],
  ["::ffff:7f00:1", false],
  ["0:0:0:0:0:ffff:a9fe:a9fe", false],
  ["64:ff9b::7f00:1", false],
  ["64:ff9b::10.0.0.1", false],
  ["fe80::1%eth0", false],
  ["fc00::1", false],
  ["fd00:ec2::254", false],
  ["fec0::1", false],
  ["ff02::1", false],
  ["2001:db8::1", false],
  ["2001::1", false],
  ["2002:7f00:1::", false],
  ["", false],
  ["localhost", false],
  ["256.1.1.1", false],
  ["0177.0.0.1", false],
  ["2130706433", false],
  ["1::2::3", false],
])("calls %s public: %s", (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

it("reads each spelling of one IPv6 address to the same bytes", () => {
  const bytes = addressBytes("2001:db8:0:0:0:0:c000:201");
  expect(bytes).toHaveLength(16);
  for (const text of ["2001:DB8::c000:201", "2001:0db8::192.0.2.1", "2001:db8::0:c000:201"])
    expect(addressBytes(text)).toEqual(bytes);
  for (const text of ["1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", ":1", "1.2.3.4::", "g::1"])
    expect(addressBytes(text)).toBeNull();
});
