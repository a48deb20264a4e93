"use server";

import { revalidatePath } from "next/cache";
import { buyForm, testBuyForm } from "@/lib/features/trades/input";
import { requestBuy, requestTestBuy } from "@/lib/features/trades/request-buy";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const ASKED = "Asked for. Your account's worker plans it within a second or two.";

export const buyAction = action(
  { access: "SUBSCRIBER", input: buyForm },
  async ({ ctx, actor, input: { orderId, ...input } }) => {
    unwrap(await requestBuy(ctx, actor, input, orderId));
    revalidatePath("/", "layout");
    return { status: "done", message: ASKED };
  },
);

export const testBuyAction = action(
  { access: "SUBSCRIBER", input: testBuyForm },
  async ({ ctx, actor, input: { orderId, ...input } }) => {
    unwrap(await requestTestBuy(ctx, actor, input, orderId));
    revalidatePath("/", "layout");
    return { status: "done", message: ASKED };
  },
);
