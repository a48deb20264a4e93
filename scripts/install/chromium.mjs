// Plain JavaScript: used by the test bootstrap, before anything else of ours is loaded.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { aptInstall, canInstall } from "./apt.mjs";
import { SetupError } from "./install.mjs";

const DEBIAN = "/usr/bin/chromium";

/**
 * A Chromium for the browser tests: CHROMIUM_PATH, Debian's, Playwright's own; else Debian's is installed, when we are root.
 * @param {string | undefined} given CHROMIUM_PATH
 * @returns {Promise<string>} its path
 * @throws SetupError that says what is missing and how to get it
 */
export async function findChromium(given, progress) {
  if (given !== undefined && given !== "") {
    if (!existsSync(given)) throw new SetupError(`CHROMIUM_PATH names ${given}, where there is no file`);
    return given;
  }
  if (existsSync(DEBIAN)) return DEBIAN;
  const own = createRequire(import.meta.url)("playwright-core").chromium.executablePath();
  if (existsSync(own)) return own;
  if (canInstall()) return aptInstall(["chromium", "fonts-liberation"], DEBIAN, progress);
  throw new SetupError(
    "Chromium is missing: install it (apt-get install chromium, or npx playwright install chromium), or set CHROMIUM_PATH",
  );
}
