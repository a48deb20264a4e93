export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The addresses inside `text`, in order: the sandbox mailbox shows them as links. */
  readonly links: readonly string[];
  /** The same in HTML; without it a plain letter is made of `text`. */
  readonly html?: string;
  /** Ours, the same at each repeat: becomes the Message-ID, so that a mailbox can drop the second copy. */
  readonly id?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Why a mail was not taken. retry: later it may be; throttled: we send too fast; gone: there is no such mailbox; refused: not this mail.
 * The message is ours, without what the server or the settings said: passwords are among that.
 */
export class MailFault extends Error {
  override readonly name = "MailFault";
  readonly kind: "retry" | "throttled" | "gone" | "refused";

  constructor(kind: MailFault["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

export interface Mailer {
  /**
   * Sends one mail. Once `signal` is aborted nothing more leaves. @returns what the server gave as a receipt
   * @throws MailFault; a job that sends tries again
   */
  send(mail: Mail, signal?: AbortSignal): Promise<string>;
}
