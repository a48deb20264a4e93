"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { keyIdForm, rotateKeyForm, storeKeyForm } from "@/lib/features/exchange-keys/form";
import { requestCheck } from "@/lib/features/exchange-keys/request-check";
import { revokeKey } from "@/lib/features/exchange-keys/revoke-key";
import { rotateKey } from "@/lib/features/exchange-keys/rotate-key";
import { storeKey } from "@/lib/features/exchange-keys/store-key";
import { isTraded } from "@/lib/features/orders/is-traded";
import type { Actor } from "@/lib/kernel/actor";
import { AppError } from "@/lib/kernel/errors";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const PAGE = "/settings/keys";
/** Never sent back with a refusal: a secret is typed anew. */
const secrets = ["apikey", "apisecret", "passphrase"];

export const storeKeyAction = action(
  { access: "SUBSCRIBER", input: storeKeyForm, secrets },
  async ({ ctx, actor, input }) => {
    unwrap(await storeKey(ctx, actor, input).catch(stepUpFirst(actor)));
    revalidatePath(PAGE);
    return { status: "done", message: "The exchange confirmed the key. It is stored." };
  },
);

export const rotateKeyAction = action(
  { access: "SUBSCRIBER", input: rotateKeyForm, secrets },
  async ({ ctx, actor, input: { id, ...key } }) => {
    unwrap(await rotateKey(ctx, actor, id, key).catch(stepUpFirst(actor)));
    revalidatePath(PAGE);
    return { status: "done", message: "The exchange confirmed the new key. It is in the old one's place." };
  },
);

export const checkKeyAction = action({ access: "SUBSCRIBER", input: keyIdForm }, async ({ ctx, actor, input }) => {
  unwrap(await requestCheck(ctx, actor, input.id));
  revalidatePath(PAGE);
  return { status: "done", message: "The exchange is being asked. Reload in a few seconds." };
});

export const revokeKeyAction = action({ access: "SUBSCRIBER", input: keyIdForm }, async ({ ctx, actor, input }) => {
  unwrap(await revokeKey(ctx, actor, input.id, isTraded));
  revalidatePath(PAGE);
  return { status: "done", message: "The key is deleted. Revoke it at the exchange too." };
});

function stepUpFirst(actor: Actor) {
  return (error: unknown): never => {
    if (error instanceof AppError && error.code === "mfa_required" && actor.totpEnabled)
      redirect(`/login/mfa?next=${PAGE}`);
    throw error;
  };
}
