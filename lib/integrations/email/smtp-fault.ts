import { MailFault } from "@/lib/ports/mailer";

/** No such mailbox, or one that takes no mail: the enhanced codes of RFC 3463 (5.1.x address, 5.2.1 mailbox off). */
const GONE = /\b5\.(1\.[0-9]+|2\.1)\b/;
/** Too much from us: enhanced 4.7.x (policy), or the words that servers use in its place. */
const THROTTLED = /\b4\.7\.\d|rate|throttl|too many|too fast|slow down/i;

/**
 * What an SMTP failure means for the mail. Only codes and our own words are kept: the server's text may repeat what we sent.
 * Source: RFC 5321 4.2.1 (4yz passes, 5yz stays), RFC 3463.
 */
export function smtpFault(error: unknown): MailFault {
  const { responseCode, response, code } = (typeof error === "object" && error !== null ? error : {}) as {
    responseCode?: unknown;
    response?: unknown;
    code?: unknown;
  };
  const status = typeof responseCode === "number" ? responseCode : 0;
  const text = typeof response === "string" ? response : "";
  // Our own sign-in was refused: that is for us to mend, no word on the mail.
  if (code === "EAUTH") return new MailFault("retry", "The mail server did not accept our sign-in");
  if (status >= 500) {
    if (GONE.test(text) || (status === 550 && code === "EENVELOPE"))
      return new MailFault("gone", `The mail server knows no such mailbox (${status})`);
    return new MailFault("refused", `The mail server refused the mail (${status})`);
  }
  if (status >= 400) {
    if (THROTTLED.test(text)) return new MailFault("throttled", `The mail server asks for fewer mails (${status})`);
    return new MailFault("retry", `The mail server could not take the mail now (${status})`);
  }
  return new MailFault("retry", "The mail server did not answer");
}
