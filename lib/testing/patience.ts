import { vi } from "vitest";

/** Tests wait for states, never for times, and a busy machine is no failure: vitest itself gives up after a second. */
const WAIT_MS = 20_000;

const waitFor = vi.waitFor;
vi.waitFor = (check, options) =>
  waitFor(check, typeof options === "number" ? options : { timeout: WAIT_MS, ...options });
