"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { cancelBacktest } from "@/lib/features/backtests/cancel-backtest";
import { runInput } from "@/lib/features/backtests/input";
import { startBacktest } from "@/lib/features/backtests/start-backtest";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";
import { fromForm } from "./from-form.ts";

export const startBacktestAction = action(
  { access: "SUBSCRIBER", input: z.preprocess(fromForm, runInput) },
  async ({ ctx, actor, input }) => {
    const { id } = unwrap(await startBacktest(ctx, actor, input));
    redirect(`/backtests/${id}`);
  },
);

export const cancelBacktestAction = action(
  { access: "SUBSCRIBER", input: z.strictObject({ id: z.string().max(60) }) },
  async ({ ctx, actor, input }) => {
    unwrap(await cancelBacktest(ctx, actor, input.id));
    revalidatePath(`/backtests/${input.id}`);
    return { status: "done" };
  },
);
