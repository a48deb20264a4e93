import type { OfferedExchange } from "@/lib/ports/exchange-accounts";

/** A venue's own error code, where it means that this key will not do, with the reason in words. */
type Refusals = Readonly<Record<string, string>>;

export interface KeyVenue extends OfferedExchange {
  readonly refusals: Refusals;
}

const WRONG_KEY = "The exchange does not know this API key.";
const WRONG_SECRET = "The API secret does not belong to this API key.";
const WRONG_ADDRESS =
  "The exchange does not take this key from our address. Add the server's address to the key's list.";
const NO_RIGHT = "The key may not even read the account. Allow reading and spot trading.";
const EXPIRED = "The exchange says that this key has expired.";

/** Venue codes come first: ccxt's classes call the same refusal by different names (RELIABILITY 3.2). Testnets are those that were tried. */
export const KEY_VENUES: readonly KeyVenue[] = [
  {
    id: "bybit",
    name: "Bybit",
    needsPassphrase: false,
    testnet: true,
    tellsRights: true,
    refusals: {
      "10003": WRONG_KEY,
      "10004": WRONG_SECRET,
      "10005": NO_RIGHT,
      "10010": WRONG_ADDRESS,
      "10007": WRONG_KEY,
      "33004": EXPIRED,
      "-2015": EXPIRED,
    },
  },
  {
    id: "binance",
    name: "Binance",
    needsPassphrase: false,
    testnet: false,
    tellsRights: true,
    refusals: {
      "-2008": WRONG_KEY,
      "-2014": WRONG_KEY,
      "-1022": WRONG_SECRET,
      "-2015": "The exchange refuses this key: it is unknown, lacks the right to read, or does not take our address.",
    },
  },
  {
    id: "mexc",
    name: "MEXC",
    needsPassphrase: false,
    testnet: false,
    tellsRights: false,
    refusals: {
      "10072": WRONG_KEY,
      "10073": WRONG_KEY,
      "700001": WRONG_KEY,
      "700002": WRONG_SECRET,
      "602": WRONG_SECRET,
      "700006": WRONG_ADDRESS,
      "700007": NO_RIGHT,
      "402": EXPIRED,
    },
  },
  {
    id: "binanceus",
    name: "Binance.US",
    needsPassphrase: false,
    testnet: false,
    tellsRights: false,
    refusals: {
      "-2008": WRONG_KEY,
      "-2014": WRONG_KEY,
      "-1022": WRONG_SECRET,
      "-2015": "The exchange refuses this key: it is unknown, lacks the right to read, or does not take our address.",
    },
  },
  {
    id: "bitget",
    name: "Bitget",
    needsPassphrase: true,
    testnet: false,
    tellsRights: true,
    refusals: {
      "40006": WRONG_KEY,
      "40037": WRONG_KEY,
      "40009": WRONG_SECRET,
      "40011": "The passphrase does not belong to this API key.",
      "40012": "The API key or the passphrase is wrong.",
      "40014": NO_RIGHT,
      "40018": WRONG_ADDRESS,
      "40036": "The passphrase does not belong to this API key.",
      "40038": WRONG_ADDRESS,
      "40041": WRONG_KEY,
      "40099": "The key belongs to Bitget's demo trading.",
    },
  },
];
