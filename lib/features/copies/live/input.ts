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

/** The same from the page: a field left empty is not sent, a box that is not ticked is no. */
export const goLiveForm = z.preprocess(
  fromForm,
  goLiveInput.extend({ subscriptionId: z.string().min(1, "Name the subscription.").max(60, "That is no id of ours.") }),
);

function fromForm(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const sent = Object.fromEntries(Object.entries(value).filter(([, one]) => one !== ""));
  const limits: unknown = sent["limits"];
  const given =
    typeof limits === "object" && limits !== null ? Object.entries(limits).filter(([, one]) => one !== "") : [];
  return {
    ...sent,
    limits: Object.fromEntries(given),
    riskAccepted: sent["riskAccepted"] === "true",
    phrase: sent["phrase"] ?? "",
  };
}

/** A provider stops live trading of his strategy; its followers read why. */
export const stopStrategyInput = z.strictObject({
  reason: z
    .string("Say why; its followers read it.")
    .trim()
    .min(5, "Say why, in a few words; its followers read it.")
    .max(300, "At most 300 characters."),
  positions: z.enum(["keep", "close"], { error: "Choose keep or close." }).default("keep"),
});
export type StopStrategyInput = z.output<typeof stopStrategyInput>;
