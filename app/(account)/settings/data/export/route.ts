import { exportOf } from "@/lib/features/accounts/export-of";
import { AppError } from "@/lib/kernel/errors";
import { route } from "@/lib/runtime/route";

/** One's own data as a file. A browser's alone: an API token may not carry a whole account away. */
export const GET = route({ access: "user" }, async ({ ctx, actor }) => {
  if (actor.sessionId === null) throw new AppError("forbidden");
  return new Response(JSON.stringify(await exportOf(ctx, actor), null, 2), {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": 'attachment; filename="heliograph-account.json"',
    },
  });
});
