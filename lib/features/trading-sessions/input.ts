import { z } from "zod";
import { runInput } from "@/lib/features/backtests/input";
import { cursor, limit } from "@/lib/features/marketplace/page-query";

/** `POST /api/trading/paper/start`: a backtest's request without its span, since a session has no end. */
export const startSessionInput = runInput.omit({ from: true, to: true, closeAtEnd: true, seed: true });
export type StartSessionInput = z.output<typeof startSessionInput>;

/** `POST /api/trading/live/start`: the same, with what the live gate asks for. */
export const startLiveSessionInput = startSessionInput.extend({
  credentialId: z.string().max(60, "That is no id of ours.").optional(),
  riskAccepted: z.boolean({ error: "Say true once the risk is accepted." }).default(false),
  phrase: z.string().max(40, "Type LIVE.").default(""),
  confirmWord: z.string().max(200, "Keep it under 200 characters.").default(""),
});
export type StartLiveSessionInput = z.output<typeof startLiveSessionInput>;

export const listSessionsQuery = z.strictObject({
  state: z
    .enum(["RUNNING", "STOPPED", "FAILED"], { error: "Choose RUNNING, STOPPED or FAILED, or leave it out for all." })
    .optional(),
  cursor,
  limit: limit.default(50),
});
export type ListSessionsQuery = z.output<typeof listSessionsQuery>;
