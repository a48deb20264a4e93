import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { goldenBars } from "@/lib/testing/golden";
import { runBacktest } from "../backtest/run-backtest.ts";
import { DEFAULT_SETTINGS } from "../engine/settings.ts";
import { EXIT_REASONS } from "../orders/order.ts";
import { checkStrategy } from "./check-strategy.ts";
import { readParameters } from "./read-parameters.ts";

const FILE = resolve("docs/examples/pullback.js");

it("the example of docs/strategies.md is the file itself, and trades", async () => {
  expect(readFileSync("docs/strategies.md", "utf8")).toContain(readFileSync(FILE, "utf8").trim());
  const loaded: { readonly default: unknown } = await import(pathToFileURL(FILE).href);
  const checked = checkStrategy(loaded.default);
  if (!checked.ok) throw new Error(checked.detail);
  const read = readParameters(checked.value.parameters, { trend: "150" });
  if (!read.ok) throw new Error(read.detail);
  const bars = goldenBars("binance/BTCUSDT_1h.csv.gz");
  const { trades } = runBacktest(bars, checked.value, read.value, { ...DEFAULT_SETTINGS, barMs: 3_600_000 });
  const reasons = new Set(Array.from(trades.exitReason, (reason) => EXIT_REASONS[reason]));
  expect([...reasons].sort()).toEqual(["breakEven", "signal", "stop", "target"]);
});
