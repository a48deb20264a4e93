import type { Db } from "@/lib/db/client";
import { hasStopped, type StoppingAccount, stopReport } from "./kill-switch.ts";
import { engagedSwitch, maskedKeysOf } from "./switch-queries.ts";

/** A user's own kill switch as he sees it. */
export interface OwnStop {
  readonly reason: string;
  readonly positions: "close" | "keep";
  /** Every exchange has confirmed it. */
  readonly stopped: boolean;
  readonly accounts: readonly (StoppingAccount & { readonly maskedKey: string; readonly done: boolean })[];
}

/** How far the stop of a user's real-money trading has come; null: it is not stopped. */
export async function ownStop(db: Db, userId: string): Promise<OwnStop | null> {
  const [report, row] = await Promise.all([stopReport({ db }, "USER", userId), engagedSwitch(db, "USER", userId)]);
  if (report === null || row === null) return null;
  const { stopped, positions, accounts } = report;
  const masked = await maskedKeysOf(
    db,
    accounts.map(({ keyId }) => keyId),
  );
  return {
    reason: row.reason,
    positions,
    stopped,
    accounts: accounts.map((account) => ({
      ...account,
      maskedKey: masked.get(account.keyId) ?? "",
      done: hasStopped(account, positions),
    })),
  };
}
