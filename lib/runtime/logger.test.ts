import { expect, it } from "vitest";
import { createLogger, REDACTED_FIELDS } from "./logger.ts";

function capture(level = "info") {
  const lines: string[] = [];
  return { lines, log: createLogger({ name: "test", level, to: { write: (line) => void lines.push(line) } }) };
}

it.each(REDACTED_FIELDS)("masks %s at any depth and in any spelling of its case", (name) => {
  const { lines, log } = capture();
  log.info({ [name]: "canary-1", nested: [{ deep: { [name.toUpperCase()]: "canary-2" } }] }, "told");
  expect(lines.join()).not.toContain("canary");
  expect(lines.join()).toContain("[redacted]");
});

it.each([
  "postgres://web:canary@db:5432/heliograph",
  "redis://:canary@cache:6379",
  "sk_live_canary0123456789",
  "whsec_canary0123456789",
  "Authorization: Bearer canary.part",
  "https://discord.com/api/webhooks/1099999999999999999/canary_of-a-webhook",
  "https://api.telegram.org/bot1234567890:canaryAAAAAAAAAAAAAAAAAAA/sendMessage",
  "eyJhbGciOiJI.eyJjYW5hcnkiOjF9.canary",
])("scrubs the secret out of the text %j, in message, field and error", (text) => {
  const { lines, log } = capture();
  const error = new Error(`failed at ${text}`, { cause: new Error(text) });
  log.error({ note: text, err: error }, `told ${text}`);
  expect(lines.join()).not.toContain("canary");
});

it("writes one JSON line with level as a word, ISO time, name and the request id it was given", () => {
  const { lines, log } = capture();
  log.warn({ requestId: "req_1", count: 3n }, "slow");
  const [line = ""] = lines;
  expect(JSON.parse(line)).toMatchObject({ level: "warn", name: "test", requestId: "req_1", count: "3", msg: "slow" });
  expect(JSON.parse(line).time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
});

it("keeps quiet below its level", () => {
  const { lines, log } = capture("warn");
  log.info({}, "told");
  log.debug({}, "told");
  expect(lines).toEqual([]);
});
