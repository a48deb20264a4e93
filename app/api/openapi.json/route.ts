import { openApiDocument } from "@/lib/runtime/openapi/document";
import { route } from "@/lib/runtime/route";

export const GET = route({ access: "public", scope: "read" }, async ({ ctx }) =>
  Response.json(openApiDocument(ctx.config.baseUrl), { headers: { "cache-control": "public, max-age=300" } }),
);
