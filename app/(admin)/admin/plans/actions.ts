"use server";

import { revalidatePath } from "next/cache";
import { managedPriceForm } from "@/lib/features/plans/input";
import { setManagedPrice } from "@/lib/features/plans/set-managed-price";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

export const setManagedPriceAction = action(
  { access: "ADMIN", input: managedPriceForm },
  async ({ ctx, actor, input }) => {
    unwrap(await setManagedPrice(ctx, actor, input));
    revalidatePath("/admin/plans");
    return { status: "done", message: "The price is set. Its reader finds it on his plan's page." };
  },
);
