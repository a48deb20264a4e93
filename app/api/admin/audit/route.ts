import { listAuditQuery } from "@/lib/features/admin/client-input";
import { listAudit } from "@/lib/features/admin/list-audit";
import { route } from "@/lib/runtime/route";

/** Who did what to whom, newest first. */
export const GET = route({ access: "ADMIN", query: listAuditQuery }, ({ ctx, query }) => listAudit(ctx, query));
