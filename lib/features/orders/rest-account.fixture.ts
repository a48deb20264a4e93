import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { restAccount } from "./rest-account.ts";

/** Lets an account rest by a bell whose times are over at once. @returns whether the round after it is in a hurry, and how long it rested */
export async function rest(
  ctx: OrderCtx,
  account: HeldAccount,
  rungAfterMs = Number.POSITIVE_INFINITY,
): Promise<{ readonly hurries: boolean; readonly ms: number }> {
  let ms = 0;
  const wait = (eachMs: number): Promise<boolean> => {
    ms += eachMs;
    return Promise.resolve(ms > rungAfterMs);
  };
  return { hurries: await restAccount(ctx, account, { wait }), ms };
}
