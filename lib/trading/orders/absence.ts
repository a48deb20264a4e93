import { DAY_MS, SECOND_MS, type UtcMs, utcMs } from "@/lib/kernel/time";

/** When an order whose fate is unknown is asked about, counted from the moment that made it unknown (RELIABILITY 3.3). */
export const LOOKUPS_MS = [500, 1_000, 2_000, 4_000, 8_000, 16_000] as const;
/** After the last of them, while the venue cannot be reached or the proof wants more time. */
const LATER_MS = 10 * SECOND_MS;

/** Not found this often: venues show a new order late. */
export const NOT_FOUND_MIN = 3;
/** A venue refuses a request that is older than this (recvWindow). */
export const RECV_WINDOW_MS = 5 * SECOND_MS;
/** On top of it: clocks that differ, and a list that lags. */
const ABSENCE_MARGIN_MS = 10 * SECOND_MS;
/** A request that was not signed this long after its SENDING was committed never is: `mayLeave` says no. */
export const SEND_WITHIN_MS = 2 * SECOND_MS;

/** From when on an order that is not found can be called absent: even the latest possible request would be refused by now. */
export function absentFrom(sendBy: UtcMs): UtcMs {
  return utcMs(sendBy + RECV_WINDOW_MS + ABSENCE_MARGIN_MS);
}

/** Whether a look-up that began at `now` and found nothing, the `notFound`-th of its kind, proves that there is no such order. */
export function provesAbsence(order: { readonly sendBy: UtcMs; readonly notFound: number }, now: UtcMs): boolean {
  return order.notFound >= NOT_FOUND_MIN && now >= absentFrom(order.sendBy);
}

/** The next look-up after `asked` of them. Never before the one that could be proof, once the schedule is over. */
export function nextLookup(unknownAt: UtcMs, asked: number, sendBy: UtcMs, now: UtcMs): UtcMs {
  const planned = LOOKUPS_MS[asked];
  if (planned !== undefined) return utcMs(Math.max(unknownAt + planned, now));
  return utcMs(now < absentFrom(sendBy) ? absentFrom(sendBy) : now + LATER_MS);
}

/**
 * Whether the venue may have struck an order from all its lists: one that was cancelled unfilled is listed for a day at Bybit, and for three days after
 * it was made at Binance USD-M. A younger one that is in no list is there all the same, and the list lags.
 */
export function mayBeUnlisted(sentAt: UtcMs, now: UtcMs): boolean {
  return now - sentAt > DAY_MS;
}
