import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type { SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, it } from "vitest";
import { utcMs } from "@/lib/kernel/time";
import type { OutgoingMessage } from "@/lib/ports/channel-sender";
import { smtpRefusal, startMailServer } from "@/lib/testing/outside/mail-server";
import { withLetters } from "./letter.tsx";
import { createMailSender } from "./mail-sender.ts";
import { createSmtpMailer } from "./smtp-mailer.ts";

const PASSWORD = "s3cret-canary-of-smtp";
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A mail server that knows our password. @returns its address with our sign-in, and the mails it took */
async function smtp(options: SMTPServerOptions = {}) {
  const server = await startMailServer({
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) =>
      auth.password === PASSWORD ? done(null, { user: "u" }) : done(new Error(`no ${auth.password ?? ""}`)),
    ...options,
  });
  closing.push(() => void server.close());
  return {
    taken: server.taken,
    url: (password = PASSWORD) => server.url.replace("smtp://", `smtp://u:${password}@`),
  };
}

const message: OutgoingMessage = {
  id: "dlv_0123456789abcdef",
  event: "signal",
  title: "New signal: long BTC/USDT",
  body: "Meridian Trend · entry 42,285, <stop> 41,000",
  link: "http://localhost:3000/signals/sig_1",
  at: utcMs(Date.UTC(2026, 0, 15, 12)),
  signalId: "sig_1",
  urgent: false,
  items: [],
  unsubscribeUrl: "http://localhost:3000/unsubscribe?token=s1.abc",
  settingsUrl: "http://localhost:3000/settings/notifications",
};
const target = {
  channelId: "chn_1",
  userId: "usr_1",
  kind: "EMAIL" as const,
  address: "ada@example.test",
  secret: null,
  timeZone: "Asia/Tokyo",
};
const never = new AbortController().signal;
const senderTo = (url: string) => createMailSender(withLetters(createSmtpMailer(url, "Heliograph <no-reply@h.test>")));

/** The parts of a mail without the line breaks and escapes of quoted-printable. */
const plain = (mail: string): string =>
  Buffer.from(
    mail
      .replace(/=\r?\n/g, "")
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString("utf8");

describe("mail by SMTP", () => {
  it("carries plain text and HTML, a stable Message-ID and the headers to unsubscribe by one press", async () => {
    const { taken, url } = await smtp();
    expect(await senderTo(url()).send(target, message, never)).toEqual({ ok: true, receipt: "250 queued as 4711" });
    const mail = plain(taken[0] ?? "");
    expect(mail).toContain("Message-ID: <dlv_0123456789abcdef@h.test>");
    expect(mail).toMatch(/List-Unsubscribe: <http:\/\/localhost:3000\/api\/unsubscribe\?token=s1\.abc>/);
    expect(mail).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    expect(mail).toContain("Content-Type: text/plain");
    expect(mail).toContain("15 Jan 2026, 21:00:00 (Asia/Tokyo)");
    expect(mail).toContain("Meridian Trend · entry 42,285, <stop> 41,000");
    expect(mail).toContain("Content-Type: text/html");
    expect(mail).toContain("&lt;stop&gt; 41,000");
  });

  it("lists what a digest holds", async () => {
    const { taken, url } = await smtp();
    const items = [message, { ...message, title: "Closed: long BTC/USDT", at: utcMs(message.at + 1) }];
    await senderTo(url()).send(target, { ...message, title: "2 messages were held for you", items }, never);
    const mail = plain(taken[0] ?? "");
    expect(mail).toContain("Subject: 2 messages were held for you");
    expect(mail.match(/Closed: long BTC\/USDT/g)).toHaveLength(2);
  });

  it.each([
    ["a mailbox that is not there", 550, "5.1.1 no such user", "gone"],
    ["a mailbox that is not there, of an old server", 550, "no such user here", "gone"],
    ["a mailbox that moved", 551, "5.1.6 moved", "gone"],
    ["a server that does not take mail from us", 550, "5.7.1 relaying denied, see the block list", "refused"],
    ["a full mailbox", 452, "4.2.2 mailbox full", "retry"],
    ["greylisting", 451, "4.3.0 try again", "retry"],
    ["a server that wants fewer", 450, "4.7.1 too many messages", "throttled"],
  ] as const)("%s is %s %s: %s", async (_, code, text, kind) => {
    const { url } = await smtp({ onRcptTo: (_address, _session, done) => done(smtpRefusal(code, text)) });
    const outcome = await senderTo(url()).send(target, message, never);
    expect(outcome).toMatchObject({
      ok: false,
      kind,
      ...(kind === "throttled" ? { retryAfterMs: 300_000 } : {}),
    });
    expect(JSON.stringify(outcome)).not.toContain(text);
  });

  it("whose sender a server refuses is for us to mend: it turns nobody's channel off", async () => {
    const { url } = await smtp({
      onMailFrom: (_address, _session, done) => done(smtpRefusal(550, "5.1.8 sender's domain not found")),
    });
    expect(await senderTo(url()).send(target, message, never)).toEqual({
      ok: false,
      kind: "retry",
      reason: "The mail server did not accept our address (550)",
    });
  });

  it("refused for what it says is never tried again", async () => {
    const { url } = await smtp({
      onData(stream, _session, done) {
        stream.on("end", () => done(smtpRefusal(554, "5.6.0 content rejected")));
        stream.resume();
      },
    });
    expect(await senderTo(url()).send(target, message, never)).toMatchObject({ ok: false, kind: "refused" });
  });

  it("keeps the password out of what it says when the sign-in is refused", async () => {
    const { url } = await smtp();
    const outcome = await senderTo(url("wrong-canary-1234")).send(target, message, never);
    expect(outcome).toEqual({ ok: false, kind: "retry", reason: "The mail server did not accept our sign-in" });
  });

  it("to a server that is down or hangs up may work later", async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const outcome = await senderTo(`smtp://127.0.0.1:${port}`).send(target, message, never);
    expect(outcome).toMatchObject({ ok: false, kind: "retry" });
  });

  it("is cut when it must not leave any more: a slow server never gets it", async () => {
    const stop = new AbortController();
    const { taken, url } = await smtp({
      onMailFrom: (_address, _session, done) => {
        stop.abort();
        setImmediate(done);
      },
    });
    expect(await senderTo(url()).send(target, message, stop.signal)).toMatchObject({ ok: false, kind: "retry" });
    expect(taken).toEqual([]);
  });

  it("gives account mails our layout, their links to press and the same plain text", async () => {
    const { taken, url } = await smtp();
    const link = "http://localhost:3000/verify?token=abc";
    await withLetters(createSmtpMailer(url(), "no-reply@h.test")).send({
      to: "ada@example.test",
      subject: "Confirm",
      text: `Hello,\n\nopen this:\n\n${link}\n\nHeliograph\n`,
      links: [link],
    });
    const mail = plain(taken[0] ?? "");
    expect(mail).toContain(`href="${link}"`);
    expect(mail).toContain(`open this:`);
  });
});
