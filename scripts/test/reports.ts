import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** What a suite came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** What did not pass, each in a line: where, its title, the first lines of its error. */
  readonly failures: readonly string[];
}

/** Several runs of one suite as one. */
export function together(all: readonly Counts[]): Counts {
  const sum = (of: "passed" | "failed"): number => all.reduce((total, each) => total + each[of], 0);
  return { passed: sum("passed"), failed: sum("failed"), failures: all.flatMap(({ failures }) => failures) };
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages?: readonly string[] | null }[];
  }[];
}

interface PlaywrightSuite {
  file: string;
  suites?: readonly PlaywrightSuite[];
  specs: readonly {
    title: string;
    file: string;
    line: number;
    tests: readonly { status: string; results: readonly { error?: { message?: string } }[] }[];
  }[];
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  suites: readonly PlaywrightSuite[];
  errors?: readonly { message?: string }[];
}

/** Counts of vitest's JSON report: a skipped test is a failure too. A file that cannot be loaded is named though it counts no test. */
export function countVitest(report: VitestReport): Counts {
  const failures: string[] = [];
  for (const { name, status, message, assertionResults } of report.testResults) {
    const file = relative(process.cwd(), name);
    if (status === "failed" && assertionResults.length === 0) failures.push(line(file, "could not run", message));
    for (const test of assertionResults)
      if (test.status !== "passed") failures.push(line(file, test.fullName, test.failureMessages?.[0] ?? test.status));
  }
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numPendingTests + report.numTodoTests,
    failures,
  };
}

/** Counts of Playwright's JSON report: a flaky test is a failure, and so is one that was not reached. */
export function countPlaywright(report: PlaywrightReport): Counts {
  const { expected, unexpected, flaky, skipped } = report.stats;
  const outside = (report.errors ?? []).map(({ message }) => line("outside any test", "", message));
  return {
    passed: expected,
    failed: unexpected + flaky + skipped,
    failures: [...outside, ...failuresOf(report.suites)],
  };
}

function failuresOf(suites: readonly PlaywrightSuite[]): string[] {
  return suites.flatMap(({ specs, suites: within = [] }) => [
    ...specs.flatMap(({ title, file, line: at, tests }) =>
      tests
        .filter(({ status }) => status !== "expected")
        .map(({ results }) => line(`${file}:${at}`, title, results[0]?.error?.message ?? "not reached")),
    ),
    ...failuresOf(within),
  ]);
}

/** One line a failure: the colours and the rest of the error stand further up. */
function line(where: string, title: string, error = ""): string {
  const plain = stripVTControlCharacters(error).trim().split("\n").slice(0, 6).join(" | ");
  return `${where} › ${title} › ${plain}`.slice(0, 600);
}
