import { setIdentityInput } from "@/lib/features/compliance/input";
import { setIdentity } from "@/lib/features/compliance/set-identity";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** Records that somebody's identity was seen, or takes that back; with a fresh second factor. */
export const PUT = route({ access: "ADMIN", input: setIdentityInput }, async ({ ctx, actor, input }) =>
  unwrap(await setIdentity(ctx, actor, input)),
);
