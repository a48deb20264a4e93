import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** ccxt resends an order with its own id if told to retry, which doubled a market order on the test venue (RELIABILITY 3.2). */
it("no code lets ccxt repeat a request: maxRetriesOnFailure is 0 wherever it is named", () => {
  const files = execFileSync("git", ["ls-files", "lib", "app", "scripts", "bench", "e2e", "*.ts"], { encoding: "utf8" })
    .split("\n")
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !path.endsWith("never-repeated.test.ts"));
  const named = files.flatMap(
    (path) => readFileSync(path, "utf8").match(/maxRetriesOnFailure\w*["']?\s*[:=]\s*[^,}\s]+/g) ?? [],
  );
  expect(named.length).toBeGreaterThan(0);
  for (const text of named) expect(text).toMatch(/[:=]\s*0$/);
});
