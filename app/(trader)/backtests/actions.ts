"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { estimateWords } from "@/components/backtests/words";
import { awaitEnd } from "@/lib/features/backtests/await-end";
import { cancelBacktest } from "@/lib/features/backtests/cancel-backtest";
import { type EstimateWish, estimate } from "@/lib/features/backtests/estimate";
import { batchInput, optimizeInput, runInput, walkForwardInput } from "@/lib/features/backtests/input";
import { startBacktest } from "@/lib/features/backtests/start-backtest";
import { startBatch } from "@/lib/features/backtests/start-batch";
import { startOptimisation } from "@/lib/features/backtests/start-optimisation";
import { startWalkForward } from "@/lib/features/backtests/start-walk-forward";
import { action } from "@/lib/runtime/action";
import { parseInput } from "@/lib/runtime/body";
import { unwrap } from "@/lib/runtime/problem";
import { fromForm } from "./from-form.ts";

/** A page of progress has to stand within half a second of the press. */
const PATIENCE_MS = 250;

export const startBacktestAction = action(
  { access: "SUBSCRIBER", input: z.preprocess(fromForm, runInput) },
  async ({ ctx, actor, input }) => {
    const { id } = unwrap(await startBacktest(ctx, actor, input));
    await awaitEnd(ctx, id, PATIENCE_MS);
    redirect(`/backtests/${id}`);
  },
);

export const startBatchAction = action(
  { access: "SUBSCRIBER", input: z.preprocess(fromForm, batchInput) },
  async ({ ctx, actor, input }) => {
    const { id } = unwrap(await startBatch(ctx, actor, input));
    redirect(`/backtests/${id}`);
  },
);

export const startOptimisationAction = action(
  { access: "SUBSCRIBER", input: z.preprocess(fromForm, optimizeInput) },
  async ({ ctx, actor, input }) => {
    const { id } = unwrap(await startOptimisation(ctx, actor, input));
    redirect(`/backtests/${id}`);
  },
);

export const startWalkForwardAction = action(
  { access: "SUBSCRIBER", input: z.preprocess(fromForm, walkForwardInput) },
  async ({ ctx, actor, input }) => {
    const { id } = unwrap(await startWalkForward(ctx, actor, input));
    redirect(`/backtests/${id}`);
  },
);

const wishes = {
  run: runInput.transform((input): EstimateWish => ({ kind: "RUN", ...input })),
  batch: batchInput.transform((input): EstimateWish => ({ kind: "BATCH", ...input })),
  optimise: optimizeInput.transform((input): EstimateWish => ({ kind: "OPTIMISATION", ...input })),
  walkforward: walkForwardInput.transform((input): EstimateWish => ({ kind: "WALK_FORWARD", ...input })),
};

export const estimateAction = action(
  { access: "SUBSCRIBER", input: z.looseObject({ kind: z.enum(["run", "batch", "optimise", "walkforward"]) }) },
  async ({ ctx, actor, input }) => {
    const wish = parseInput(z.preprocess(fromForm, wishes[input.kind]), input);
    const { quota, ...told } = unwrap(await estimate(ctx, actor, wish));
    return { status: "done", message: estimateWords({ ...told, left: quota.runsLeft }) };
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
