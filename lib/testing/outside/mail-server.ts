import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface MailServer {
  /** As SMTP_URL names it. */
  readonly url: string;
  /** The mails it took, as they came over the wire. */
  readonly taken: readonly string[];
  close(): Promise<void>;
}

/** A real SMTP server on a free port of this machine, without encryption. `options` are smtp-server's: a hook refuses, throttles or waits. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const taken: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    closeTimeout: 100,
    onData(stream, _session, done) {
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      stream.on("end", () => {
        taken.push(text);
        done(null, "queued as 4711");
      });
    },
    ...options,
  });
  server.on("error", () => undefined); // connections that a test cuts
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    taken,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** What a server answers with `code`: 4xx comes again later, 5xx never. */
export function smtpRefusal(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}
