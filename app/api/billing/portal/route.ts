import { openPortal } from "@/lib/features/billing/open-portal";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const POST = route({ access: "SUBSCRIBER", scope: "subscriptions:write" }, async ({ ctx, actor }) =>
  unwrap(await openPortal(ctx, actor)),
);
