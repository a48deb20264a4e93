import { type ChildProcess, fork } from "node:child_process";
import { resolve } from "node:path";
import type { ProcessSetup } from "./setup.ts";

/** What tests steer at the stand-in (lib/integrations/local/stripe/control.ts). */
export interface StandIn {
  readonly url: string;
  stop(): void;
}

export async function startStandIn(setup: ProcessSetup): Promise<StandIn> {
  const child = start("bench/money/stand-in-process.ts", setup);
  const url = await new Promise<string>((started, failed) => {
    child.once("exit", () => failed(new Error("the stand-in ended before it was up")));
    child.once("message", (message: { url: string }) => started(message.url));
  });
  return { url, stop: () => void child.kill("SIGKILL") };
}

/** A worker process that is started again whenever its own kill -9 ends it. */
export class MoneyWorker {
  /** Lives that ended by a kill. */
  deaths = 0;
  /** An end that nobody planned, in words; the run is over then. */
  unplanned: string | null = null;
  readonly #setup: ProcessSetup;
  #child: ChildProcess;
  #up: Promise<void>;
  #stopped = false;

  constructor(setup: ProcessSetup) {
    this.#setup = setup;
    [this.#child, this.#up] = this.#start();
  }

  /** Resolves once its present life works. */
  get up(): Promise<void> {
    return this.#up;
  }

  /** Lets it die after so many steps more: words with the payment service, rows that get an id. */
  async dieAfter(steps: number): Promise<void> {
    await this.#up;
    this.#child.send({ crashAfter: steps }, () => undefined);
  }

  stop(): void {
    this.#stopped = true;
    this.#child.kill("SIGKILL");
  }

  #start(): [ChildProcess, Promise<void>] {
    const child = start("bench/money/worker-process.ts", this.#setup);
    child.on("error", () => undefined); // a message to one that has just died
    child.once("exit", (code, signal) => {
      if (this.#stopped) return;
      if (signal === "SIGKILL") this.deaths += 1;
      else this.unplanned = `the worker ended by itself (${signal ?? `exit code ${code}`})`;
      if (this.unplanned === null) [this.#child, this.#up] = this.#start();
    });
    const up = new Promise<void>((done) => {
      child.once("message", () => done());
      child.once("exit", () => done());
    });
    return [child, up];
  }
}

function start(program: string, setup: ProcessSetup): ChildProcess {
  return fork(resolve(program), [JSON.stringify(setup)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    execArgv: ["--import", "tsx"],
  });
}
