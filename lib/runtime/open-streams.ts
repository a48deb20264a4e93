import { AppError } from "@/lib/kernel/errors";

/** Counts one more stream of a user until `ended` is aborted. @throws AppError "rate_limited" */
export type CountStream = (userId: string, ended: AbortSignal) => void;

/** Streams of each user that are open in this process: at most `most`; 0: no limit. A stream looks into the database four times a second. */
export function countStreams(most: number): CountStream {
  const open = new Map<string, number>();
  const add = (userId: string, change: 1 | -1): void => {
    const count = (open.get(userId) ?? 0) + change;
    if (count === 0) open.delete(userId);
    else open.set(userId, count);
  };
  return (userId, ended) => {
    if (ended.aborted) return;
    if (most > 0 && (open.get(userId) ?? 0) >= most) {
      const streams = `${most.toLocaleString("en")} ${most === 1 ? "stream" : "streams"}`;
      throw new AppError("rate_limited", `At most ${streams} open at once by your account. Close one first.`);
    }
    add(userId, 1);
    ended.addEventListener("abort", () => add(userId, -1), { once: true });
  };
}
