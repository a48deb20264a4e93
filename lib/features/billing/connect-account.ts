export type ConnectStatus = "NONE" | "INCOMPLETE" | "REVIEW" | "ACTIVE" | "RESTRICTED";

interface Abilities {
  readonly transfersActive: boolean;
  readonly payoutsEnabled: boolean;
}

/** What a provider could do before and cannot now. */
export function lostOf(before: Abilities, after: Abilities): ("sales" | "payouts")[] {
  return [
    ...(before.transfersActive && !after.transfersActive ? ["sales" as const] : []),
    ...(before.payoutsEnabled && !after.payoutsEnabled ? ["payouts" as const] : []),
  ];
}

/** Where a provider's account stands, in one word for people. */
export function connectStatus(
  account: { transfersActive: boolean; detailsSubmitted: boolean; due: readonly string[] } | null,
): ConnectStatus {
  if (account === null) return "NONE";
  if (account.transfersActive) return "ACTIVE";
  if (!account.detailsSubmitted) return "INCOMPLETE";
  return account.due.length > 0 ? "RESTRICTED" : "REVIEW";
}
