import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { COMMON_HEADERS } from "./hot-routes.ts";

it("puts on its answers what Next puts on all", () => {
  const config = readFileSync(resolve("next.config.mjs"), "utf8");
  const named = [...config.matchAll(/key: "([a-z-]+)",\s*value: "([^"]+)"/g)].map(([, key, value]) => [key, value]);
  expect(Object.fromEntries(named)).toEqual(COMMON_HEADERS);
});
