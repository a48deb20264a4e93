"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { cancelCandleJob } from "@/lib/features/candles/cancel-candle-job";
import { candleDownloadInput, candleSeriesInput } from "@/lib/features/candles/input";
import { startDownload, startVerify } from "@/lib/features/candles/start-candle-job";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const PAGE = "/admin/candles";

export const downloadCandlesAction = action(
  { access: "ADMIN", input: candleDownloadInput },
  async ({ ctx, actor, input }) => {
    unwrap(await startDownload(ctx, actor, input), { unknown_series: "invalid" });
    revalidatePath(PAGE);
    return { status: "done", message: "The download is queued." };
  },
);

export const verifyCandlesAction = action(
  { access: "ADMIN", input: candleSeriesInput },
  async ({ ctx, actor, input }) => {
    unwrap(await startVerify(ctx, actor, input), { unknown_series: "invalid" });
    revalidatePath(PAGE);
    return { status: "done" };
  },
);

export const cancelCandleJobAction = action(
  { access: "ADMIN", input: z.strictObject({ id: z.string().max(60) }) },
  async ({ ctx, actor, input }) => {
    unwrap(await cancelCandleJob(ctx, actor, input.id));
    revalidatePath(PAGE);
    return { status: "done" };
  },
);
