import { openDb } from "@/lib/db/client";
import { publishSignalInput } from "@/lib/features/signals/input";
import { publishSignal } from "@/lib/features/signals/publish-signal";
import { sessionlessActor } from "@/lib/kernel/actor";
import { quoteBtc } from "./market-fixture.ts";
import { createTestCtx } from "./test-ctx.ts";

/**
 * A process of its own that publishes, 16 at a time, until it is killed: `key seq id` on stdout after each answer. Run by tests of crashes.
 * Arguments: database URL, its application name, the provider's user id, strategy id, prefix of the keys.
 */
const [url = "", applicationName = "", userId = "", strategyId = "", prefix = ""] = process.argv.slice(2);
const ctx = createTestCtx(openDb(url, { poolMax: 8, applicationName }));
quoteBtc(ctx, "65000", "65000.5");
const actor = sessionlessActor({ userId, role: "PROVIDER", email: "", name: "" });
let count = 0;

async function publishOn(): Promise<never> {
  for (;;) {
    count += 1;
    const key = `${prefix}-${count}`;
    const input = publishSignalInput.parse({
      ...{
        strategyId,
        symbol: "BTC/USDT",
        exchange: "binance",
        market: "spot",
        side: "LONG",
        entry: { type: "market" },
      },
      ...{ stopLoss: 64000, targets: [{ price: 66000, fraction: 1 }], note: key },
    });
    const result = await publishSignal(ctx, actor, input, key);
    if (!result.ok) throw new Error(JSON.stringify(result));
    process.stdout.write(`${key} ${result.value.value.seq} ${result.value.value.id}\n`);
  }
}

await Promise.all(Array.from({ length: 16 }, publishOn));
