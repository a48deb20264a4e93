import { openDb } from "@/lib/db/client";
import { utcMs } from "@/lib/kernel/time";
import { populate } from "@/lib/testing/populate";
import { createIds } from "@/lib/testing/test-ctx";
import { sandbox } from "./site.ts";

export interface BusySite {
  /** Values for the parameters of built routes, by name or by `path name`. */
  readonly values: Readonly<Record<string, string>>;
}

/** Fills the served site's database with 1,000 strategies, 500 signals and 50 positions of the sandbox's own users. Once; a second call finds them. */
export async function busySite(): Promise<BusySite> {
  const { databaseUrl, users } = sandbox();
  const db = openDb(databaseUrl, { poolMax: 2, applicationName: "e2e-populate" });
  try {
    const idOf = async (role: string): Promise<string> => {
      const email = users.find((user) => user.role === role)?.email ?? "";
      return (await db.user.findUniqueOrThrow({ where: { email }, select: { id: true } })).id;
    };
    const [providerId, subscriberId] = [await idOf("PROVIDER"), await idOf("SUBSCRIBER")];
    const clock = { now: () => utcMs(Date.now()) };
    if ((await db.strategy.count({ where: { slug: { startsWith: "populated-" } } })) === 0)
      await populate(db, createIds(clock), { providerId, subscriberId, now: clock.now() });
    const position = await db.position.findFirstOrThrow({
      where: { userId: subscriberId, state: "OPEN" },
      select: {
        id: true,
        copy: { select: { signalId: true, followId: true, strategy: { select: { id: true, slug: true } } } },
      },
    });
    const provider = await db.user.findUniqueOrThrow({ where: { id: providerId }, select: { slug: true } });
    const { signalId = "", followId = "", strategy } = position.copy ?? {};
    const subscription = await db.subscription.findFirstOrThrow({
      where: { userId: subscriberId, strategyId: strategy?.id ?? "" },
      select: { id: true },
    });
    return {
      values: {
        "/providers/[slug] slug": provider.slug,
        slug: strategy?.slug ?? "",
        "/provider/strategies/[id] id": strategy?.id ?? "",
        "/provider/signals/[id] id": signalId,
        "/signals/[id] id": signalId,
        "/follows/[id] id": followId,
        "/positions/[id] id": position.id,
        "/subscriptions/return ?": `subscription=${subscription.id}`,
        "/docs/[page] page": "how-evidence-works",
        "/legal/[page] page": "terms",
      },
    };
  } finally {
    await db.$disconnect();
  }
}
