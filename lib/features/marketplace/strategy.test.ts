import { describe, expect, it } from "vitest";
import { freeSlug, isVisible, mayBecome, slugOf } from "./strategy.ts";

describe("a strategy's address", () => {
  it.each([
    ["Meridian Trend", "meridian-trend"],
    ["  Ärger & Glück 2 ", "arger-gluck-2"],
    ["日本", "strategy"],
    ["Compare", "compare-strategy"],
    ["x".repeat(90), "x".repeat(60)],
  ])("of %j is %s", (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  it("is numbered when taken", () => {
    expect(freeSlug("a", new Set())).toBe("a");
    expect(freeSlug("a", new Set(["a", "a-2"]))).toBe("a-3");
  });
});

describe("a strategy's state", () => {
  it("is left for good only by archiving", () => {
    expect(mayBecome("DRAFT", "ACTIVE")).toBe(true);
    expect(mayBecome("ACTIVE", "DRAFT")).toBe(false);
    expect(mayBecome("PAUSED", "ACTIVE")).toBe(true);
    expect(mayBecome("ARCHIVED", "ACTIVE")).toBe(false);
    expect(mayBecome("ARCHIVED", "ARCHIVED")).toBe(true);
  });
});

describe("who sees a strategy", () => {
  const own = { userId: "usr_1" };
  const other = { userId: "usr_2" };
  it.each([
    ["a public active one: everybody", { status: "ACTIVE", isPublic: true }, null, false, true],
    ["an archived public one: everybody", { status: "ARCHIVED", isPublic: true }, null, false, true],
    ["a draft: its owner", { status: "DRAFT", isPublic: true }, own, false, true],
    ["a draft: nobody else", { status: "DRAFT", isPublic: true }, other, false, false],
    ["a private one: no guest", { status: "ACTIVE", isPublic: false }, null, false, false],
    ["a private one: who has access", { status: "ACTIVE", isPublic: false }, other, true, true],
  ] as const)("%s", (_name, strategy, onlooker, access, seen) => {
    expect(isVisible({ ...strategy, providerId: "usr_1" }, onlooker, access)).toBe(seen);
  });
});
