import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSeal } from "./create-seal.ts";

const seal = createSeal(randomBytes(32));

describe("seal", () => {
  it("opens what it sealed, and seals the same text differently each time", () => {
    const one = seal.seal("JBSWY3DP", "usr_1");
    expect(one).not.toBe(seal.seal("JBSWY3DP", "usr_1"));
    expect(seal.open(one, "usr_1")).toBe("JBSWY3DP");
  });

  it("does not open for another row, under another key, changed, or with a cut tag", () => {
    const sealed = seal.seal("JBSWY3DP", "usr_1");
    const bytes = Buffer.from(sealed.slice(3), "base64url");
    const flipped = Buffer.from(bytes);
    flipped[30] = (flipped[30] ?? 0) ^ 1;
    expect(() => seal.open(sealed, "usr_2")).toThrow();
    expect(() => createSeal(randomBytes(32)).open(sealed, "usr_1")).toThrow();
    expect(() => seal.open(`s1.${flipped.toString("base64url")}`, "usr_1")).toThrow();
    expect(() => seal.open(`s1.${bytes.subarray(0, 16).toString("base64url")}`, "usr_1")).toThrow();
    expect(() => seal.open("plain text", "usr_1")).toThrow();
  });
});

describe("seal with two master keys", () => {
  it("opens what either sealed and seals under the first", () => {
    const [old, fresh] = [randomBytes(32), randomBytes(32)];
    const both = createSeal(fresh, old);
    expect(both.open(createSeal(old).seal("JBSWY3DP", "usr_1"), "usr_1")).toBe("JBSWY3DP");
    expect(createSeal(fresh).open(both.seal("JBSWY3DP", "usr_1"), "usr_1")).toBe("JBSWY3DP");
  });
});
