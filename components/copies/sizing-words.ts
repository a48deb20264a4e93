import type { FollowView } from "@/lib/features/subscriptions/follow-queries";

type SizingType = FollowView["sizing"]["type"];

export const SIZINGS = [
  { value: "quote", label: "Fixed amount" },
  { value: "equityPct", label: "Share of equity" },
  { value: "riskPct", label: "Risk by the stop" },
  { value: "units", label: "Fixed quantity" },
] as const satisfies readonly { readonly value: SizingType; readonly label: string }[];

interface SizingHelp {
  readonly unit: string;
  readonly hint: string;
  /** What the field begins with once this way is chosen. */
  readonly start: string;
}

/** For strategies whose pairs are priced in several coins: an amount counts in each pair's own. */
export const QUOTE_COIN = "of the quote coin";

/**
 * @param equity whose: "your paper equity"
 * @param what is sized
 * @param coin what an amount counts in: "USDT"; null: each pair's own quote coin
 */
export function sizingHelp(
  equity: string,
  what: "copy" | "trade",
  coin: string | null,
): Readonly<Record<SizingType, SizingHelp>> {
  const worth = coin === null ? ", in the coin that its pair is priced in" : "";
  return {
    quote: { unit: coin ?? "quote", hint: `Each ${what} is worth this much at its entry${worth}.`, start: "100" },
    equityPct: { unit: "%", hint: `Each ${what} is worth this share of ${equity}, its fee included.`, start: "10" },
    riskPct: { unit: "%", hint: `Each ${what} loses this share of ${equity} if its stop is hit.`, start: "1" },
    units: { unit: "coins", hint: `Each ${what} has this quantity of the coin.`, start: "0.01" },
  };
}

/** `50 USDT each`, `1 % risk each`. `coin`: as for sizingHelp(). */
export function sizingWords({ type, value }: FollowView["sizing"], coin: string | null): string {
  const words: Readonly<Record<SizingType, string>> = {
    quote: `${value} ${coin ?? QUOTE_COIN} each`,
    equityPct: `${value}\u00a0% of equity each`,
    riskPct: `${value}\u00a0% of equity at risk each`,
    units: `${value} coins each`,
  };
  return words[type];
}
