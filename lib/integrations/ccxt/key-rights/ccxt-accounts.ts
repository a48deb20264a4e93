import type { Exchange } from "ccxt";
import type { ExchangeAccounts, KeyAnswer } from "@/lib/ports/exchange-accounts";
import type { ExchangeSecrets } from "@/lib/ports/key-vault";
import type { Log } from "@/lib/ports/log";
import { openExchange } from "../open-exchange.ts";
import { field } from "./fields.ts";
import { READ_RIGHTS } from "./read-rights.ts";
import { KEY_VENUES, type KeyVenue } from "./venues.ts";

export interface CcxtAccountsOptions {
  /** EXCHANGE_URL_<ID> by exchange id, and the sandbox's venue for the others. */
  urlOf(exchange: string): string | undefined;
  readonly sandboxUrl: string | undefined;
  readonly log: Log;
}

/** Asks exchanges about keys through ccxt. What an exchange answers is never passed on or logged as it is: its texts can carry the request. */
export function createCcxtAccounts({ urlOf, sandboxUrl, log }: CcxtAccountsOptions): ExchangeAccounts {
  return {
    offered: KEY_VENUES.map(({ refusals: _, ...offered }) => offered),

    sandboxUrl: sandboxUrl ?? null,

    async rightsOf(id, secrets, { testnet }) {
      const venue = KEY_VENUES.find((each) => each.id === id);
      const read = READ_RIGHTS[id];
      if (venue === undefined || read === undefined) {
        return { ok: false, reason: "refused", detail: `Keys of ${id} cannot be stored here.` };
      }
      const exchange = await openExchange(id, urlOf(id), { secrets: ccxtNames(secrets), testnet });
      exchange.enableLastJsonResponse = true; // the venue's own code is read from it
      try {
        return { ok: true, rights: await read(exchange) };
      } catch (error) {
        const answer = told(venue, exchange);
        const name = error instanceof Error ? error.constructor.name : typeof error;
        log.warn(
          { exchange: id, error: name, code: venueCode(exchange), reason: answer.reason },
          "a key could not be checked",
        );
        return answer;
      } finally {
        await exchange.close();
      }
    },
  };
}

function ccxtNames({ apiKey, apiSecret, passphrase }: ExchangeSecrets) {
  return { apiKey, secret: apiSecret, ...(passphrase === undefined ? {} : { password: passphrase }) };
}

function told(venue: KeyVenue, exchange: Exchange): KeyAnswer & { ok: false } {
  const known = venue.refusals[venueCode(exchange)];
  if (known !== undefined) return { ok: false, reason: "refused", detail: known };
  return {
    ok: false,
    reason: "unreachable",
    detail: `${venue.name} did not answer whether this key may withdraw. Try again in a minute.`,
  };
}

/** The venue's own code in the last answer: `code` at Binance, MEXC and Bitget, `retCode` at Bybit. */
function venueCode(exchange: Exchange): string {
  const said: unknown = exchange.last_json_response;
  const code = field(said, "retCode") ?? field(said, "code");
  return code === undefined ? "" : String(code);
}
