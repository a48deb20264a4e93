import { defineConfig } from "prisma/config";

// Migrations are made and applied by our own scripts (docs/decisions/0002): Prisma's engine is a download that many machines refuse.
export default defineConfig({ schema: "prisma/schema", migrations: { path: "prisma/migrations" } });
