import { expect, it } from "vitest";
import { waitingProgress } from "./backtest.ts";
import { type ProgressUpdate, readProgressUpdate } from "./progress-channel.ts";

const update: ProgressUpdate = {
  userId: "usr_0000000001",
  message: {
    id: "bkt_0000000001",
    kind: "RUN",
    status: "RUNNING",
    progress: { ...waitingProgress("bars", 100), phase: "RUNNING", done: 40 },
    error: null,
  },
};

it("reads what a worker told", () => {
  expect(readProgressUpdate(JSON.stringify(update))).toEqual(update);
});

it("fits into one NOTIFY with two hundred points and the longest numbers", () => {
  const preview = Array.from({ length: 200 }, () => [1_700_000_000_000, -12345678.9] as const);
  const progress = { ...update.message.progress, at: new Date(0).toISOString(), secondsLeft: 1234.5, preview };
  expect(JSON.stringify({ ...update, message: { ...update.message, progress } }).length).toBeLessThan(8_000);
});

it.each([
  "",
  "[]",
  "null",
  "{",
  JSON.stringify({ ...update, userId: "'; DROP" }),
  JSON.stringify({ ...update, message: { ...update.message, status: "DONE" } }),
  JSON.stringify({ ...update, message: { ...update.message, progress: { preview: 1 } } }),
])("drops %j", (payload) => {
  expect(readProgressUpdate(payload)).toBeNull();
});
