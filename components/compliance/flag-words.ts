import type { FlagView } from "@/lib/features/compliance/queries";

/** What each kind of flag is called on screen. */
export const FLAG_WORDS: Readonly<Record<FlagView["kind"], string>> = {
  LARGE_TRADE: "Large trade",
  SPLITTING: "Kept under the threshold",
  REVERSALS: "Rapid in and out",
  BURST: "Burst of trades",
  RAISED_ON_NEW_DEVICE: "Limits raised on a new device",
};
