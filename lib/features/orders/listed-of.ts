import type { Traded } from "@/lib/ports/trade-venue";
import type { HeldAccount } from "./order-ctx.ts";

/**
 * Without what the exchange does not list any more: it answers no question about that, and one symbol that was traded years ago would keep the account from
 * ever being compared. What we believe of its orders stays.
 */
export async function listedOf<Of extends Traded>(account: HeldAccount, all: readonly Of[]): Promise<readonly Of[]> {
  const listed: Of[] = [];
  for (const of of all) {
    const instrument = await account.trade.instrument(of);
    if (instrument.ok || instrument.reason !== "unlisted") listed.push(of);
  }
  return listed;
}
