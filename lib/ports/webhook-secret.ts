import { listOf, nullable, number, shape, text } from "@/lib/kernel/shape";

/** What is sealed of a webhook: its address, and its secrets, the newest first. An older one signs too until its time is over. */
export interface WebhookSecret {
  readonly url: string;
  /** `until`: ms by ctx.clock, null for the newest. */
  readonly secrets: readonly { readonly secret: string; readonly until: number | null }[];
}

export const readWebhookSecret = shape<WebhookSecret>({
  url: text,
  secrets: listOf(shape<WebhookSecret["secrets"][number]>({ secret: text, until: nullable(number) })),
});
