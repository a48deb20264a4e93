import type { Db } from "@/lib/db/client";

/**
 * Everything that is left of a provider and his one subscriber, as text in which only what must be equal stands: no ids, and no time at which we
 * learnt of something.
 */
export async function endStateOf(
  db: Db,
  who: {
    readonly provider: { readonly userId: string };
    readonly buyer: { readonly userId: string };
    readonly strategyId: string;
  },
): Promise<string> {
  const { strategyId } = who;
  const [provider, buyer] = [who.provider.userId, who.buyer.userId];
  const role = (userId: string | null): string =>
    userId === null ? "platform" : userId === provider ? "provider" : userId === buyer ? "buyer" : "a stranger";
  // All of what he paid, also for a plan: its fees name nobody.
  const charges = await db.journal.findMany({
    where: { kind: "payment", entries: { some: { userId: buyer } } },
    select: { objectId: true },
  });
  const [journals, subscription, transactions, disputes, payouts, account, strategy, plans, user] = await Promise.all([
    db.journal.findMany({
      where: {
        OR: [
          { entries: { some: { OR: [{ strategyId }, { userId: { in: [provider, buyer] } }] } } },
          { chargeId: { in: charges.map(({ objectId }) => objectId) } },
        ],
      },
      include: { entries: true },
    }),
    db.subscription.findMany({ where: { strategyId } }),
    db.transaction((tx) => tx.transaction.findMany({ where: { userId: buyer } })),
    db.dispute.findMany({ where: { providerId: provider } }),
    db.payout.findMany({ where: { userId: provider } }),
    db.connectAccount.findUniqueOrThrow({ where: { userId: provider } }),
    db.strategy.findUniqueOrThrow({ where: { id: strategyId } }),
    db.planSubscription.findMany({ where: { userId: buyer } }),
    db.user.findUniqueOrThrow({ where: { id: buyer }, select: { plan: true } }),
  ]);
  const lines = [
    ...journals.map(({ kind, at, currency, entries }) =>
      [
        "journal",
        kind,
        at.toISOString(),
        currency,
        ...entries.map((each) => `${each.account} ${role(each.userId)} ${each.amount}`).sort(),
      ].join(" · "),
    ),
    ...subscription.map(({ status, accessOpen, currentPeriodEnd, endedAt, priceAmount }) =>
      ["subscription", status, accessOpen, currentPeriodEnd?.toISOString(), endedAt?.toISOString(), priceAmount].join(
        " · ",
      ),
    ),
    ...transactions.map(({ kind, amount, tax, status, at }) =>
      ["invoice", kind, amount, tax, status, at.toISOString()].join(" · "),
    ),
    ...disputes.map(({ status, amount, short }) => ["dispute", status, amount, short].join(" · ")),
    ...payouts.map(({ status, amount, by }) => ["payout", status, amount, by].join(" · ")),
    ...plans.map(({ status, plan, boughtPlan, priceAmount, nextPlan, nextAt, currentPeriodEnd, endedAt }) =>
      ["plan", status, plan, boughtPlan, priceAmount, nextPlan, nextAt, currentPeriodEnd, endedAt]
        .map((each) => (each instanceof Date ? each.toISOString() : each))
        .join(" · "),
    ),
    `on ${user.plan}`,
    `account · ${account.transfersActive} · ${account.payoutsEnabled}`,
    `followers · ${strategy.followerCount}`,
  ];
  return lines.sort().join("\n");
}
