import { z } from "zod";

/** What is to become of a trade made by hand. */
export const decideDriftInput = z.strictObject({
  keyId: z.string().min(1, "Name its key.").max(60, "That is no id of ours."),
  symbol: z.string().min(1, "Name its symbol.").max(60, "That is no symbol."),
  tradeId: z.string().min(1, "Name the trade.").max(100, "That is no id of a trade."),
  decision: z.enum(["ADOPTED", "IGNORED", "CLOSED"], { error: "Choose ADOPTED, IGNORED or CLOSED." }),
});
export type DecideDriftInput = z.output<typeof decideDriftInput>;
