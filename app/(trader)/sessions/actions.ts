"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { requestParity } from "@/lib/features/trading-sessions/check-parity";
import { startSessionInput, stopSessionInput, takeLiveForm } from "@/lib/features/trading-sessions/input";
import { startPaperSession } from "@/lib/features/trading-sessions/start-paper-session";
import { stopSession } from "@/lib/features/trading-sessions/stop-session";
import { takeSessionLive } from "@/lib/features/trading-sessions/take-session-live";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";
import { fromForm } from "../backtests/from-form.ts";

const idInput = z.strictObject({ id: z.string().max(60) });

export const startPaperSessionAction = action(
  { access: "SUBSCRIBER", input: z.preprocess(fromForm, startSessionInput) },
  async ({ ctx, actor, input }) => {
    const { id } = unwrap(await startPaperSession(ctx, actor, input));
    redirect(`/sessions/${id}`);
  },
);

export const takeSessionLiveAction = action(
  { access: "SUBSCRIBER", input: takeLiveForm },
  async ({ ctx, actor, input }) => {
    const { id } = unwrap(await takeSessionLive(ctx, actor, input));
    redirect(`/sessions/${id}`);
  },
);

export const stopSessionAction = action(
  { access: "SUBSCRIBER", input: stopSessionInput.extend({ id: idInput.shape.id }) },
  async ({ ctx, actor, input: { id, ...how } }) => {
    unwrap(await stopSession(ctx, actor, id, how));
    revalidatePath("/", "layout");
    return { status: "done" };
  },
);

export const checkParityAction = action({ access: "SUBSCRIBER", input: idInput }, async ({ ctx, actor, input }) => {
  unwrap(await requestParity(ctx, actor, input.id));
  revalidatePath(`/sessions/${input.id}`);
  return { status: "done" };
});
