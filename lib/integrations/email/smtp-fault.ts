import { MailFault } from "@/lib/ports/mailer";

/** No such mailbox, or one that takes no mail: the enhanced codes of RFC 3463 and 7505 that are about the reader's address. */
const GONE = /\b5\.(1\.(1|2|3|6|10)|2\.1)\b/;
/** Any of those codes: it says more than the three digits before it. */
const ENHANCED = /\b[45]\.\d{1,3}\.\d{1,3}\b/;
/** Too much from us: enhanced 4.7.x (policy), or the words that servers use in its place. */
const THROTTLED = /\b4\.7\.\d|\brate\b|throttl|too many|too fast|slow down/i;

/**
 * What an SMTP failure means for the mail. Only codes and our own words are kept: the server's text may repeat what we sent.
 * Source: RFC 5321 4.2.1 (4yz passes, 5yz stays), RFC 3463.
 */
export function smtpFault(error: unknown): MailFault {
  const { responseCode, response, code, command } = (typeof error === "object" && error !== null ? error : {}) as {
    responseCode?: unknown;
    response?: unknown;
    code?: unknown;
    command?: unknown;
  };
  const status = typeof responseCode === "number" ? responseCode : 0;
  const text = typeof response === "string" ? response : "";
  // Our own sign-in or address was refused: that is for us to mend, no word on the mail.
  if (code === "EAUTH") return new MailFault("retry", "The mail server did not accept our sign-in");
  if (status >= 500) {
    if (command === "MAIL FROM")
      return new MailFault("retry", `The mail server did not accept our address (${status})`);
    // A server that refuses us (5.7.1: relaying, a block list) says so at the reader's address too.
    if (GONE.test(text) || (status === 550 && command === "RCPT TO" && !ENHANCED.test(text)))
      return new MailFault("gone", `The mail server knows no such mailbox (${status})`);
    return new MailFault("refused", `The mail server refused the mail (${status})`);
  }
  if (status >= 400) {
    if (THROTTLED.test(text)) return new MailFault("throttled", `The mail server asks for fewer mails (${status})`);
    return new MailFault("retry", `The mail server could not take the mail now (${status})`);
  }
  return new MailFault("retry", "The mail server did not answer");
}
