import type { UtcMs } from "@/lib/kernel/time";

const CODE_DURATIONS = ["ONCE", "MONTHS", "FOREVER"] as const;
export type CodeDuration = (typeof CODE_DURATIONS)[number];

/** A provider's code that makes a strategy cheaper. The fee is a share of what is paid, so provider and platform bear it in proportion. */
export interface PromotionCode {
  readonly id: string;
  readonly strategyId: string;
  /** In capitals. */
  readonly code: string;
  /** 1 to 100. */
  readonly percentOff: number;
  readonly duration: CodeDuration;
  /** For MONTHS. */
  readonly months: number | null;
  /** How many people may use it; null: any number. */
  readonly usesMax: number | null;
  readonly expiresAt: UtcMs | null;
  readonly endedAt: UtcMs | null;
}

/** Whether a code works for somebody new at `now`, after `uses`. */
export function isUsable(code: PromotionCode, uses: number, now: UtcMs): boolean {
  return (
    code.endedAt === null &&
    (code.expiresAt === null || now < code.expiresAt) &&
    (code.usesMax === null || uses < code.usesMax)
  );
}

/** What is left of a price (minor units) while a code counts. What it takes off rounds half up to the cent, as at the payment service. */
export function priceAfter(price: number, { percentOff }: Pick<PromotionCode, "percentOff">): number {
  return price - Math.round((price * percentOff) / 100);
}

/** "20 % off the first payment", "20 % off for 3 months", "20 % off for good". */
export function discountWords({
  percentOff,
  duration,
  months,
}: Pick<PromotionCode, "percentOff" | "duration" | "months">): string {
  const span =
    duration === "ONCE"
      ? "the first payment"
      : duration === "FOREVER"
        ? "for good"
        : months === 1
          ? "for 1 month"
          : `for ${months} months`;
  return `${percentOff} % off ${span}`;
}
