import { appendEvent } from "@/lib/events/outbox";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import type { Mail } from "@/lib/ports/mailer";

/**
 * Asks for a mail, in the transaction of its cause; the worker sends it after the commit. Text and links are sealed in the outbox: a
 * reset link lying there would be a key in any dump of the database.
 */
export async function requestMail(tx: Tx, ctx: Pick<Ctx, "clock" | "ids" | "seal">, mail: Mail): Promise<void> {
  const mailId = ctx.ids.make("mail");
  const sealed = ctx.seal.seal(JSON.stringify({ text: mail.text, links: mail.links }), mailId);
  await appendEvent(tx, ctx.clock.now(), {
    type: "mail.requested",
    mailId,
    to: mail.to,
    subject: mail.subject,
    sealed,
  });
}
