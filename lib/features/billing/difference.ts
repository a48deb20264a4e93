const DIFFERENCE_KINDS = ["BALANCE", "UNBOOKED", "UNKNOWN"] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** Whose balance the platform's is, where the others have an account's id. */
export const PLATFORM = "platform";

/** What our books and the payment service do not say alike. Minor units. */
export interface Difference {
  /** BALANCE: the sums of a balance. UNBOOKED: a movement that no journal books. UNKNOWN: a journal without a movement. */
  readonly kind: DifferenceKind;
  /** The connected account or "platform"; a movement; the object of a journal. */
  readonly objectId: string;
  readonly currency: string;
  /** In the service's or the journal's word: charge, payout, refund … */
  readonly what: string;
  readonly ours: number;
  readonly theirs: number;
}

/**
 * What two looks show alike. Money moves while it is compared, and then one side may be a moment ahead: such a gap is another one, or none,
 * at the second look.
 */
export function seenTwice(first: readonly Difference[], second: readonly Difference[]): Difference[] {
  const gaps = new Map(first.map((each) => [keyOf(each), each.theirs - each.ours]));
  return second.filter((each) => gaps.get(keyOf(each)) === each.theirs - each.ours);
}

function keyOf({ kind, objectId, what, currency }: Difference): string {
  return `${kind} ${objectId} ${what} ${currency}`;
}
