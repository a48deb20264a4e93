import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

const up = (...args: string[]) =>
  spawnSync("node", ["scripts/up/bootstrap.mjs", ...args], { encoding: "utf8", timeout: 20_000 });

it.each(["--noserve", "serve"])("npm run up -- %s is called wrongly: nothing is installed or served", (typed) => {
  const { status, stdout, stderr } = up(typed);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(`There is no ${typed} here.`);
});

it("tells its options", () => {
  for (const asked of ["--help", "-h"])
    expect(up(asked)).toMatchObject({ status: 0, stdout: expect.stringContaining("--no-serve") });
});
