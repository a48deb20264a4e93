import type { KeyRights } from "@/lib/ports/exchange-accounts";

/** A stored key as its owner and the API see it: never more of it than the last four characters. */
export interface ExchangeKeyView {
  readonly id: string;
  readonly exchange: string;
  readonly label: string;
  readonly maskedKey: string;
  readonly testnet: boolean;
  readonly permissions: KeyRights;
  readonly status: "VALID" | "INVALID" | "UNPROVEN" | "REVOKED";
  /** Why it is INVALID, in words. */
  readonly fault: string | null;
  readonly validatedAt: Date | null;
  readonly checkedAt: Date;
  readonly createdAt: Date;
}

/** `••••4f9c`: what is shown of a key for ever after it was stored. */
export function maskKey(apiKey: string): string {
  return `••••${apiKey.slice(-4)}`;
}

/** What a key's rights make of it. Only a clear no to withdrawing and transferring is a no (RELIABILITY 3.1). */
export function judge(
  rights: KeyRights,
  exchangeName: string,
): { readonly fit: "proven" | "unproven" } | { readonly fit: "never"; readonly why: string } {
  if (!rights.read) return never(`Allow this key to read the account at ${exchangeName}.`);
  if (!rights.spot && !rights.swap)
    return never(`This key may not trade. Allow spot trading at ${exchangeName}, then try again.`);
  if (rights.withdraw === true) {
    return never(
      `This key can withdraw. Turn off withdrawals for it at ${exchangeName}, or make a new key that may only read and trade.`,
    );
  }
  if (rights.transfer === true) {
    return never(
      `This key can transfer to other accounts. Turn off transfers for it at ${exchangeName}, or make a new key that may only read and trade.`,
    );
  }
  if (rights.unknown.length > 0) {
    return never(
      `This key has rights that we do not know (${rights.unknown.join(", ")}). Make one at ${exchangeName} that may only read and trade.`,
    );
  }
  return { fit: rights.withdraw === null || rights.transfer === null ? "unproven" : "proven" };
}

function never(why: string): { readonly fit: "never"; readonly why: string } {
  return { fit: "never", why };
}
