"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { amendSignal } from "@/lib/features/signals/amend-signal";
import { cancelSignal } from "@/lib/features/signals/cancel-signal";
import { closeSignal } from "@/lib/features/signals/close-signal";
import { amendSignalForm, cancelSignalForm, closeSignalForm, composeSignalInput } from "@/lib/features/signals/input";
import { publishSignal } from "@/lib/features/signals/publish-signal";
import { AppError } from "@/lib/kernel/errors";
import { HOUR_MS, toIso, utcMs } from "@/lib/kernel/time";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

/** The form carries a key of its own, so that a second press, or a reload of the answer, publishes nothing twice. */
export const publishSignalAction = action(
  { access: "PROVIDER", input: composeSignalInput },
  async ({ ctx, actor, input: { signal, expiresInHours } }) => {
    // Whole minutes: a repeat of the same press is the same request.
    const from = Math.floor(ctx.clock.now() / 60_000) * 60_000;
    const expiresAt = expiresInHours === null ? undefined : toIso(utcMs(from + expiresInHours * HOUR_MS));
    const result = await publishSignal(ctx, actor, { ...signal, ...(expiresAt === undefined ? {} : { expiresAt }) });
    if (!result.ok && result.reason === "idempotency_mismatch")
      throw new AppError("conflict", "This form has published a signal already. Open a new one to publish another.");
    const { value } = unwrap(result);
    revalidatePath("/provider/signals");
    redirect(`/provider/signals?published=${value.id}`);
  },
);

export const amendSignalAction = action(
  { access: "PROVIDER", input: amendSignalForm },
  async ({ ctx, actor, input }) => {
    unwrap(await amendSignal(ctx, actor, input.id, input.changes));
    revalidatePath("/provider/signals");
    return { status: "done", message: "Amended. Followers are told now." };
  },
);

export const closeSignalAction = action(
  { access: "PROVIDER", input: closeSignalForm },
  async ({ ctx, actor, input }) => {
    const { value } = unwrap(await closeSignal(ctx, actor, input.id, { fraction: input.fraction }, input.dedupeKey));
    revalidatePath("/provider/signals");
    return { status: "done", message: value.state === "CLOSED" ? "Closed at the market." : "A part was closed." };
  },
);

export const cancelSignalAction = action(
  { access: "PROVIDER", input: cancelSignalForm },
  async ({ ctx, actor, input }) => {
    unwrap(await cancelSignal(ctx, actor, input.id));
    revalidatePath("/provider/signals");
    return { status: "done", message: "Cancelled before entry." };
  },
);
