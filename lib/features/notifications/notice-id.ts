import { sha256Hex } from "@/lib/features/signals/chain";
import { digitsValue, ID_PREFIXES, idTime, makeId } from "@/lib/kernel/ids";
import { type UtcMs, utcMs } from "@/lib/kernel/time";

/** Seven digits of base 32 hold every seq, which is PostgreSQL's int. */
const SEQ_DIGITS = 7;
const SEQ_MAX = 2_147_483_647;
/** Year 10000: ids from outside may hold any time, PostgreSQL reads four digits of a year. */
const TIME_MAX = Date.UTC(10_000, 0);
const BEFORE_SEQ = `${ID_PREFIXES.notification}_`.length + 10;

/**
 * The id of the notice of one event, the same for all who hear it and the same again for a repeat: its time, its seq, and 45 bits that follow
 * from its strategy. Notices of one strategy and millisecond sort by seq.
 */
export function noticeId(strategyId: string, seq: number, at: UtcMs): string {
  const hash = Buffer.from(sha256Hex(strategyId), "hex");
  const digits = Array.from({ length: SEQ_DIGITS }, (_, i) => Math.floor(seq / 32 ** (SEQ_DIGITS - 1 - i)) % 32);
  return makeId(ID_PREFIXES.notification, at, Uint8Array.from([...digits, ...hash.subarray(0, 16 - SEQ_DIGITS)]));
}

/** What an id of `noticeId` tells of its notice's key. */
export interface NoticePlace {
  readonly id: string;
  readonly seq: number;
  readonly at: UtcMs;
}

/** @returns null for what is no such id; some other ids have a place too, where no notice with their id lies */
export function noticePlace(id: string): NoticePlace | null {
  const at = idTime(id);
  const seq = digitsValue(id.slice(BEFORE_SEQ, BEFORE_SEQ + SEQ_DIGITS));
  return at === null || at >= TIME_MAX || seq < 1 || seq > SEQ_MAX ? null : { id, seq, at: utcMs(at) };
}
