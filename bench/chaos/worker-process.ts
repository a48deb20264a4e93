import { exitPosition, moveStop } from "@/lib/features/orders/exit-position";
import { engageSwitch } from "@/lib/features/orders/kill-switch";
import { loadCcxt } from "@/lib/integrations/ccxt/load-ccxt";
import { dec } from "@/lib/kernel/decimal";
import type { Log } from "@/lib/ports/log";
import { Leases } from "@/lib/runtime/leases";
import { startTradeAccounts } from "@/lib/runtime/worker/trade-accounts";
import { type Errand, type FromWorker, LEASES_NAME, type ToWorker, type WorkerSetup } from "./messages.ts";
import { planEntry } from "./plan-entry.ts";
import { hearPrice, workerCtx } from "./worker-ctx.ts";

/** A worker of its own for the accounts of one database, as worker.ts runs them, until it is killed. Started by bench/chaos/worker.ts. */
const setup: WorkerSetup = JSON.parse(process.argv[2] ?? "{}");
const say = (message: FromWorker): void => void process.send?.(message);
const nothing = (): void => undefined;
const log: Log = { debug: nothing, info: nothing, warn: teller("warn"), error: teller("error") };
const ctx = workerCtx(setup, log);
const leases = new Leases({ url: setup.databaseUrl, applicationName: LEASES_NAME, log, retryMs: 200 });
const accounts = startTradeAccounts(ctx, leases, setup.crashAt ?? undefined);

process.on("message", (message: ToWorker) => {
  if ("price" in message) return hearPrice(ctx, message.price);
  obey(message.errand).then(
    () => say({ id: message.id, error: null }),
    (error: unknown) => say({ id: message.id, error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
// Before the first signal: its age goes by a clock that runs faster than ccxt loads.
await loadCcxt();
say({ up: true });

async function obey(errand: Errand): Promise<void> {
  switch (errand.do) {
    case "plan":
      await Promise.all(Array.from({ length: errand.times }, () => planEntry(ctx, errand.entry)));
      break;
    case "exit": {
      const fraction = errand.fraction === null ? null : dec(errand.fraction);
      await exitPosition(ctx, errand.userId, errand.positionId, { leg: errand.leg, fraction });
      break;
    }
    case "kill": {
      const { userId } = errand;
      await engageSwitch(ctx, { scope: "USER", key: userId, by: userId, reason: "drill", positions: "close" });
      break;
    }
    case "stop":
      await moveStop(ctx, errand.userId, errand.positionId, dec(errand.price));
      break;
  }
  accounts.wake();
}

function teller(level: "warn" | "error"): (fields: object, message: string) => void {
  return (fields, message) => {
    const told = Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? value.stack : value]);
    say({ log: { level, message, fields: Object.fromEntries(told.map(([name, value]) => [name, String(value)])) } });
  };
}
