import { Command, Option } from "commander";
import { dataDirectory, settingsOrExit } from "@/lib/runtime/env";
import { ensureSecrets } from "@/lib/runtime/secrets";
import { runCommand } from "./command.ts";
import { startAll } from "./start/run.ts";
import { runUntilStopped } from "./start/until-stopped.ts";

const program = new Command("npm start --")
  .description(
    "Runs the site: web and sockets in one process, the worker in another (WORKER=off: without it; npm run worker: the worker alone).",
  )
  .addOption(new Option("--only <process>", "run one of the two").choices(["web", "worker"]))
  .option("--dev", "development: compile on demand (npm run dev)");

program.action(async ({ only, dev = false }: { only?: "web" | "worker"; dev?: boolean }) => {
  if (dev) ensureSecrets(dataDirectory());
  const settings = settingsOrExit();
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  await runUntilStopped((asked) =>
    startAll(settings, {
      dev,
      asked,
      web: only !== "worker",
      worker: only === "worker" || (only === undefined && settings.WORKER === "on"),
      say,
    }).then((running) => {
      say(only === "worker" ? "The worker runs" : `Heliograph is served at ${settings.NEXTAUTH_URL}`);
      return running;
    }),
  );
});

await runCommand(program);
