import { mailboxQuery } from "@/lib/features/accounts/input";
import { sandboxMail } from "@/lib/features/accounts/queries";
import { AppError } from "@/lib/kernel/errors";
import { route } from "@/lib/runtime/route";

/** The mail that a sandbox would have sent to `to`, newest first. In production there is no such path. */
export const GET = route({ access: "public", query: mailboxQuery, limit: "none" }, async ({ ctx, query: { to } }) => {
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
