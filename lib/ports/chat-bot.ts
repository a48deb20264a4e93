/** What people do in a chat with our bot, as far as we answer it. `number` rises by one; the next one asked for is the last one + 1. */
export type BotUpdate =
  | {
      readonly type: "text";
      readonly number: number;
      readonly chatId: string;
      readonly isPrivate: boolean;
      readonly name: string;
      readonly text: string;
    }
  | {
      readonly type: "press";
      readonly number: number;
      readonly chatId: string;
      readonly pressId: string;
      readonly data: string;
    }
  | { readonly type: "blocked"; readonly number: number; readonly chatId: string }
  /** Anything else, so that its number is passed. */
  | { readonly type: "other"; readonly number: number };

export interface BotButton {
  readonly label: string;
  /** Comes back with the press; at most 64 bytes. */
  readonly data: string;
}

/** A bot that people write to. Every call throws when it is not answered, without a word of the token. */
export interface ChatBot {
  /** What happened from number `from` on; waits up to `waitSec` for the first. */
  updates(from: bigint, waitSec: number, signal: AbortSignal): Promise<readonly BotUpdate[]>;
  /** Plain text; false when the chat takes nothing any more. */
  say(chatId: string, text: string, buttons?: readonly BotButton[]): Promise<boolean>;
  /** Ends the waiting mark on a pressed button. */
  taken(pressId: string): Promise<void>;
  /** An address that opens the chat; `start=CODE` is put to its query. */
  address(): Promise<string>;
}
