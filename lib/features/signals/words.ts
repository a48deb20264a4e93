import type { Projection } from "./signal.ts";

const ENDED = {
  CLOSED: "This signal is closed",
  CANCELLED: "This signal was cancelled",
  EXPIRED: "This signal has expired",
  PENDING: "This signal has not entered yet",
  OPEN: "This signal is open",
} as const satisfies Record<Projection["state"], string>;

/** Why an ended signal takes no further event. */
export function endedWords(signal: Pick<Projection, "state">): string {
  return `${ENDED[signal.state]}; nothing can be changed any more.`;
}

/** Why a strategy takes no more risk; undefined: it is gone. */
export function inactiveWords(status: string | undefined): string {
  return `This strategy is ${status ?? "gone"}: only an ACTIVE one publishes signals.`;
}
