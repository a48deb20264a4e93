// Plain JavaScript: used by the test bootstrap.
import { existsSync } from "node:fs";
import { aptInstall, canInstall } from "./apt.mjs";
import { SetupError } from "./install.mjs";

const DEBIAN = "/usr/bin/redis-server";

/**
 * The redis-server that tests start on ports of their own (lib/testing/redis-server.ts): Debian's, installed when it is missing and we are root.
 * @returns {Promise<string>} its path
 * @throws SetupError that says what is missing and how to get it
 */
export async function findRedis(progress) {
  if (existsSync(DEBIAN)) return DEBIAN;
  if (canInstall()) return aptInstall(["redis-server"], DEBIAN, progress);
  throw new SetupError(`${DEBIAN} is missing, and tests start it: apt-get install redis-server`);
}
