import { describe, expect, it } from "vitest";
import { apiTokenInput } from "./input.ts";

describe("the addresses that a token is bound to", () => {
  const read = (ips: string) => apiTokenInput.safeParse({ name: "bot", scopes: "read", ips });

  it("stand apart by commas and blanks", () => {
    expect(read(" 203.0.113.7, 2001:db8::1\n203.0.113.8").data?.ips).toEqual([
      "203.0.113.7",
      "2001:db8::1",
      "203.0.113.8",
    ]);
  });

  it("are not half a million, which is said at once", () => {
    expect(read("203.0.113.7 ".repeat(21)).error?.issues).toMatchObject([{ message: "List at most 20 addresses." }]);
    expect(read("1,".repeat(500_000)).error?.issues.length).toBeLessThanOrEqual(100);
  });
});
