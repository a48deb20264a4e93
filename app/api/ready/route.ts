import { readReadiness } from "@/lib/runtime/readiness";
import { route } from "@/lib/runtime/route";

export const GET = route({ access: "public", limit: "none", credentials: "own" }, async ({ ctx }) => {
  const readiness = await readReadiness(ctx);
  return Response.json(readiness, { status: readiness.status === "down" ? 503 : 200 });
});
