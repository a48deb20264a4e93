import { expect, it } from "vitest";
import { mayReadMetrics } from "./metrics-access.ts";

/** As front.ts marks a request that no proxy passed on; Next adds an X-Forwarded-For to each. */
const DIRECT = { "x-came-by-proxy": "0", "x-forwarded-for": "127.0.0.1" };

it.each([
  ["without a token set, this machine", DIRECT, "127.0.0.1", undefined, true],
  ["without a token set, this machine by IPv6", DIRECT, "::1", undefined, true],
  ["without a token set, another machine", DIRECT, "203.0.113.9", undefined, false],
  ["a proxy on this machine that speaks for someone", { "x-came-by-proxy": "1" }, "127.0.0.1", undefined, false],
  ["the right token from anywhere", { authorization: "Bearer letmein" }, "203.0.113.9", "letmein", true],
  ["a wrong token from this machine", { authorization: "Bearer wrong" }, "127.0.0.1", "letmein", false],
  ["no token from this machine", DIRECT, "127.0.0.1", "letmein", false],
])("%s", (_name, headers, ip, token, may) => {
  expect(mayReadMetrics(new Headers(headers as Record<string, string>), ip, token)).toBe(may);
});
