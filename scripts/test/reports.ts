import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** What a suite came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** What did not pass, each in a line: where, its title, the first lines of its error. */
  readonly failures: readonly string[];
  /** What passed at its second attempt only, likewise: it counts as passed, and someone should look at it. */
  readonly flaky: readonly string[];
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
    flaky: [],
  };
}

/** Counts of Playwright's JSON report: a test that was not reached is a failure too. */
export function countPlaywright(report: PlaywrightReport): Counts {
  const { expected, unexpected, flaky, skipped } = report.stats;
  const outside = (report.errors ?? []).map(({ message }) => line("outside any test", "", message));
  return {
    passed: expected + flaky,
    failed: unexpected + skipped,
    failures: [...outside, ...named(report.suites, ["unexpected", "skipped"])],
    flaky: named(report.suites, ["flaky"]),
  };
}

function named(suites: readonly PlaywrightSuite[], statuses: readonly string[]): string[] {
  return suites.flatMap(({ specs, suites: within = [] }) => [
    ...specs.flatMap(({ title, file, line: at, tests }) =>
      tests
        .filter(({ status }) => statuses.includes(status))
        .map(({ results }) => line(`${file}:${at}`, title, results[0]?.error?.message ?? "not reached")),
    ),
    ...named(within, statuses),
  ]);
}

/** One line a failure: the colours and the rest of the error stand further up. */
function line(where: string, title: string, error = ""): string {
  const plain = stripVTControlCharacters(error).trim().split("\n").slice(0, 6).join(" | ");
  return `${where} › ${title} › ${plain}`.slice(0, 600);
}
