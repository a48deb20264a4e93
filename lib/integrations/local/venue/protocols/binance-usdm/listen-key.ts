import { createHmac } from "node:crypto";
import type { VenueKey } from "../../account.ts";
import type { VenueLink } from "../../link.ts";

const TAG = 32;

/** A listen key that names its API key and that only the venue can make, so that none need be kept. */
export function listenKeyOf({ apiKey, apiSecret }: VenueKey): string {
  return apiKey + createHmac("sha256", apiSecret).update("listen").digest("hex").slice(0, TAG);
}

export function keyOfListenKey(link: VenueLink, listenKey: string): VenueKey | undefined {
  const key = link.keyOf(listenKey.slice(0, -TAG));
  return key !== undefined && !key.revoked && listenKeyOf(key) === listenKey ? key : undefined;
}
