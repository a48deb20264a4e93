import type { EventCatalogue } from "@/lib/events/catalogue";
import type { Ctx } from "@/lib/ports/ctx";

/** Sends a requested mail. A repeat of the event sends it again: better twice than never. */
export async function onMailRequested(
  ctx: Pick<Ctx, "mailer" | "seal">,
  event: EventCatalogue["mail.requested"],
): Promise<void> {
  const { text, links } = JSON.parse(ctx.seal.open(event.sealed, event.mailId)) as { text: string; links: string[] };
  await ctx.mailer.send({ to: event.to, subject: event.subject, text, links });
}
