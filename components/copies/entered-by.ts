import type { PositionView } from "@/lib/features/copies/position";

/** Whose decision a position is: a strategy that is followed, a session of one's own, or one's own hand. */
export function enteredBy({ strategy, sessionId }: Pick<PositionView, "strategy" | "sessionId">): string {
  return strategy?.name ?? (sessionId === null ? "By hand" : "By a session");
}
