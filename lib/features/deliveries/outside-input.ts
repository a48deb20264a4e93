import { z } from "zod";

const label = z
  .string({ error: "Type a name." })
  .trim()
  .max(60, "A name has at most 60 characters.")
  .regex(/^[^\p{Cc}<>]*$/u, "A name holds no control characters and no < or >.");

const url = z
  .string({ error: "Paste the address." })
  .trim()
  .min(1, "Paste the address.")
  .max(1_000, "An address has at most 1,000 characters.");

/** A name may be left empty: the host's name stands for it then. */
export const addDiscordInput = z.strictObject({ label, url });
export const addWebhookInput = z.strictObject({ label, url });

const base64url = (bytes: number, what: string) =>
  z
    .string({ error: `${what} is missing.` })
    .regex(/^[\w-]+={0,2}$/, `${what} is no base64url.`)
    .refine(
      (value) => Math.floor((value.replaceAll("=", "").length * 3) / 4) === bytes,
      `${what} must be ${bytes} bytes.`,
    );

/** PushSubscription.toJSON(), flat, as the browser's own code sends it. */
export const addPushInput = z.strictObject({
  endpoint: url,
  p256dh: base64url(65, "The browser's key"),
  auth: base64url(16, "The browser's secret"),
});

export const outsideChannelInput = z.strictObject({ channelId: z.string().max(60) });
export const resendOneInput = z.strictObject({ channelId: z.string().max(60), deliveryId: z.string().max(60) });

export type AddDiscordInput = z.infer<typeof addDiscordInput>;
export type AddWebhookInput = z.infer<typeof addWebhookInput>;
export type AddPushInput = z.infer<typeof addPushInput>;
