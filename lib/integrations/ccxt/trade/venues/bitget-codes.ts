import type { Meanings } from "../venue.ts";
import { type CodeGroups, meaningsOf } from "./code-groups.ts";

/** Sources: Bitget v2 "Error Code"; ccxt's table of exceptions. */
const GROUPS: CodeGroups = {
  insufficient_funds: [40711, 40712, 40754, 40762, 43012],
  min_notional: [45110],
  lot_size: [43006, 43007, 45111, 45114, 45122],
  price_filter: [43008, 43009, 45103, 45115, 40815],
  bad_symbol: [40034, 40309, 50004],
  market_closed: [40055, 40200, 41114, 43115],
  reduce_only: [22002, 40891, 25227],
  duplicate_client_id: [40786, 43010],
  clock_skew: [40004, 40005, 40008],
  bad_signature: [40009],
  key_refused: [40001, 40002, 40003, 40006, 40011, 40012, 40014, 40016, 40018, 40024, 40031, 40037, 40068, 40085],
  rate_limited: [429],
  leverage: [40717, 40718, 40797],
  would_trigger: [43033, 40830, 40831, 40832, 40833, 40917, 40920],
  not_supported: [40017, 40019, 40020, 40102, 40774, 40808, 40889],
  gone: [22001, 40109, 40768, 43001, 43004, 43020, 43025],
};

/** Its servers did not answer each other. */
const UNPROVEN = [40010, 40015, 40725, 45001, 50008];

/** Bitget v2. */
export const BITGET_CODES: Meanings = {
  ...meaningsOf(GROUPS, UNPROVEN),
  "43011": (text) => (/price/i.test(text) ? "price_filter" : "lot_size"),
};

/** What its unified interface answers a key of a classic account. */
export const CLASSIC_ACCOUNT = "40084";
