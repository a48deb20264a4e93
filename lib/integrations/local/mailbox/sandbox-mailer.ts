import type { Ctx } from "@/lib/ports/ctx";
import type { Mailer } from "@/lib/ports/mailer";

/** Keeps mail as rows that /dev/mailbox shows, instead of sending it. Production refuses to start with it. */
export function createSandboxMailer({ db, clock, ids }: Pick<Ctx, "db" | "clock" | "ids">): Mailer {
  return {
    async send(mail) {
      const id = ids.make("mail");
      await db.sandboxMail.create({
        data: {
          id,
          to: mail.to,
          subject: mail.subject,
          text: mail.text,
          links: [...mail.links],
          at: new Date(clock.now()),
        },
      });
      return `sandbox ${id}`;
    },
  };
}
