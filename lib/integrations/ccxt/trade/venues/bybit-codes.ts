import type { Meaning, Meanings } from "../venue.ts";
import { type CodeGroups, meaningsOf } from "./code-groups.ts";

/** Each group of codes means one thing. Sources: Bybit v5 "Error Codes". */
const GROUPS: CodeGroups = {
  insufficient_funds: [
    110004, 110006, 110007, 110011, 110012, 110014, 110040, 110044, 110045, 110046, 110051, 110052, 110053, 170033,
    170034, 170131,
  ],
  min_notional: [110094, 170140],
  lot_size: [12137, 110016, 110022, 170136, 170137, 170148, 170341],
  too_large: [170124, 170135, 170197, 170198, 170199, 170200, 170228, 170229],
  price_filter: [110003, 170132, 170133, 170134, 170192, 170194, 170203, 170204, 170218, 170371, 170372],
  bad_symbol: [10029, 170121, 170221],
  market_closed: [
    110023, 110042, 110063, 110066, 110074, 110095, 110098, 110103, 110118, 170031, 170151, 170157, 170159, 170206,
  ],
  reduce_only: [110017, 110034],
  duplicate_client_id: [12141, 110030, 110072, 170141],
  clock_skew: [-1, 10002],
  bad_signature: [10004],
  key_refused: [
    -2015, 10003, 10005, 10007, 10008, 10010, 10024, 10027, 10028, 33004, 110067, 110068, 110069, 110088, 170209,
    170219, 170224, 170348,
  ],
  rate_limited: [10006, 10009, 10018, 170005, 170222],
  leverage: [110013, 110036, 110038, 110086, 110090],
  would_trigger: [110092, 110093],
  not_supported: [
    10017, 110009, 110020, 110021, 110029, 110031, 110032, 110057, 110058, 110061, 110070, 110085, 110089, 110099,
    170105, 170115, 170116, 170117, 170201, 170202, 170217, 170227, 170241, 170810, 170811,
  ],
  gone: [110001, 110008, 110010, 110019, 170139, 170142, 170143, 170190, 170213],
  unchanged: [110043],
};

/** Its servers did not answer each other; 10014: it took a request for a repetition. */
const UNPROVEN = [10000, 10014, 10016, 170001, 170007, 170032, 170035, 170146, 170149, 170210, 170234];

/** Bybit v5. */
export const BYBIT_CODES: Meanings = {
  ...meaningsOf(GROUPS, UNPROVEN),
  "10001": parameter,
  "170130": parameter,
  "170193": (text) => (/disabled|closed/i.test(text) ? "market_closed" : "price_filter"),
};

/** 10001, 170130: a parameter was refused before anything was done; the text says which. */
function parameter(text: string): Meaning {
  if (/trigger/i.test(text)) return "would_trigger";
  if (/symbol/i.test(text)) return "bad_symbol";
  if (/(qty|quantity|contracts).*(too large|exceed|maximum)/i.test(text)) return "too_large";
  if (/qty|quantity/i.test(text)) return "lot_size";
  if (/leverage/i.test(text)) return "leverage";
  if (/price/i.test(text)) return "price_filter";
  return "not_supported";
}
