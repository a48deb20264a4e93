import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { testPort } from "@/lib/runtime/env";
import type { SandboxFile } from "@/scripts/up/sandbox-file";

const port = testPort();
const dataDir = resolve(".data-e2e");

/** The site that the browser tests talk to. */
export const E2E = {
  port,
  baseUrl: `http://localhost:${port}`,
  dataDir,
  /** Where a test may start a service to sign in through. */
  oidcPort: port + 9,
  /** Where tests may start what stands for the outside: nothing else of this machine may be sent to. */
  outside: { discord: port + 6, hook: port + 7, push: port + 8 },
  /** Milliseconds to add to the site's clock: a test writes them, the site reads them each second. */
  clockOffsetFile: resolve(dataDir, "clock-offset"),
  /** Real candles, beside the project (ENVIRONMENT.md); never copied into it. */
  candles: resolve("../shared/data/binance/BTCUSDT_15m.csv.gz"),
} as const;

/** The settings that the site runs with, on top of the sandbox's defaults. Limits are off: one address makes all the requests here. */
export const E2E_SETTINGS: Readonly<Record<string, string>> = {
  PORT: String(port),
  NEXTAUTH_URL: E2E.baseUrl,
  DATA_DIR: dataDir,
  CLOCK_OFFSET_FILE: E2E.clockOffsetFile,
  MARKET_SOURCE: "replay",
  RATE_LIMIT_IP: "0",
  RATE_LIMIT_USER: "0",
  SOCKETS_PER_USER: "0",
  LOG_LEVEL: "warn",
  // Real to the product, and to nobody else: the exchange is the sandbox's own.
  TRADING_ENABLED: "True",
  ALLOW_LIVE: "1",
  OUTGOING_ALLOW: Object.values(E2E.outside)
    .map((number) => `127.0.0.1:${number}`)
    .join(","),
  AUTH0_ISSUER_BASE_URL: `http://127.0.0.1:${E2E.oidcPort}`,
  AUTH0_CLIENT_ID: "heliograph",
  AUTH0_CLIENT_SECRET: "a secret of the browser tests",
};

/** What `npm run up` wrote: users, their passwords, the database's address. */
export function sandbox(): SandboxFile {
  return JSON.parse(readFileSync(resolve(dataDir, "sandbox.json"), "utf8"));
}

/** @throws Error in plain words where the shared folder is absent */
export function requireCandles(): string {
  if (!existsSync(E2E.candles))
    throw new Error(`${E2E.candles} is absent: the journey needs the shared folder beside the project`);
  return E2E.candles;
}
