import type { No } from "../../core/rows.ts";
import type { VenueAnswer } from "../../protocol.ts";

export type BinanceFault = readonly [status: number, code: number, msg: string];

const NO_RIGHT: BinanceFault = [401, -2015, "Invalid API-key, IP, or permissions for action."];

/** What spot and futures answer alike. Source: binance-spot-api-docs, errors.md; Binance USDS-M Futures, "Error Codes". */
export const SHARED_FAULTS = {
  badSymbol: [400, -1121, "Invalid symbol."],
  unknownOrder: [400, -2011, "Unknown order sent."],
  notFound: [400, -2013, "Order does not exist."],
  badParameter: [400, -1102, "Mandatory parameter was not sent, was empty/null, or malformed."],
  clockSkew: [400, -1021, "Timestamp for this request is outside of the recvWindow."],
  badSignature: [400, -1022, "Signature for this request is not valid."],
  badKey: NO_RIGHT,
  noKey: [401, -2014, "API-key format invalid."],
  badPassphrase: NO_RIGHT,
  badAddress: NO_RIGHT,
  noRight: NO_RIGHT,
  unknown: [
    503,
    -1007,
    "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
  ],
  noPath: [404, -1, "Not found"],
} as const satisfies Partial<Record<No, BinanceFault>>;

/** Answers of one of Binance's two services. */
export function refusing(faults: Readonly<Record<No, BinanceFault>>): (no: No) => VenueAnswer {
  return (no) => {
    const [status, code, msg] = faults[no];
    return { status, body: { code, msg } };
  };
}
