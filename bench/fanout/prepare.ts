import { writeFileSync } from "node:fs";
import { setAuthSettings } from "@/lib/auth/auth-settings";
import { openDb } from "@/lib/db/client";
import { issueAddress } from "@/lib/features/intake/manage-address";
import type { Actor } from "@/lib/kernel/actor";
import { utcMs } from "@/lib/kernel/time";
import { makeActor, makeStrategy } from "@/lib/testing/market-fixture";
import { subscribers } from "@/lib/testing/subscribers";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";

export const BENCH_SECRET = "a secret of the bench, at least 32 characters";

/** What the server of the bench finds in its database. */
export interface Prepared {
  readonly provider: Actor;
  readonly strategyId: string;
  /** Of the address that takes alerts for it. */
  readonly alertToken: string;
}

/** A pair for each alert: each finds nothing that stands, and opens. */
export const ALERT_PAIRS: readonly string[] = Array.from({ length: 100 }, (_, n) => `P${n}/USDT`);

/** A strategy and `count` people who subscribe to it. Not in the server's process: its memory is to be what sockets take. Tokens go to `files.tokens`. */
export async function prepare(
  databaseUrl: string,
  url: string,
  count: number,
  files: { readonly tokens: string; readonly prepared: string },
): Promise<void> {
  setAuthSettings({ secret: BENCH_SECRET });
  const db = openDb(databaseUrl, { applicationName: "bench-prepare" });
  const made = createTestCtx(db);
  const clock = Object.assign(made.clock, { now: () => utcMs(Date.now()) });
  const ctx: TestCtx = { ...made, clock, config: { ...made.config, baseUrl: url } };
  const provider = await makeActor(ctx, "PROVIDER", "Paula");
  const strategyId = await makeStrategy(ctx, provider);
  await db.strategy.update({ where: { id: strategyId }, data: { supportedPairs: [...ALERT_PAIRS] } });
  const address = await issueAddress(ctx, { ...provider, emailVerified: true }, strategyId);
  if (!address.ok) throw new Error(address.detail);
  writeFileSync(files.tokens, (await subscribers(ctx, strategyId, count)).map(({ token }) => token).join("\n"));
  writeFileSync(
    files.prepared,
    JSON.stringify({ provider, strategyId, alertToken: address.value.token } satisfies Prepared),
  );
  await db.$disconnect();
}
