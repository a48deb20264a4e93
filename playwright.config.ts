import { defineConfig, devices } from "@playwright/test";
import { chromiumPath } from "@/lib/runtime/env";
import { E2E } from "./e2e/support/site.ts";

/**
 * Browser tests against the production build, started by e2e/support/serve.ts with a data folder of its own. One worker: the journeys move
 * one clock and one market.
 */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results/browser",
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 30_000 }, // what a busy machine may need: no test waits longer than until it is true
  reporter: "list",
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 800 },
    baseURL: E2E.baseUrl,
    locale: "en-GB",
    timezoneId: "UTC",
    serviceWorkers: "block", // a spec that is about them allows them: they answer in place of the network that other specs look at
    launchOptions: {
      executablePath: chromiumPath() ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: "node --import tsx e2e/support/serve.ts",
    url: `${E2E.baseUrl}/api/health`,
    timeout: 300_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
    stdout: "pipe",
    stderr: "pipe",
  },
});
