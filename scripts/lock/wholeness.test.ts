import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { missing, repaired } from "./wholeness.mjs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const manifest = JSON.parse(readFileSync("package.json", "utf8"));

describe("package-lock.json", () => {
  it("is whole, so that npm ci takes it: npm run lock:repair", () => {
    expect(missing(lock)).toEqual([]);
  });

  it("names the same direct dependencies as package.json: npm install", () => {
    expect(lock.packages[""].dependencies).toEqual(manifest.dependencies);
    expect(lock.packages[""].devDependencies).toEqual(manifest.devDependencies);
  });

  it("lists every package with an install script under allowScripts, or it needs none here", () => {
    const scripted = Object.entries<{ hasInstallScript?: boolean; os?: string[]; cpu?: string[] }>(lock.packages)
      .filter(
        ([, entry]) =>
          entry.hasInstallScript === true &&
          (entry.os === undefined || entry.os.includes("linux")) &&
          (entry.cpu === undefined || entry.cpu.includes("x64")),
      )
      .map(([path]) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length));
    expect([...new Set(scripted)].filter((name) => manifest.allowScripts[name] !== true)).toEqual([]);
  });

  it("gets an inert entry for a platform build that the registry did not serve, and nothing else changes", () => {
    const broken = {
      packages: {
        "": {},
        "node_modules/next": {
          version: "1.0.0",
          optionalDependencies: { "@next/swc-darwin-arm64": "1.0.0", "@next/swc-linux-x64-musl": "1.0.0" },
        },
      },
    };
    const { whole, added } = repaired(broken);
    expect(added).toEqual(["@next/swc-darwin-arm64", "@next/swc-linux-x64-musl"]);
    expect(whole).toMatchObject({
      packages: {
        "node_modules/@next/swc-darwin-arm64": { version: "1.0.0", os: ["darwin"], cpu: ["arm64"], optional: true },
        "node_modules/@next/swc-linux-x64-musl": { os: ["linux"], cpu: ["x64"], libc: ["musl"] },
      },
    });
    expect(missing(whole)).toEqual([]);
  });
});
