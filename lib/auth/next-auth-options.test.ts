import { beforeAll, expect, it } from "vitest";
import { setAuthSettings } from "./auth-settings.ts";
import { nextAuthOptions } from "./next-auth-options.ts";

const baseUrl = "https://signals.example.com";

beforeAll(() => setAuthSettings({ secret: "a secret of this test, long enough for it" }));

const redirect = (url: string) => nextAuthOptions().callbacks?.redirect?.({ url, baseUrl });

it.each(["/signals?a=1", `${baseUrl}/signals?a=1`])("goes back to a page of ours after signing in: %s", async (url) => {
  expect(await redirect(url)).toBe(`${baseUrl}/signals?a=1`);
});

it.each([
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/\n\\evil.example",
  "\\\\evil.example",
  "https://evil.example/",
  "https://signals.example.com.evil.example/",
  "javascript:alert(1)",
  "data:text/html,x",
])("leads to no other site: %j", async (url) => {
  expect(await redirect(url)).toBe(baseUrl);
});
