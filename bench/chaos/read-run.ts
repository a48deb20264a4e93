import type { Db } from "@/lib/db/client";
import type { Tenant } from "./desk.ts";

/** All that our database holds of a run's account. */
export async function readRun(db: Db, { userId, keyId }: Tenant) {
  const [intents, positions, days, account] = await Promise.all([
    db.intent.findMany({
      where: { userId },
      include: { orders: { include: { fills: true, log: { orderBy: { seq: "asc" } } }, orderBy: { attempt: "asc" } } },
      orderBy: { id: "asc" },
    }),
    db.position.findMany({ where: { userId }, orderBy: { id: "asc" } }),
    db.tradeDay.findMany({ where: { userId } }),
    db.tradeAccount.findUnique({ where: { keyId } }),
  ]);
  return { intents, positions, days, account };
}

export type OurRows = Awaited<ReturnType<typeof readRun>>;
