import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { SECRET_KEY } from "./setup.ts";
import type { World } from "./world.ts";

/** What the separate script found. */
export interface Sums {
  readonly counts: Readonly<Record<string, number>>;
  /** Minor units, by what moved. */
  readonly sums: Readonly<Record<string, number>>;
  readonly differences: readonly string[];
}

const run = promisify(execFile);

/** Has a program that knows nothing of ours sum the payment service's movements and compare them with the ledger. */
export async function compareSums(world: World): Promise<Sums> {
  const { stripeUrl, databaseUrl } = world.setup;
  const args = ["bench/money/sum-at-stripe.mjs", stripeUrl, databaseUrl, SECRET_KEY];
  // Cents that differ are exit code 1 with the same report.
  const said = await run(process.execPath, args).catch((error: { stdout?: string; stderr?: string }) => {
    if (error.stdout?.startsWith("{") === true) return { stdout: error.stdout };
    throw new Error(`the separate script broke off: ${error.stderr ?? String(error)}`);
  });
  return JSON.parse(said.stdout) as Sums;
}

const STATUS: Readonly<Record<string, readonly string[]>> = {
  trialing: ["TRIALING"],
  active: ["ACTIVE", "PAUSED"],
  past_due: ["PAST_DUE", "PAUSED"], // paused before word came that its card was declined
  canceled: ["CANCELLED", "EXPIRED"],
};

/** Subscriptions, disputes and payouts that we have otherwise than the payment service, what was given up, and what its own check found. */
export async function compareStates(world: World): Promise<string[]> {
  const { db } = world.ctx;
  const broken: string[] = [];
  const read = (path: string) => world.atStripe<{ status: string; cancel_at_period_end?: boolean }>("GET", path);
  for (const row of await db.subscription.findMany({ where: { stripeSubscriptionId: { not: null } } })) {
    const theirs = await read(`/v1/subscriptions/${row.stripeSubscriptionId ?? ""}`);
    if (theirs === null || !(STATUS[theirs.status] ?? []).includes(row.status))
      broken.push(`subscription ${row.id}: ours ${row.status}, theirs ${theirs?.status ?? "none"}`);
  }
  broken.push(...(await comparePlans(world)));
  for (const row of await db.dispute.findMany()) {
    const theirs = await read(`/v1/disputes/${row.id}`);
    const open = theirs?.status === "needs_response" || theirs?.status === "under_review";
    if ((row.status === "OPEN") !== open)
      broken.push(`dispute ${row.id}: ours ${row.status}, theirs ${theirs?.status}`);
  }
  const waiting = await db.payout.count({ where: { status: "REQUESTED" } });
  if (waiting > 0) broken.push(`${waiting} payouts were asked for and never sent`);
  const twice = await db.$queryRaw<{ key: string }[]>`SELECT "stripePayoutId" AS key FROM payouts
    WHERE "stripePayoutId" IS NOT NULL GROUP BY 1 HAVING count(*) > 1`;
  if (twice.length > 0) broken.push(`${twice.length} payouts stand twice`);
  const { waiting: undone, dead } = await world.undone();
  if (undone + dead > 0) broken.push(`${undone} events were not done, ${dead} were given up`);
  for (const row of await db.moneyDifference.findMany({ where: { goneAt: null } }))
    broken.push(`our own check: ${row.kind} ${row.what} ${row.objectId}: ours ${row.ours}, theirs ${row.theirs}`);
  return broken;
}

/** Plans whose state, price or account differs. A smaller plan's price stands at the service before its time. */
async function comparePlans(world: World): Promise<string[]> {
  const { db } = world.ctx;
  const broken: string[] = [];
  type Theirs = { status: string; items: { data: { price: { unit_amount: number } }[] } };
  for (const row of await db.planSubscription.findMany({ where: { stripeSubscriptionId: { not: null } } })) {
    const theirs = await world.atStripe<Theirs>("GET", `/v1/subscriptions/${row.stripeSubscriptionId ?? ""}`);
    if (theirs === null || !(STATUS[theirs.status] ?? []).includes(row.status))
      broken.push(`plan ${row.id}: ours ${row.status}, theirs ${theirs?.status ?? "none"}`);
    const [ours, price] = [row.nextAmount ?? row.priceAmount, theirs?.items.data[0]?.price.unit_amount];
    if (ours !== price) broken.push(`plan ${row.id}: ours ${ours}, theirs ${price}`);
    const unfinished = row.moneyBackAt !== null && row.moneyBackDoneAt === null;
    if (unfinished) broken.push(`plan ${row.id}: its money back is not done`);
    if (row.status !== "ACTIVE") continue;
    const { plan } = await db.user.findUniqueOrThrow({ where: { id: row.userId }, select: { plan: true } });
    if (plan !== row.plan) broken.push(`plan ${row.id}: ${row.plan}, and its user is on ${plan}`);
  }
  return broken;
}
