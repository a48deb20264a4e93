import { OPS, type Op } from "../protocol.ts";

/** What can go wrong, each as it is known from the real venues (RELIABILITY 3.2, 3.4). */
export const FAULT_KINDS = [
  /** The answer never comes; before: nothing was done. */
  "hangBefore",
  "hangAfter",
  "resetBefore",
  "resetAfter",
  /** Arrives `ms` late, and is then checked against its receive window. */
  "lateArrival",
  /** 503 "execution status unknown", with nothing or everything done. */
  "unknownBefore",
  "unknownAfter",
  /** Done, but the answer breaks off half way. */
  "truncated",
  /** A proxy's HTML page, with nothing or everything done. */
  "badGatewayBefore",
  "badGatewayAfter",
  /** Too many requests: `ms` of 429 for the address, 418 for who goes on asking. */
  "limited",
  "banned",
  /** The venue's clock is `ms` ahead. */
  "clockSkew",
  "insufficient",
  "minNotional",
  "lotSize",
  "tooLarge",
  "priceFilter",
  "duplicate",
  "halted",
  "revokedKey",
  /** Fills only `fraction` of the order. */
  "partial",
  /** Look-ups do not find the order for `ms`, or `looks` times. */
  "hidden",
  /** Accepted, then rejected. */
  "lateReject",
  /** The ticker stands still. */
  "staleTicker",
  /** A message of a private socket: the socket drops, says it twice, swaps it with the next, or keeps it for itself. */
  "socketDrop",
  "socketDouble",
  "socketReorder",
  "socketSilent",
  /** The user at the exchange's own site. */
  "handCancel",
  "handTrade",
  "handWithdraw",
  "handLeverage",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault that is waiting for a call it fits. What is left out fits anything. */
export interface FaultRule {
  readonly kind: FaultKind;
  readonly exchange?: string | undefined;
  readonly account?: string | undefined;
  readonly op?: Op | undefined;
  readonly symbol?: string | undefined;
  /** So many fitting calls pass first. */
  readonly skip?: number | undefined;
  /** How often it strikes, 1 unless told. */
  readonly times?: number | undefined;
  readonly ms?: number | undefined;
  readonly looks?: number | undefined;
  /** Above 0 and below 1. */
  readonly fraction?: number | undefined;
}

/** @throws Error in words for what is not a rule */
export function readRule(value: unknown): FaultRule {
  if (typeof value !== "object" || value === null) throw new Error("A fault is an object with a kind.");
  const given = value as Record<string, unknown>;
  const kind = FAULT_KINDS.find((one) => one === given["kind"]);
  if (kind === undefined) throw new Error(`kind must be one of ${FAULT_KINDS.join(", ")}.`);
  const op = OPS.find((one) => one === given["op"]);
  if (given["op"] !== undefined && op === undefined) throw new Error(`op must be one of ${OPS.join(", ")}.`);
  return {
    kind,
    op,
    exchange: textOf(given, "exchange"),
    account: textOf(given, "account"),
    symbol: textOf(given, "symbol"),
    skip: numberOf(given, "skip"),
    times: numberOf(given, "times"),
    ms: numberOf(given, "ms"),
    looks: numberOf(given, "looks"),
    fraction: numberOf(given, "fraction"),
  };
}

function textOf(given: Record<string, unknown>, name: string): string | undefined {
  const value = given[name];
  if (value !== undefined && typeof value !== "string") throw new Error(`${name} must be a text.`);
  return value;
}

function numberOf(given: Record<string, unknown>, name: string): number | undefined {
  const value = given[name];
  if (value !== undefined && (typeof value !== "number" || !Number.isFinite(value) || value < 0))
    throw new Error(`${name} must be a number of 0 or more.`);
  return value as number | undefined;
}
