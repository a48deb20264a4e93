import { openDb } from "@/lib/db/client";
import { publishSignal } from "@/lib/features/signals/publish-signal";
import { sessionlessActor } from "@/lib/kernel/actor";
import { quoteBtc } from "./market-fixture.ts";
import { publicationInput } from "./publication.ts";
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
    const result = await publishSignal(ctx, actor, publicationInput(strategyId, { note: key }), key);
    if (!result.ok) throw new Error(JSON.stringify(result));
    process.stdout.write(`${key} ${result.value.value.seq} ${result.value.value.id}\n`);
  }
}

await Promise.all(Array.from({ length: 16 }, publishOn));
