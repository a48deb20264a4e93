import type { Meaning, Meanings } from "../venue.ts";
import { type CodeGroups, meaningsOf } from "./code-groups.ts";

/** Sources: Bitget "Error Code" (REST), ccxt's table of exceptions. */
const GROUPS: CodeGroups = {
  insufficient_funds: [40711, 40712, 40754, 40762, 40798, 40800, 43012, 45002, 45120],
  min_notional: [22034, 43010, 43027, 43037, 43042, 45110, 45114],
  lot_size: [22038, 43006, 45103, 45104, 45111],
  too_large: [45113],
  price_filter: [
    22006, 22007, 22008, 22009, 40706, 40718, 40719, 40748, 40815, 40816, 40820, 40821, 43008, 43009, 43028, 43039,
    43040, 45035, 45115,
  ],
  bad_symbol: [40034, 40072, 40102, 40309, 40822, 40845, 42016, 50004],
  market_closed: [22039, 22040, 22041, 22043, 22045, 22067, 40783, 40825, 40844, 41114, 43115, 45043, 45119],
  reduce_only: [
    22002, 25227, 40717, 40755, 40757, 40804, 40837, 40891, 40939, 43023, 43029, 43043, 45003, 45005, 45068,
  ],
  duplicate_client_id: [40708, 40786, 43118, 45034, 50060],
  clock_skew: [40004, 40005, 40008, 40078],
  bad_signature: [40009],
  key_refused: [
    22010, 40001, 40002, 40003, 40006, 40011, 40012, 40013, 40014, 40016, 40018, 40022, 40023, 40024, 40025, 40026,
    40031, 40036, 40037, 40038, 40040, 40041, 40061, 40068, 40085, 40099, 40710, 40752, 40753,
  ],
  rate_limited: [429],
  leverage: [40797, 40914, 43050, 45044, 45045],
  would_trigger: [
    40830, 40832, 40834, 40836, 40915, 40917, 43013, 43014, 43015, 43016, 43034, 43035, 45060, 45061, 45062, 45122,
  ],
  not_supported: [
    22004, 40017, 40019, 40020, 40304, 40305, 40723, 40761, 40774, 40805, 40808, 40829, 40831, 40833, 40835, 40889,
    40890, 40913, 40928, 43005, 43058, 43071, 43075, 43111, 43128, 45021, 45107, 45108, 45109, 45116, 45117, 45118,
    45127,
  ],
  gone: [22001, 31007, 31054, 40109, 40768, 43001, 43004, 43020, 43021, 43025, 43026, 45031, 45055, 45057, 50062],
  unchanged: [40814, 45054],
};

/** Its servers did not answer each other, or ask to try again. */
const UNPROVEN = [40010, 40015, 40200, 40725, 40908, 40910, 43059, 45001, 50008, 50031];

/** Bitget v2. */
export const BITGET_CODES: Meanings = {
  ...meaningsOf(GROUPS, UNPROVEN),
  "40921": amount,
  "43007": amount,
  "45112": amount,
  "43011": (text) => (/price/i.test(text) ? "price_filter" : "lot_size"),
};

function amount(text: string): Meaning {
  return /max|more than|greater|exceed|too large/i.test(text) ? "too_large" : "lot_size";
}

/** What its unified interface answers a key of a classic account. */
export const CLASSIC_ACCOUNT = "40084";
