import MailComposer from "nodemailer/lib/mail-composer/index.js";
import { parseConnectionUrl } from "nodemailer/lib/shared/index.js";
import SMTPConnection from "nodemailer/lib/smtp-connection/index.js";
import { type Mail, type Mailer, MailFault } from "@/lib/ports/mailer";
import { smtpFault } from "./smtp-fault.ts";

/**
 * Sends by SMTP (`smtps://user:pass@host:465`, `smtp://host:587`), a connection a mail, so that one that must not leave any more can be cut.
 * Each phase has a limit: a mute server fails the mail, not the worker.
 */
export function createSmtpMailer(url: string, from: string): Mailer {
  const options: SMTPConnection.Options = {
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 10_000,
    ...parseConnectionUrl(url),
  };
  return {
    async send(mail, signal) {
      const composed = new MailComposer(fields(mail, from)).compile();
      const [bytes, envelope] = [await composed.build(), composed.getEnvelope()];
      return transmit(options, envelope, bytes, signal);
    },
  };
}

function fields(mail: Mail, from: string): ConstructorParameters<typeof MailComposer>[0] {
  const host = from.slice(from.lastIndexOf("@") + 1).replace(/>$/, "");
  return {
    from,
    to: { name: "", address: mail.to },
    subject: mail.subject,
    text: mail.text,
    ...(mail.html === undefined ? {} : { html: mail.html }),
    ...(mail.id === undefined ? {} : { messageId: `<${mail.id}@${host}>` }),
    headers: { "Auto-Submitted": "auto-generated", ...mail.headers },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function transmit(
  options: SMTPConnection.Options,
  envelope: SMTPConnection.Envelope,
  bytes: Buffer,
  signal: AbortSignal | undefined,
): Promise<string> {
  const connection = new SMTPConnection(options);
  const done = Promise.withResolvers<string>();
  const fail = (error: unknown): void => done.reject(error instanceof MailFault ? error : smtpFault(error));
  const cut = (): void => {
    fail(new MailFault("retry", "It was broken off"));
    connection.close();
  };
  const send = (): void => {
    connection.send(envelope, bytes, (error, info) => {
      if (error) return fail(error);
      done.resolve(info.response);
      connection.quit();
    });
  };
  connection.on("error", fail);
  connection.on("end", () => fail(new MailFault("retry", "The mail server ended the connection")));
  signal?.addEventListener("abort", cut, { once: true });
  if (signal?.aborted === true) cut();
  else
    connection.connect((error) => {
      const { auth } = options;
      if (error) fail(error);
      else if (auth === undefined || !("pass" in auth)) send();
      else connection.login({ user: auth.user, pass: auth.pass }, (refused) => (refused ? fail(refused) : send()));
    });
  return done.promise.finally(() => {
    signal?.removeEventListener("abort", cut);
    // A refused mail leaves its connection open.
    setTimeout(() => connection.close(), 1_000).unref();
  });
}
