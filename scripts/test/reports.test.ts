import { describe, expect, test } from "vitest";
import { countPlaywright, countVitest } from "./reports.ts";

describe("what did not pass is named in a line", () => {
  test("of vitest: failed and skipped tests, and a file that could not be loaded", () => {
    const report = {
      numPassedTests: 1,
      numFailedTests: 1,
      numPendingTests: 1,
      numTodoTests: 0,
      testResults: [
        {
          name: `${process.cwd()}/lib/a.test.ts`,
          status: "failed",
          assertionResults: [
            { fullName: "sums", status: "passed" },
            { fullName: "splits", status: "failed", failureMessages: ["\u001b[31mexpected 1\u001b[39m\nto be 2"] },
            { fullName: "waits", status: "pending" },
          ],
        },
        { name: `${process.cwd()}/lib/b.test.ts`, status: "failed", message: "Cannot find c", assertionResults: [] },
      ],
    };
    expect(countVitest(report)).toEqual({
      passed: 1,
      failed: 2,
      failures: [
        "lib/a.test.ts › splits › expected 1 | to be 2",
        "lib/a.test.ts › waits › pending",
        "lib/b.test.ts › could not run › Cannot find c",
      ],
    });
  });

  test("of Playwright: in every depth, flaky ones, and those that were not reached", () => {
    const spec = (title: string, status: string, message?: string) => ({
      title,
      file: "a.spec.ts",
      line: 3,
      tests: [{ status, results: message === undefined ? [] : [{ error: { message } }] }],
    });
    const report = {
      stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 1 },
      errors: [{ message: "the site did not start" }],
      suites: [
        {
          file: "a.spec.ts",
          specs: [spec("opens", "expected"), spec("buys", "unexpected", "no button")],
          suites: [{ file: "a.spec.ts", specs: [spec("sells", "flaky", "late"), spec("ends", "skipped")] }],
        },
      ],
    };
    expect(countPlaywright(report)).toEqual({
      passed: 1,
      failed: 3,
      failures: [
        "outside any test ›  › the site did not start",
        "a.spec.ts:3 › buys › no button",
        "a.spec.ts:3 › sells › late",
        "a.spec.ts:3 › ends › not reached",
      ],
    });
  });
});
