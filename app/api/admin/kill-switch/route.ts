import { engageSwitchInput, switchPlaceInput } from "@/lib/features/admin/input";
import { listSwitches } from "@/lib/features/admin/list-switches";
import { engage, release } from "@/lib/features/admin/move-switch";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** What is stopped, and how far each stop has come. */
export const GET = route({ access: "ADMIN" }, async ({ ctx }) => ({
  items: await listSwitches(ctx),
  nextCursor: null,
}));

/** Stops new entries at once; orders are taken back and positions closed or kept by the worker. */
export const POST = route({ access: "ADMIN", input: engageSwitchInput }, async ({ ctx, actor, input }) =>
  Response.json(unwrap(await engage(ctx, actor, input)), { status: 201 }),
);

/** Lets entries go again; with a fresh second factor. */
export const DELETE = route({ access: "ADMIN", query: switchPlaceInput }, async ({ ctx, actor, query }) =>
  unwrap(await release(ctx, actor, query)),
);
