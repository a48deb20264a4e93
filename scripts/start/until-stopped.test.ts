import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";

const MODULE = JSON.stringify(fileURLToPath(new URL("./until-stopped.ts", import.meta.url)));

/** A program whose start never ends by itself. */
const STARTING = `
  import { runUntilStopped } from ${MODULE};
  setInterval(() => undefined, 1_000);
  await runUntilStopped((asked) => new Promise((_resolve, reject) => {
    asked.addEventListener("abort", () => reject(asked.reason));
    console.log("starting");
  }));
`;

it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s breaks a start off, and is no failure", async (signal) => {
  const program = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", STARTING]);
  onTestFinished(() => void program.kill("SIGKILL"));
  let told = "";
  program.stderr.on("data", (text) => (told += String(text)));
  await once(program.stdout, "data");
  program.kill(signal);
  expect(await once(program, "exit")).toEqual([0, null]);
  expect(told).toContain("Stopped before it was served");
});
