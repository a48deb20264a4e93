import { candleImportQuery, UPLOAD_BYTES_MAX } from "@/lib/features/candles/input";
import { startImport } from "@/lib/features/candles/start-candle-job";
import { AppError } from "@/lib/kernel/errors";
import { readBytes } from "@/lib/runtime/body";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

const TOO_LARGE = `The file is larger than ${UPLOAD_BYTES_MAX / 1_048_576} MiB. Pack it with gzip, or import it with npm run candles -- import.`;

/** A file of candles as it is, for the worker to import; its name and the query say which series it holds. */
export const POST = route({ access: "ADMIN", query: candleImportQuery }, async ({ ctx, actor, query, request }) => {
  const file = await readBytes(request, UPLOAD_BYTES_MAX, TOO_LARGE);
  if (file.length === 0)
    throw new AppError("invalid", "The file is empty.", { fieldErrors: { name: ["The file is empty."] } });
  return Response.json(unwrap(await startImport(ctx, actor, query, file), { unknown_series: "invalid" }), {
    status: 202,
  });
});
