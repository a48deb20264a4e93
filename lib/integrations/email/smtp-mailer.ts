import nodemailer from "nodemailer";
import type { Mailer } from "@/lib/ports/mailer";

/** Sends by SMTP (`smtps://user:pass@host:465`, `smtp://host:587`). Each phase has a limit: a mute server fails the job, not the worker. */
export function createSmtpMailer(url: string, from: string): Mailer {
  const transport = nodemailer.createTransport({
    url,
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 10_000,
  });
  return {
    async send(mail) {
      await transport.sendMail({ from, to: mail.to, subject: mail.subject, text: mail.text });
    },
  };
}
