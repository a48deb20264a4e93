import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { openDb } from "@/lib/db/client";
import type { Ctx } from "@/lib/ports/ctx";
import type { Log } from "@/lib/ports/log";
import { moneySchedules, sweepAtStart } from "@/lib/runtime/money-schedules";
import { runSchedules } from "@/lib/runtime/schedules";
import { moneyCtx, type ProcessSetup } from "./setup.ts";
import { openSharedClock } from "./shared-clock.ts";

/** A worker that does what moves money, as worker.ts does it, until it is killed. Started by bench/money/processes.ts. */
const setup: ProcessSetup = JSON.parse(process.argv[2] ?? "{}");
const LOOK_MS = 20;
let stepsLeft = Number.POSITIVE_INFINITY;
process.on("message", (message: { crashAfter: number }) => {
  stepsLeft = message.crashAfter;
});
process.on("disconnect", () => process.exit(0));

const clock = openSharedClock(setup.clockFile);
const db = openDb(setup.databaseUrl, { poolMax: 6, applicationName: "money-worker" });
const ctx = mortal(moneyCtx(db, clock, setup.stripeUrl, fileLog(join(setup.folder, "worker.log"))));
await sweepAtStart(ctx);
process.send?.({ up: true });
await runSchedules(ctx, moneySchedules(ctx), new AbortController().signal, LOOK_MS);

/** One step nearer to death by kill -9: nothing runs after the last one, no cleaning up, no answer to anybody. */
function step(): void {
  stepsLeft -= 1;
  if (stepsLeft <= 0) process.kill(process.pid, "SIGKILL");
}

/** Steps are taken where a death matters: before and after each word with the payment service, and before each row that gets an id. */
function mortal(alive: Ctx): Ctx {
  const payments = new Proxy(alive.payments, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return async (...args: unknown[]) => {
        step();
        const answer: unknown = await Reflect.apply(member, target, args);
        step();
        return answer;
      };
    },
  });
  const make: Ctx["ids"]["make"] = (noun) => {
    step();
    return alive.ids.make(noun);
  };
  return { ...alive, payments, ids: { ...alive.ids, make } };
}

function fileLog(file: string): Log {
  const nothing = (): void => undefined;
  const teller = (level: string) => (fields: object, message: string) => {
    const { err } = fields as { err?: unknown };
    const told = {
      level,
      message,
      ...fields,
      ...(err instanceof Error ? { err: err.stack, cause: String(err.cause) } : {}),
    };
    appendFileSync(file, `${JSON.stringify(told)}\n`);
  };
  return { debug: nothing, info: nothing, warn: teller("warn"), error: teller("error") };
}
