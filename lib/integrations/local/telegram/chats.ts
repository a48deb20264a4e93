/** A message that the bot sent, as the stand-in keeps it. */
export interface SaidMessage {
  readonly message_id: number;
  readonly chat_id: string;
  readonly text: string;
  readonly buttons: readonly { readonly text: string; readonly callback_data: string }[];
  /** Machine time, ms. */
  readonly at: number;
}

/** What the next call of sendMessage meets instead of success. */
export interface TelegramTrouble {
  readonly status: number;
  readonly description?: string;
  readonly retryAfterSec?: number;
  /** Answers so late; with no status of its own, use 200. */
  readonly delayMs?: number;
}

/** Chats, updates and set troubles: the stand-in's memory. */
export class Chats {
  readonly messages: SaidMessage[] = [];
  readonly blocked = new Set<string>();
  readonly troubles: TelegramTrouble[] = [];
  #updates: { readonly update_id: number }[] = [];
  #nextUpdate = 1;
  #nextMessage = 1;
  #waiting: (() => void)[] = [];
  #listening: (() => void)[] = [];

  /** Someone writes to the bot. */
  write(chatId: string, text: string, type: "private" | "group" = "private"): void {
    this.#update({
      message: {
        message_id: this.#nextMessage++,
        chat: { id: Number(chatId), type },
        from: { first_name: "Ada" },
        text,
      },
    });
  }

  /** Someone presses a button under one of its messages. */
  press(chatId: string, data: string): void {
    this.#update({
      callback_query: {
        id: String(this.#nextMessage++),
        from: { id: Number(chatId) },
        message: { chat: { id: Number(chatId), type: "private" } },
        data,
      },
    });
  }

  /** Someone blocks the bot: Telegram tells, and refuses from then on. */
  block(chatId: string): void {
    this.blocked.add(chatId);
    this.#update({ my_chat_member: { chat: { id: Number(chatId) }, new_chat_member: { status: "kicked" } } });
  }

  say(message: Omit<SaidMessage, "message_id" | "at">): SaidMessage {
    const said = { ...message, message_id: this.#nextMessage++, at: Date.now() };
    this.messages.push(said);
    if (this.messages.length > 1_000) this.messages.shift();
    for (const wake of this.#listening.splice(0)) wake();
    return said;
  }

  /** Updates from number `from` on; what lies before is confirmed and forgotten, as Telegram does. */
  from(from: number): readonly { readonly update_id: number }[] {
    this.#updates = this.#updates.filter(({ update_id }) => update_id >= from);
    return this.#updates.slice(0, 100);
  }

  /** Resolves with the next update, after `ms`, or when `gone` is aborted. */
  next(ms: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      const wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
      gone.addEventListener("abort", wake, { once: true });
      this.#waiting.push(wake);
    });
  }

  /** Resolves when the bot says something, or after `ms`. */
  nextSaid(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#listening.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #update(update: object): void {
    this.#updates.push({ update_id: this.#nextUpdate++, ...update });
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
