export type ConnectStatus = "NONE" | "INCOMPLETE" | "REVIEW" | "ACTIVE" | "RESTRICTED";

/** Where a provider's account stands, in one word for people. */
export function connectStatus(
  account: { transfersActive: boolean; detailsSubmitted: boolean; due: readonly string[] } | null,
): ConnectStatus {
  if (account === null) return "NONE";
  if (account.transfersActive) return "ACTIVE";
  if (!account.detailsSubmitted) return "INCOMPLETE";
  return account.due.length > 0 ? "RESTRICTED" : "REVIEW";
}
