import { raiseEpoch } from "./account-repository.ts";
import { Holdings } from "./holdings.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { doubtSending } from "./resolve-unknown.ts";

/** An account at its exchange that nobody has taken yet. */
export interface OpenedAccount extends Omit<HeldAccount, "epoch" | "holdings"> {
  /** Stamp of the secrets that `trade` signs with. */
  readonly openedWith: Uint8Array<ArrayBuffer>;
}

/**
 * Takes an account over, after a start and after another worker lost it: whoever held it before can commit nothing more, what was on its way
 * is in doubt, and no entry leaves until the account was compared with its exchange. Call while holding the account's lease.
 */
export async function takeAccount(ctx: OrderCtx, account: OpenedAccount): Promise<HeldAccount> {
  const epoch = await ctx.db.transaction((tx) => raiseEpoch(tx, account, ctx.clock.now()));
  const held = { ...account, epoch, holdings: new Holdings() };
  await doubtSending(ctx, held);
  return held;
}
