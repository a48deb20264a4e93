import { z } from "zod";
import { runInput } from "@/lib/features/backtests/input";
import { decimalText } from "@/lib/features/copies/input";
import { cursor, limit, whole } from "@/lib/features/marketplace/page-query";

/** `POST /api/trading/paper/start`: a backtest's request without its span, since a session has no end. */
export const startSessionInput = runInput.omit({ from: true, to: true, closeAtEnd: true, seed: true });

/** `POST /api/trading/live/start`: the same, with what the live gate asks for. */
export const startLiveSessionInput = startSessionInput.extend({
  credentialId: z.string().max(60, "That is no id of ours.").optional(),
  /** Where a stop rests for entries that the strategy gives none. */
  protectPct: decimalText
    .refine((text) => Number(text) >= 0.1 && Number(text) <= 50, "The protective stop must lie 0.1 to 50 % away.")
    .default("5"),
  maxSlippageBps: whole(1, 500, "The bound on slippage must be a whole number of basis points from 1 to 500.").default(
    50,
  ),
  riskAccepted: z.boolean({ error: "Say true once the risk is accepted." }).default(false),
  phrase: z.string().max(40, "Type LIVE.").default(""),
  confirmWord: z.string().max(200, "Keep it under 200 characters.").default(""),
});
export type StartLiveSessionInput = z.output<typeof startLiveSessionInput>;

/** From the page of one of one's own sessions: what it trades, on the user's account. */
const takeLiveInput = startLiveSessionInput
  .pick({
    credentialId: true,
    protectPct: true,
    maxSlippageBps: true,
    riskAccepted: true,
    phrase: true,
    confirmWord: true,
  })
  .extend({ id: z.string().max(60, "That is no id of ours."), sizing: startSessionInput.shape.sizing.unwrap() });
export type TakeLiveInput = z.output<typeof takeLiveInput>;

export const takeLiveForm = z.preprocess((value) => {
  if (typeof value !== "object" || value === null) return value;
  const sent = Object.fromEntries(Object.entries(value).filter(([, one]) => one !== ""));
  return { ...sent, riskAccepted: sent["riskAccepted"] === "true" };
}, takeLiveInput);

export const listSessionsQuery = z.strictObject({
  state: z
    .enum(["RUNNING", "STOPPED", "FAILED"], { error: "Choose RUNNING, STOPPED or FAILED, or leave it out for all." })
    .optional(),
  cursor,
  limit: limit.default(50),
});
export type ListSessionsQuery = z.output<typeof listSessionsQuery>;

/** What becomes of what a session holds on a real account when it is stopped; paper stays in the record either way. */
export const stopSessionInput = z.strictObject({
  positions: z.enum(["keep", "close"], { error: "Choose keep or close; left out it is keep." }).default("keep"),
});
