import { type ChildProcess, fork } from "node:child_process";
import { resolve } from "node:path";
import type { CrashPoint } from "@/lib/features/orders/order-ctx";
import type { Errand, FromWorker, LogLine, PriceWords, ToWorker, WorkerSetup } from "./messages.ts";

const PROGRAM = resolve("bench/chaos/worker-process.ts");
/** More deaths that nobody planned than this, and the run is over. */
const UNPLANNED_MAX = 3;

interface Waiting {
  readonly errand: Errand;
  readonly done: () => void;
  readonly failed: (error: Error) => void;
  tries: number;
}

/** A handler that fails is run again, as the outbox does. */
const TRIES_MAX = 5;
const AGAIN_MS = 1_000;

/**
 * A worker process that is started again whenever it dies. What it was asked and has not answered is asked again, as an event that is handled at
 * least once; prices are told anew.
 */
export class Worker {
  /** Crash points at which a life ended by its own kill -9. */
  readonly deaths: CrashPoint[] = [];
  /** Ends that nobody planned, in words. */
  readonly unplanned: string[] = [];
  readonly log: LogLine[] = [];
  /** Once its first life can be asked. */
  readonly started: Promise<void>;
  #noteStarted: () => void = () => undefined;
  readonly #setup: Omit<WorkerSetup, "crashAt">;
  readonly #waiting = new Map<number, Waiting>();
  readonly #prices = new Map<string, PriceWords>();
  #child: ChildProcess | null = null;
  #lastId = 0;
  #up = false;
  #stopped = false;

  constructor(setup: Omit<WorkerSetup, "crashAt">, crashAt: CrashPoint | null) {
    this.#setup = setup;
    this.started = new Promise((started) => {
      this.#noteStarted = started;
    });
    this.#start(crashAt);
  }

  /** Resolves once a life of the worker has done it. */
  ask(errand: Errand): Promise<void> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((done, failed) => {
      this.#waiting.set(id, { errand, done, failed, tries: 0 });
      this.#send({ id, errand });
    });
  }

  price(price: PriceWords): void {
    this.#prices.set(`${price.exchange} ${price.symbols.join()}`, price);
    this.#send({ price });
  }

  /** Kills the present life and gives the next one a crash point. */
  restart(crashAt: CrashPoint): void {
    const before = this.#child;
    this.#start(crashAt);
    before?.kill("SIGKILL");
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const child = this.#child;
    for (const { failed } of this.#waiting.values()) failed(new Error("the worker was stopped"));
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  #start(crashAt: CrashPoint | null): void {
    this.#up = false;
    const child = fork(PROGRAM, [JSON.stringify({ ...this.#setup, crashAt } satisfies WorkerSetup)], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      execArgv: ["--import", "tsx"],
    });
    this.#child = child;
    child.on("error", () => undefined); // a message to one that has just died
    child.on("message", (message: FromWorker) => this.#hear(child, message));
    child.once("exit", (code, signal) => {
      if (this.#stopped || child !== this.#child) return;
      if (signal === "SIGKILL" && crashAt !== null) this.deaths.push(crashAt);
      else this.unplanned.push(`the worker ended by itself (${signal ?? `exit code ${code}`})`);
      if (this.unplanned.length <= UNPLANNED_MAX) this.#start(null);
    });
  }

  #hear(child: ChildProcess, message: FromWorker): void {
    if ("log" in message) return void this.log.push(message.log);
    if (child !== this.#child) return;
    if ("up" in message) {
      this.#up = true;
      this.#noteStarted();
      for (const price of this.#prices.values()) this.#send({ price });
      for (const [id, { errand }] of this.#waiting) this.#send({ id, errand });
      return;
    }
    const { id, error } = message;
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    waiting.tries += 1;
    if (error !== null && waiting.tries < TRIES_MAX) {
      setTimeout(() => this.#send({ id, errand: waiting.errand }), AGAIN_MS);
      return;
    }
    this.#waiting.delete(id);
    if (error === null) waiting.done();
    else waiting.failed(new Error(error));
  }

  #send(message: ToWorker): void {
    if (this.#up && this.#child?.connected === true) this.#child.send(message, () => undefined);
  }
}
