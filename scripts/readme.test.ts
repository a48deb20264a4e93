import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const readme = readFileSync("README.md", "utf8");
const manifest: { scripts: Record<string, string> } = JSON.parse(readFileSync("package.json", "utf8"));
const named = [...new Set([...readme.matchAll(/\bnpm (?:run )?([a-z][a-z0-9:-]*)/g)].map((match) => match[1] ?? ""))];

describe("the README", () => {
  it("is under 200 lines, and its links lead somewhere", () => {
    expect(readme.split("\n").length).toBeLessThan(200);
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] ?? "");
    expect(links.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("names commands that exist", () => {
    expect(named.filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
  });

  it("names settings that exist", () => {
    const example = readFileSync(".env.example", "utf8");
    const settings = [...readme.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`/g)].map(
      (match) => match[1] ?? "",
    );
    const own = new Set(["CHROMIUM_PATH"]); // of the tests, not of the product
    expect(settings.filter((name) => !own.has(name) && !example.includes(`# ${name}=`))).toEqual([]);
  });

  it.each(named)(
    "npm run %s answers --help",
    async (name) => {
      const { stdout } = await promisify(execFile)("npm", ["run", "-s", name, "--", "--help"], { timeout: 60_000 });
      expect(stdout).toMatch(/usage/i);
    },
    60_000,
  );
});
