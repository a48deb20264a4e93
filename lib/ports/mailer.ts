export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The addresses inside `text`, in order: the sandbox mailbox shows them as links. */
  readonly links: readonly string[];
}

/** Sends one mail. A failure throws; the caller is a job that tries again. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}
