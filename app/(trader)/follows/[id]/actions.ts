"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { previewSizing } from "@/lib/features/copies/preview-sizing";
import { followInput } from "@/lib/features/subscriptions/input";
import { setFollow } from "@/lib/features/subscriptions/set-follow";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

/** A form sends an empty text for a field that was left empty. */
function withoutEmpty(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).flatMap(([name, one]) => (one === "" ? [] : [[name, withoutEmpty(one)] as const]));
  return Object.fromEntries(kept);
}

const saveInput = z.preprocess(withoutEmpty, followInput.extend({ subscriptionId: z.string().max(60) }));

export const saveFollowAction = action(
  { access: "SUBSCRIBER", input: saveInput },
  async ({ ctx, actor, input: { subscriptionId, ...input } }) => {
    const saved = unwrap(await setFollow(ctx, actor, subscriptionId, input));
    revalidatePath("/", "layout");
    return {
      status: "done",
      message:
        saved.mode === "PAPER"
          ? "Saved. New signals of this strategy are copied on paper from now on."
          : "Saved. You are told of new signals; nothing is copied.",
    };
  },
);

const previewInput = z.preprocess(
  withoutEmpty,
  z.strictObject({
    strategyId: z.string().max(60),
    sizing: followInput.shape.sizing,
    limits: followInput.shape.limits,
  }),
);

export const previewSizingAction = action(
  { access: "SUBSCRIBER", input: previewInput },
  async ({ ctx, actor, input: { strategyId, sizing, limits = {} } }) => {
    const preview = unwrap(await previewSizing(ctx, actor.userId, strategyId, sizing, limits));
    return { status: "done", data: { preview: JSON.stringify(preview) } };
  },
);
