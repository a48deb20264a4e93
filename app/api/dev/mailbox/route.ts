import { z } from "zod";
import { sandboxMail } from "@/lib/features/accounts/queries";
import { AppError } from "@/lib/kernel/errors";
import { route } from "@/lib/runtime/route";

const query = z.strictObject({ to: z.string().trim().toLowerCase().max(254).optional() });

/** The mail that a sandbox would have sent to `to`, newest first. In production there is no such path. */
export const GET = route({ access: "public", query, limit: "none" }, async ({ ctx, query: { to } }) => {
  if (!ctx.config.devEndpoints) throw new AppError("not_found");
  const mails = await sandboxMail(ctx.db, to ?? null, 50);
  return {
    items: mails.map(({ subject, text, links, at, to: address }) => ({
      to: address,
      subject,
      text,
      links,
      at: at.toISOString(),
    })),
  };
});
