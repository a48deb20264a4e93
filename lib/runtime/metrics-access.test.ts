import { expect, it } from "vitest";
import { mayReadMetrics } from "./metrics-access.ts";

it.each([
  ["without a token set, this machine", {}, "127.0.0.1", undefined, true],
  ["without a token set, this machine by IPv6", {}, "::1", undefined, true],
  ["without a token set, another machine", {}, "203.0.113.9", undefined, false],
  [
    "a proxy on this machine that speaks for someone",
    { "x-forwarded-for": "127.0.0.1" },
    "127.0.0.1",
    undefined,
    false,
  ],
  ["the right token from anywhere", { authorization: "Bearer letmein" }, "203.0.113.9", "letmein", true],
  ["a wrong token from this machine", { authorization: "Bearer wrong" }, "127.0.0.1", "letmein", false],
  ["no token from this machine", {}, "127.0.0.1", "letmein", false],
])("%s", (_name, headers, ip, token, may) => {
  expect(mayReadMetrics(new Headers(headers as Record<string, string>), ip, token)).toBe(may);
});
