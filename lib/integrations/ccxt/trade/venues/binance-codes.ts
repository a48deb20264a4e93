import type { Meaning, Meanings } from "../venue.ts";

/**
 * Binance's codes, spot and USD-M. Sources: binance-spot-api-docs errors.md, USD-M "Error Code". null: the engine may have taken the
 * order.
 */
export const BINANCE_CODES: Meanings = {
  "-1000": null,
  "-1001": null,
  "-1006": null,
  "-1007": null,
  "-1008": null,
  "-1002": "key_refused",
  "-1003": "rate_limited",
  "-1013": filter,
  "-1014": "not_supported",
  "-1015": "rate_limited",
  "-1020": "not_supported",
  "-1021": "clock_skew",
  "-1022": "bad_signature",
  "-1100": "not_supported",
  "-1101": "not_supported",
  "-1102": "not_supported",
  "-1103": "not_supported",
  "-1104": "not_supported",
  "-1105": "not_supported",
  "-1106": "not_supported",
  "-1111": (text) => (/price/i.test(text) ? "price_filter" : "lot_size"),
  "-1112": "market_closed",
  "-1114": "not_supported",
  "-1115": "not_supported",
  "-1116": "not_supported",
  "-1117": "not_supported",
  "-1118": "not_supported",
  "-1121": "bad_symbol",
  "-1122": "market_closed",
  "-1128": "not_supported",
  "-1130": "not_supported",
  "-1131": "not_supported",
  "-2008": "key_refused",
  "-2010": rejected,
  "-2011": (text) => (/unknown order/i.test(text) ? "gone" : null),
  "-2013": "gone",
  "-2014": "key_refused",
  "-2015": "key_refused",
  "-2017": "key_refused",
  "-2018": "insufficient_funds",
  "-2019": "insufficient_funds",
  "-2021": "would_trigger",
  "-2022": "reduce_only",
  "-2023": "not_supported",
  "-2024": "reduce_only",
  "-2025": "not_supported",
  // Spot: the order is too old to be listed. USD-M: the kind of order cannot be reduce-only.
  "-2026": (text) => (/archived/i.test(text) ? "gone" : "not_supported"),
  "-2027": "leverage",
  "-2028": "leverage",
  "-4001": "price_filter",
  "-4002": "price_filter",
  "-4003": "lot_size",
  "-4004": "lot_size",
  "-4005": "too_large",
  "-4006": "price_filter",
  "-4007": "price_filter",
  "-4013": "price_filter",
  "-4014": "price_filter",
  "-4015": "not_supported",
  "-4016": "price_filter",
  "-4023": "lot_size",
  "-4024": "price_filter",
  "-4028": "leverage",
  "-4045": "not_supported",
  "-4046": "unchanged",
  "-4050": "insufficient_funds",
  "-4051": "insufficient_funds",
  "-4060": "not_supported",
  "-4061": "not_supported",
  "-4062": "not_supported",
  "-4087": "market_closed",
  "-4088": "not_supported",
  "-4108": "market_closed",
  "-4116": "duplicate_client_id",
  "-4118": "reduce_only",
  "-4120": "not_supported",
  "-4131": "price_filter",
  "-4140": "market_closed",
  "-4141": "market_closed",
  "-4142": "would_trigger",
  "-4161": "leverage",
  "-4164": "min_notional",
  "-4183": "price_filter",
  "-4184": "price_filter",
  "-4192": "not_supported",
  "-4202": "leverage",
  "-4203": "leverage",
  "-4205": "leverage",
  "-4206": "leverage",
  "-4208": "leverage",
  "-4209": "leverage",
  "-4210": "price_filter",
  "-4211": "price_filter",
  "-4400": "market_closed",
  "-4401": "market_closed",
  "-4402": "not_supported",
  "-5025": "not_supported",
  "-5028": "clock_skew",
};

/** -1013: "Filter failure: NAME", or which field is invalid. */
function filter(text: string): Meaning {
  if (/NOTIONAL/i.test(text)) return "min_notional";
  // Its least is nil, and it has no step where LOT_SIZE has one.
  if (/MARKET_LOT_SIZE/.test(text)) return "too_large";
  if (/LOT_SIZE|quantity|qty/i.test(text)) return "lot_size";
  if (/price/i.test(text)) return "price_filter";
  if (/market is closed/i.test(text)) return "market_closed";
  return "not_supported";
}

/** -2010 NEW_ORDER_REJECTED: the engine's own no, whose reason is in the text only. */
function rejected(text: string): Meaning {
  if (/insufficient/i.test(text)) return "insufficient_funds";
  if (/duplicate/i.test(text)) return "duplicate_client_id";
  if (/trigger immediately/i.test(text)) return "would_trigger";
  if (/market is closed/i.test(text)) return "market_closed";
  return "not_supported";
}
