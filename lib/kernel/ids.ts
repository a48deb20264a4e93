/** Prefixes of our ids: one look at an id says what it names. */
export const ID_PREFIXES = {
  user: "usr",
  account: "oac",
  deviceSession: "ses",
  refreshToken: "rft",
  apiToken: "tok",
  mailToken: "mtk",
  recoveryCode: "rcv",
  strategy: "str",
  strategyVersion: "stv",
  signal: "sig",
  signalEvent: "sev",
  ledgerHead: "lhd",
  review: "rev",
  subscription: "sub",
  promotionCode: "pmc",
  priceOffer: "pof",
  follow: "fol",
  copy: "cpy",
  intent: "int",
  order: "ord",
  orderEvent: "oev",
  fill: "fil",
  position: "pos",
  tradeRequest: "trq",
  connectAccount: "con",
  journal: "jrn",
  entry: "ent",
  transaction: "txn",
  payout: "pyo",
  planSubscription: "pls",
  managedRequest: "mgr",
  affiliateTransfer: "aft",
  moneyCheck: "mck",
  apiKey: "key",
  keyUse: "kus",
  backtest: "bkt",
  tradingSession: "tse",
  notification: "ntf",
  channel: "chn",
  audit: "aud",
  complianceFlag: "cfl",
  complianceReview: "crv",
  alertAddress: "ala",
  alertDelivery: "ald",
  request: "req",
  mail: "mal",
  job: "job",
} as const;

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's base 32, lower case

/**
 * A new id: prefix, 10 characters of time (so that ids made later sort later), 16 of chance (80 bits).
 * `now` and `random` (16 bytes or more) come from the caller's clock and entropy port, so that ids can be fixed in a test.
 */
export function makeId(prefix: string, now: number, random: Uint8Array): string {
  let time = "";
  for (let rest = now, i = 0; i < 10; i += 1, rest = Math.floor(rest / 32)) time = ALPHABET.charAt(rest % 32) + time;
  let chance = "";
  for (let i = 0; i < 16; i += 1) chance += ALPHABET.charAt((random[i] ?? 0) % 32);
  return `${prefix}_${time}${chance}`;
}

/** The time that an id of makeId carries, in ms; null for anything else. */
export function idTime(id: string): number | null {
  const time = /^[a-z]{2,5}_([0-9a-hjkmnp-tv-z]{10})/.exec(id)?.[1];
  if (time === undefined) return null;
  return digitsValue(time);
}

/** The number that digits of an id stand for, the highest first. Of a letter that is no digit of ours the result is of no use, and harmless. */
export function digitsValue(digits: string): number {
  return [...digits].reduce((sum, digit) => sum * 32 + ALPHABET.indexOf(digit), 0);
}

/** Whether `value` has the form of one of our ids, whatever it names. A stranger's text never reaches a query. */
export function looksLikeId(value: string): boolean {
  return /^[a-z]{2,5}_[0-9a-z]{8,40}$/.test(value);
}
