import type { Role } from "@/lib/kernel/actor";
import type { Currency } from "@/lib/kernel/money";

export const STRATEGY_KINDS = ["TEMPLATE", "SCRIPT", "PINE", "EXTERNAL"] as const;
export type StrategyKind = (typeof STRATEGY_KINDS)[number];

export const STRATEGY_STATUSES = ["DRAFT", "ACTIVE", "PAUSED", "ARCHIVED"] as const;
export type StrategyStatus = (typeof STRATEGY_STATUSES)[number];

/** What a kind means, in the words of its provider. */
export const KIND_WORDS: Readonly<Record<StrategyKind, string>> = {
  TEMPLATE: "Built-in rules",
  SCRIPT: "Script",
  PINE: "Pine script",
  EXTERNAL: "Signals by hand or from outside",
};

export const TIMEFRAMES = ["1m", "5m", "15m", "1h", "4h", "1d"] as const;

/** A strategy as programs see it (SPEC 8). Holds nothing of the provider but what his public page shows. */
export interface StrategyView {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly kind: StrategyKind;
  readonly category: string | null;
  readonly status: StrategyStatus;
  readonly version: number;
  readonly supportedPairs: readonly string[];
  readonly supportedTimeframes: readonly string[];
  readonly exchanges: readonly string[];
  readonly monthlyPrice: { readonly amount: number; readonly currency: Currency };
  /** For a year at once; null: it is sold by the month alone. */
  readonly yearlyPrice: { readonly amount: number; readonly currency: Currency } | null;
  /** Of a free trial, on paper; 0: none. */
  readonly trialDays: number;
  readonly isPublic: boolean;
  readonly provider: { readonly id: string; readonly name: string; readonly slug: string };
  readonly followerCount: number;
  readonly signalCount: number;
  readonly tradeCount: number;
  readonly returnPct: number | null;
  readonly maxDrawdownPct: number | null;
  readonly createdAt: string;
  readonly publishedAt: string | null;
  readonly archivedAt: string | null;
  readonly lastSignalAt: string | null;
}

/** Which state may follow which. Archiving is for good: a closed strategy stays listed and never sells again. */
const NEXT_STATUS: Readonly<Record<StrategyStatus, readonly StrategyStatus[]>> = {
  DRAFT: ["ACTIVE", "ARCHIVED"],
  ACTIVE: ["PAUSED", "ARCHIVED"],
  PAUSED: ["ACTIVE", "ARCHIVED"],
  ARCHIVED: [],
};

export function mayBecome(from: StrategyStatus, to: StrategyStatus): boolean {
  return from === to || NEXT_STATUS[from].includes(to);
}

/** Addresses below /strategies that are pages of ours. */
const RESERVED_SLUGS: readonly string[] = ["compare", "new"];

/** The address of a name: lower case, words joined by hyphens, at most 60 characters. A name without a letter or digit is "strategy". */
export function slugOf(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "");
  if (slug === "") return "strategy";
  return RESERVED_SLUGS.includes(slug) ? `${slug}-strategy` : slug;
}

/** The first address of `wanted`, `wanted-2`, `wanted-3` … that is not among `taken`. */
export function freeSlug(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number += 1) if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
}

/** Who looks at a strategy: null is a guest. */
export interface Onlooker {
  readonly userId: string;
  readonly role?: Role;
}

/** Who reads a strategy's figures as they stand now: its owner, who has access, an admin. Everybody else reads them 24 hours late. */
export function seesAtOnce(
  strategy: { readonly providerId: string },
  onlooker: Onlooker | null,
  hasAccess: boolean,
): boolean {
  return hasAccess || (onlooker !== null && (onlooker.userId === strategy.providerId || onlooker.role === "ADMIN"));
}

/** Drafts and private strategies are their owner's alone, and, once published, of those who have access; to others they do not exist. */
export function isVisible(
  strategy: { readonly status: StrategyStatus; readonly isPublic: boolean; readonly providerId: string },
  onlooker: Onlooker | null,
  hasAccess: boolean,
): boolean {
  if (onlooker !== null && onlooker.userId === strategy.providerId) return true;
  if (strategy.status === "DRAFT") return false;
  return strategy.isPublic || hasAccess;
}
