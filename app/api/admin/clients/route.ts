import { listClientsQuery } from "@/lib/features/admin/client-input";
import { listClients } from "@/lib/features/admin/list-clients";
import { route } from "@/lib/runtime/route";

/** Every account, oldest first. */
export const GET = route({ access: "ADMIN", query: listClientsQuery }, ({ ctx, query }) => listClients(ctx, query));
