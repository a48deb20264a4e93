import { expect, it } from "vitest";
import { codeOf, fromBase32, matchingStep, otpauthUri, stepAt, toBase32 } from "./totp.ts";

/** The SHA-1 seed of RFC 6238, appendix B. */
const SEED = toBase32(Buffer.from("12345678901234567890"));

it.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
])("at %i s shows the code of RFC 6238", (seconds, code) => {
  expect(codeOf(SEED, stepAt(seconds * 1_000))).toBe(code);
});

it("reads back what it wrote in base 32", () => {
  expect(SEED).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  expect(Buffer.from(fromBase32(SEED)).toString()).toBe("12345678901234567890");
});

it("takes the present step and the one before, none older and none to come", () => {
  const now = 1_800_000_015_000;
  const step = stepAt(now);
  expect(matchingStep(SEED, codeOf(SEED, step), now)).toBe(step);
  expect(matchingStep(SEED, codeOf(SEED, step - 1n), now)).toBe(step - 1n);
  expect(matchingStep(SEED, codeOf(SEED, step - 2n), now)).toBeNull();
  expect(matchingStep(SEED, codeOf(SEED, step + 1n), now)).toBeNull();
  expect(matchingStep(SEED, "", now)).toBeNull();
});

it("names account and issuer to the app", () => {
  expect(otpauthUri("ABC", "a+b@example.org", "Heliograph")).toBe(
    "otpauth://totp/Heliograph%3Aa%2Bb%40example.org?secret=ABC&issuer=Heliograph&algorithm=SHA1&digits=6&period=30",
  );
});
