import { setTimeout as pause } from "node:timers/promises";
import type { Ctx } from "@/lib/ports/ctx";
import { isFinal } from "./backtest.ts";

const LOOK_MS = 15;

/**
 * Resolves when the run has ended, at the latest after `patienceMs`. Most runs end in less time than a page takes to be asked for twice: who
 * started one is led to its report at once, and to its progress only where there is some to see.
 */
export async function awaitEnd({ db }: Pick<Ctx, "db">, id: string, patienceMs: number): Promise<void> {
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    const row = await db.backtest.findUnique({ where: { id }, select: { status: true } });
    if (row === null || isFinal(row.status)) return;
    await pause(LOOK_MS);
  }
}
