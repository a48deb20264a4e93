import { describe, expect, it } from "vitest";
import { apiTokenInput, personName } from "./input.ts";

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

describe("a person's name", () => {
  it.each(["Zoë O’Neill", "山田太郎", "רותם", "A. B."])("may be %s", (name) => {
    expect(personName.parse(` ${name} `)).toBe(name);
  });

  it.each(["Ada\u202e", "Ada\u2066Love", "Ada\u2028Love", "Ada\nLove", "<b>"])("is not %j", (name) => {
    expect(personName.safeParse(name).success).toBe(false);
  });
});
