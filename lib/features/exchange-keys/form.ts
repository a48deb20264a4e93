import { z } from "zod";
import { exchangeRuleInput, rotateKeyInput, storeKeyInput } from "./input.ts";

/** What a form sends: a box that is not ticked is not there, an empty field is one that was left out. */
const box = z
  .literal("true")
  .optional()
  .transform((value) => value === "true");
const orNothing = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (typeof value === "string" && value.trim() === "" ? undefined : value), schema);

const shared = { passphrase: orNothing(storeKeyInput.shape.passphrase), confirmUnproven: box };

export const storeKeyForm = z.strictObject({ ...storeKeyInput.shape, ...shared, testnet: box });
export const keyIdForm = z.strictObject({ id: z.string().max(60) });
export const rotateKeyForm = z.strictObject({ ...rotateKeyInput.shape, ...shared, id: keyIdForm.shape.id });
export const exchangeRuleForm = z.strictObject({ ...exchangeRuleInput.shape, admitUnproven: box });
