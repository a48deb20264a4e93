import type { ChannelSender } from "@/lib/ports/channel-sender";
import { type Mailer, MailFault } from "@/lib/ports/mailer";
import { messageMail } from "./message-mail.tsx";

/** SMTP names no time: how long we leave a server that wants fewer mails. */
const THROTTLED_MS = 5 * 60_000;

/**
 * Sends messages as mail, with an HTML and a plain part. Each carries the headers by which mail programs offer to unsubscribe with one
 * press (RFC 8058); what keeps an account safe carries them too, since its reader may rather be told elsewhere.
 */
export function createMailSender(mailer: Mailer): ChannelSender {
  return {
    kind: "EMAIL",
    async send(target, message, signal) {
      const { html, text, links } = await messageMail(message, target.timeZone);
      const oneClick = message.unsubscribeUrl.replace("/unsubscribe?", "/api/unsubscribe?");
      try {
        const receipt = await mailer.send(
          {
            id: message.id,
            to: target.address,
            subject: message.title,
            html,
            text,
            links,
            headers: {
              "List-Unsubscribe": `<${oneClick}>`,
              "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
          },
          signal,
        );
        return { ok: true, receipt };
      } catch (error) {
        if (!(error instanceof MailFault)) throw error;
        return {
          ok: false,
          kind: error.kind,
          reason: error.message,
          ...(error.kind === "throttled" ? { retryAfterMs: THROTTLED_MS } : {}),
        };
      }
    },
  };
}
