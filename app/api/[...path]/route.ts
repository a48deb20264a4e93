import { AppError } from "@/lib/kernel/errors";
import { route } from "@/lib/runtime/route";

/** Paths that no other route answers: a program gets a problem, not our page. */
const nothing = route({ access: "public", credentials: "own" }, async ({ request }) => {
  throw new AppError("not_found", `There is no ${new URL(request.url).pathname} here. See /api/openapi.json.`);
});

export { nothing as DELETE, nothing as GET, nothing as PATCH, nothing as POST, nothing as PUT };
