import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { ensureSecrets, readSecrets } from "./secrets.ts";

const folder = mkdtempSync(join(tmpdir(), "heliograph-secrets-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("names DATA_DIR where its folder cannot be made", () => {
  const file = join(folder, "a-file");
  writeFileSync(file, "");
  expect(() => ensureSecrets(join(file, "data"))).toThrow(`DATA_DIR ${join(file, "data")} cannot be written: ENOTDIR`);
});

it("makes each secret once, and says of a file that is none which it is", () => {
  const { secrets, made } = ensureSecrets(folder);
  expect(made).toContain("NEXTAUTH_SECRET");
  expect(ensureSecrets(folder)).toEqual({ secrets, made: [] });
  const file = join(folder, "secrets.json");
  for (const text of ["", "{half", "null", '"a text"']) {
    writeFileSync(file, text);
    expect(() => readSecrets(folder)).toThrow(`${file} is not a JSON object; move it away to get new secrets`);
  }
});
