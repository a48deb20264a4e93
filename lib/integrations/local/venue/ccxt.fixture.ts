import type { Exchange } from "ccxt";
import { onTestFinished, vi } from "vitest";
import { openExchange } from "@/lib/integrations/ccxt/open-exchange";
import type { VenueKey, VenueRights } from "./account.ts";
import type { Venue } from "./start-venue.ts";

// The first test of a file loads ccxt, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

export const TRADE_ONLY: VenueRights = { read: true, trade: true, withdraw: false, transfer: false, ipBound: true };

/** A real ccxt client of the local venue, by a key of its own account. */
export async function openAt(
  venue: Venue,
  exchange: string,
  key: VenueKey = venue.makeKey({ exchange, rights: TRADE_ONLY }),
): Promise<{ readonly client: Exchange; readonly key: VenueKey }> {
  const client = await openExchange(exchange, venue.url, {
    secrets: {
      apiKey: key.apiKey,
      secret: key.apiSecret,
      ...(key.passphrase === "" ? {} : { password: key.passphrase }),
    },
    testnet: false,
  });
  client.enableLastJsonResponse = true;
  client.enableRateLimit = false;
  return { client, key };
}

/** A client that has read markets and balance, so that its next call is the one that a fault may strike; closed when the test ends. */
export async function openWarm(venue: Venue, exchange: string): ReturnType<typeof openAt> {
  const opened = await openAt(venue, exchange);
  const { client } = opened;
  onTestFinished(() => client.close());
  if (exchange === "bitget") client.options["uta"] = false;
  await client.loadMarkets();
  await client.fetchBalance();
  client.timeout = 500;
  return opened;
}

/** The venue's own code of a refused call, with the class that ccxt made of it and the HTTP status. */
export async function refusal(client: Exchange, call: Promise<unknown>) {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  const said = client.last_json_response as { code?: unknown; retCode?: unknown } | undefined;
  return {
    class: error instanceof Error ? error.constructor.name : String(error),
    code: said?.retCode ?? said?.code,
    text: error instanceof Error ? error.message : "",
  };
}

/** Client order ids as the product makes them: 32 hexadecimal characters. */
export function createIds(): () => string {
  let last = 0;
  return () => {
    last += 1;
    return last.toString(16).padStart(32, "0");
  };
}
