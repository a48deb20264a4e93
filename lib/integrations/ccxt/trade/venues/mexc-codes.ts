import type { Meaning, Meanings } from "../venue.ts";
import { type CodeGroups, meaningsOf } from "./code-groups.ts";

/** Sources: MEXC spot v3 "Error Code". */
const GROUPS: CodeGroups = {
  insufficient_funds: [10101, 30004, 30005],
  min_notional: [30002, 88013],
  too_large: [30003],
  lot_size: [10095, 10096, 10097, 10102],
  price_filter: [30010, 30087],
  bad_symbol: [-1121, 10007, 30014, 30021, 730001],
  market_closed: [30000, 30016, 30025],
  clock_skew: [700003, 700005, 10073],
  bad_signature: [602, 700002],
  key_refused: [401, 402, 403, 406, 10072, 30020, 60005, 70011, 700001, 700006, 700007],
  rate_limited: [429, 510],
  not_supported: [-1128, 30001, 30019, 30027, 30028, 30032, 30041, 44444, 700004, 700008, 700013, 730002],
  gone: [-2011, -2013, 30026],
};

/** Its servers failed, or ask to try again. */
const UNPROVEN = [500, 501, 503, 504, 604, 801, 20002, 730000];

/** MEXC spot. */
export const MEXC_CODES: Meanings = {
  ...meaningsOf(GROUPS, UNPROVEN),
  "400": scale,
  "30018": (text) => (/order type/i.test(text) ? "not_supported" : "key_refused"),
  "30029": (text) => (/duplicat/i.test(text) ? "duplicate_client_id" : "not_supported"),
};

/** 400 stands for any malformed request; what is not known by its text proves nothing. */
function scale(text: string): Meaning | null {
  if (/duplicat/i.test(text)) return "duplicate_client_id";
  if (/quantity|amount/i.test(text)) return "lot_size";
  if (/price/i.test(text)) return "price_filter";
  return null;
}
