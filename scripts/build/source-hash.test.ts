import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { sourceHash } from "./source-hash.ts";

function folder() {
  const root = mkdtempSync(join(tmpdir(), "heliograph-sources-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  write("app/page.tsx", "a page");
  write("lib/deep/er/verb.ts", "a verb");
  write("server.ts", "a server");
  return { root, write };
}

it("says what an unpacked archive is made of as git says it of a clone", () => {
  const { root } = folder();
  const archive = sourceHash(root);
  execFileSync("git", ["init", "--quiet"], { cwd: root });
  expect(sourceHash(root)).toBe(archive);
});

it("changes with each file of the build, and with no other", () => {
  const { root, write } = folder();
  const before = sourceHash(root);
  write("lib/deep/er/verb.test.ts", "a test");
  write("docs/page.md", "a text");
  expect(sourceHash(root)).toBe(before);
  write("lib/deep/er/verb.ts", "another verb");
  const changed = sourceHash(root);
  expect(changed).not.toBe(before);
  write("lib/new.ts", "");
  expect(sourceHash(root)).not.toBe(changed);
});
