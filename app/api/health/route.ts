import { route } from "@/lib/runtime/route";

/** The process is alive and answers; what it depends on is /api/ready's question. */
export const GET = route({ access: "public", limit: "none", credentials: "own" }, async () => ({ status: "ok" }));
