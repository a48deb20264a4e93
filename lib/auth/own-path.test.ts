import { expect, it } from "vitest";
import { ownPath } from "./own-path.ts";

it.each(["/", "/strategies?q=a&sort=b", "/signals/sig_1#chart", "/a//b", "/%2F%2Fevil.example"])("takes %s", (path) => {
  expect(ownPath(path, "/dashboard")).toBe(path);
});

it.each([
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "/\t/evil.example",
  "/\n/evil.example",
  " //evil.example",
  "/a\\b",
  "evil",
  "",
  null,
  undefined,
  `/${"a".repeat(2_001)}`,
])("does not follow %j", (path) => {
  expect(ownPath(path, "/dashboard")).toBe("/dashboard");
});
