import { expect, it } from "vitest";
import { AppError } from "@/lib/kernel/errors";
import { silentLog } from "@/lib/testing/test-ctx";
import { toProblem } from "./problem.ts";
import { problemAnswer } from "./route.ts";

const coded = (code: string) => Object.assign(new Error("the query text, which is nobody's business"), { code });

it.each([
  ["a transaction that expired", coded("P2028"), 503, "unavailable"],
  ["a pool that is exhausted", coded("P2024"), 503, "unavailable"],
  ["a server that is away", new Error("Can't reach database server at 127.0.0.1:5432"), 503, "unavailable"],
  ["a unique row that was there", coded("P2002"), 500, "internal"],
  ["a bug", new TypeError("x is not a function"), 500, "internal"],
  ["a refusal of ours", new AppError("no_access"), 403, "no_access"],
])("%s is answered with its own status, and says nothing of the inside", (_what, error, status, code) => {
  const { problem, headers } = toProblem(error, "req_1", silentLog);
  expect(problem).toMatchObject({ status, code, requestId: "req_1" });
  expect(JSON.stringify(problem)).not.toMatch(/query text|127\.0\.0\.1|not a function/);
  expect(headers["retry-after"]).toBe(status === 503 ? "2" : undefined);
});

it.each([
  ["what was said", new AppError("not_found", "You have no such strategy."), "You have no such strategy."],
  ["the title, where nothing was said", new AppError("unauthenticated"), "Sign in first."],
  ["its fields", new AppError("invalid", undefined, { fieldErrors: { amount: ["Too much."] } }), "Check amount."],
  ["nothing of the inside", new TypeError("x is not a function"), "Something is broken on our side."],
])("tells programs a detail in every refusal: %s", (_what, error, detail) => {
  expect(JSON.parse(problemAnswer({ log: silentLog }, error, "req_1").body)).toMatchObject({ detail });
});
