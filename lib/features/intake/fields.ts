import type { AlertField } from "./alert.ts";
import { plainWord } from "./words.ts";

/** A field as it was sent. */
export interface SentField {
  readonly name: string;
  readonly value: unknown;
}

/** What senders call each field, without case and marks, nested names joined; the first that is there counts. */
const NAMES: Readonly<Record<AlertField, readonly string[]>> = {
  symbol: ["ticker", "symbol", "pair", "tvinstrument", "instrument", "coinpair", "asset", "s"],
  exchange: ["exchange", "tvexchange", "e"],
  action: ["action", "strategyorderaction", "orderaction", "side", "ordertypeaction", "signal", "command", "b"],
  target: ["sentiment", "marketposition", "strategymarketposition", "strategyinfomarketposition", "position"],
  quantity: [
    "quantity",
    "qty",
    "contracts",
    "strategyordercontracts",
    "ordercontracts",
    "orderamount",
    "amount",
    "volume",
    "size",
    "q",
  ],
  fraction: ["fraction", "percentofposition", "closepercent", "quantitypercent", "percent"],
  quantityType: ["quantitytype", "ordercurrencytype"],
  positionSize: [
    "marketpositionsize",
    "strategymarketpositionsize",
    "strategyinfomarketpositionsize",
    "positionsize",
    "strategypositionsize",
  ],
  positionSizeBefore: [
    "prevmarketpositionsize",
    "strategyprevmarketpositionsize",
    "strategyinfoprevmarketpositionsize",
  ],
  orderType: ["ordertype", "t"],
  limitPrice: ["limitprice"],
  triggerPrice: ["stopprice"],
  price: [
    "price",
    "signalprice",
    "strategyorderprice",
    "orderprice",
    "triggerprice",
    "entryprice",
    "close",
    "barclose",
    "p",
  ],
  stop: ["stoploss", "stoplossstopprice", "stoplossprice", "stop", "sl", "slprice"],
  stopPct: ["stoplosspercent", "stoplosspct", "slpercent", "slpct"],
  leverage: ["leverage", "lev"],
  at: ["bartime", "strategybartime", "timestamp", "timenow", "time", "datetime"],
  interval: ["interval", "timeframe", "resolution"],
  orderId: ["orderid", "strategyorderid", "id", "alertid", "signalid", "uuid"],
  note: ["comment", "strategyordercomment", "ordercomment", "alertmessage", "strategyorderalertmessage", "note"],
  test: ["test"],
  secret: ["secret", "passphrase", "emailtoken", "webhooksecret", "password", "key"],
};

/** Names of fields whose values are never shown or stored. */
export const SECRET_NAMES = [
  "secret",
  "passphrase",
  "email_token",
  "emailtoken",
  "webhook_secret",
  "password",
  "key",
  "token",
  "apikey",
  "api_key",
  "license",
  "licenseid",
];

/** What the reader of an alert looks for: these and every spelling of a target. */
const READ: ReadonlySet<string> = new Set(Object.values(NAMES).flat());
const TARGET = /^(takeprofit|tp|target)/;

export class AlertFields {
  readonly #all = new Map<string, SentField>();
  /** Names that are one field in two spellings and say different things: nobody can say which was meant. */
  readonly differing: (readonly [first: string, second: string])[] = [];

  /** Nested fields are flattened; a list's are known by their index. */
  constructor(fields: Readonly<Record<string, unknown>>) {
    const open: [string, unknown][] = Object.entries(fields);
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      const [name, value] = next;
      const word = plainWord(name);
      const known = this.#all.get(word);
      if (known === undefined) this.#all.set(word, { name, value });
      else if ((READ.has(word) || TARGET.test(word)) && differ(known.value, value))
        this.differing.push([known.name, name]);
      if (typeof value === "object" && value !== null)
        for (const [inner, one] of Object.entries(value)) open.push([`${name}.${inner}`, one]);
    }
  }

  /** The field, unless it is absent, null or an empty text. */
  get(field: AlertField): SentField | null {
    for (const name of NAMES[field]) {
      const sent = this.named(name);
      // An object stands for its fields, which have names of their own.
      if (sent !== null && typeof sent.value !== "object") return sent;
    }
    return null;
  }

  named(word: string): SentField | null {
    const sent = this.#all.get(word);
    if (sent === undefined || sent.value === null) return null;
    return typeof sent.value === "string" && sent.value.trim() === "" ? null : sent;
  }

  has(word: string): boolean {
    return this.#all.has(word);
  }
}

/** Absent values and objects say nothing by themselves. */
function differ(a: unknown, b: unknown): boolean {
  const isNothing = (value: unknown): boolean => value === null || value === "" || typeof value === "object";
  return !isNothing(a) && !isNothing(b) && String(a).trim() !== String(b).trim();
}
