import { z } from "zod";

/** Keys are printable ASCII without blanks at every exchange; what a paste brings along at its ends is cut off. */
const secretText = (what: string) =>
  z
    .string(`${what} is missing.`)
    .trim()
    .min(8, `${what} is too short to be one. Copy it whole.`)
    .max(512, `${what} is too long to be one.`)
    .regex(/^[\x21-\x7e]+$/, `${what} has blanks or signs that no exchange uses. Copy it again.`);

const passphrase = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[\x20-\x7e]+$/, "The passphrase has signs that no exchange uses.");

/** ccxt's id; which ones are taken, offered-exchange.ts says. */
const exchange = z.string("Choose an exchange.").min(1, "Choose an exchange.").max(20);

const secrets = {
  apiKey: secretText("The API key"),
  apiSecret: secretText("The API secret"),
  passphrase: passphrase.optional(),
};

export const storeKeyInput = z.strictObject({
  exchange,
  ...secrets,
  label: z.string().trim().max(60, "At most 60 characters.").optional(),
  testnet: z.boolean().optional(),
  /** Where an exchange cannot tell a key's rights: the owner's word that it cannot withdraw and is bound to addresses. */
  confirmUnproven: z.boolean().optional(),
});
export type StoreKeyInput = z.infer<typeof storeKeyInput>;

export const rotateKeyInput = z.strictObject({ ...secrets, confirmUnproven: z.boolean().optional() });
export type RotateKeyInput = z.infer<typeof rotateKeyInput>;

export const exchangeRuleInput = z.strictObject({
  exchange,
  admitUnproven: z.boolean(),
  reason: z.string("Say why.").trim().min(5, "Say why, in a few words.").max(300),
});
export type ExchangeRuleInput = z.infer<typeof exchangeRuleInput>;
