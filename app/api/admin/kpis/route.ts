import { kpisQuery } from "@/lib/features/admin/client-input";
import { readKpis } from "@/lib/features/admin/read-kpis";
import { route } from "@/lib/runtime/route";

/** How the platform does, by its ledger and its rows. */
export const GET = route({ access: "ADMIN", query: kpisQuery }, ({ ctx, query }) => readKpis(ctx, query.days));
