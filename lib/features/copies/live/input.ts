import { z } from "zod";
import { followInput } from "@/lib/features/subscriptions/input";

/** What is filled in on the page "Going live". */
export const goLiveInput = followInput.omit({ mode: true, credentialId: true }).extend({
  credentialId: z.string().min(1, "Choose the key that trades.").max(60, "That is no id of ours."),
  riskAccepted: z.boolean({ error: "Say true once the risk is accepted." }),
  phrase: z.string().max(40, "Type LIVE."),
  confirmWord: z.string().max(200, "Keep it under 200 characters.").default(""),
});
export type GoLiveInput = z.output<typeof goLiveInput>;

export const liveGateQuery = z.strictObject({ credentialId: z.string().max(60, "That is no id of ours.").optional() });
