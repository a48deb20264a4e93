import { expect, it } from "vitest";
import { idTime, makeId } from "./ids.ts";

it("reads the time that an id was made with, and none from other texts", () => {
  const at = Date.UTC(2026, 10, 21, 12, 0, 0, 123);
  expect(idTime(makeId("ntf", at, new Uint8Array(16).fill(7)))).toBe(at);
  expect(idTime(makeId("sig", 0, new Uint8Array(16)))).toBe(0);
  for (const text of ["", "ntf_", "ntf_0123", "ntf_iiiiiiiiiiii", "NTF_0123456789ab"]) expect(idTime(text)).toBeNull();
});
