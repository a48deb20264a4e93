/** What Telegram answered. `code` 0: nothing came. Description is Telegram's own short text, never ours. */
export type TelegramAnswer =
  | { readonly ok: true; readonly result: unknown }
  | {
      readonly ok: false;
      readonly code: number;
      readonly description: string;
      readonly retryAfterMs: number | null;
    };

export interface TelegramApi {
  call(method: string, params: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<TelegramAnswer>;
}

const TIMEOUT_MS = 10_000;
const NO_ANSWER = { ok: false, code: 0, description: "Telegram did not answer", retryAfterMs: null } as const;

/**
 * Telegram's Bot API over plain HTTP. The token stands in the address, so no error of the connection leaves this file: each becomes an
 * answer without one. Source: core.telegram.org/bots/api, "Making requests", ResponseParameters.
 */
export function createTelegramApi({ token, base }: { readonly token: string; readonly base: string }): TelegramApi {
  const root = `${base.replace(/\/+$/, "")}/bot${token}`;
  return {
    async call(method, params, signal) {
      const time = AbortSignal.timeout(TIMEOUT_MS + waitMs(params));
      try {
        const response = await fetch(`${root}/${method}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(params),
          redirect: "error",
          signal: signal === undefined ? time : AbortSignal.any([time, signal]),
        });
        return read(await response.json(), response.status);
      } catch {
        return NO_ANSWER;
      }
    },
  };
}

/** A long poll is answered late on purpose. */
function waitMs({ timeout }: Readonly<Record<string, unknown>>): number {
  return typeof timeout === "number" ? timeout * 1_000 : 0;
}

function read(body: unknown, status: number): TelegramAnswer {
  if (typeof body !== "object" || body === null) return { ...NO_ANSWER, code: status };
  const { ok, result, error_code, description, parameters } = body as Readonly<Record<string, unknown>>;
  if (ok === true) return { ok, result };
  const after =
    typeof parameters === "object" && parameters !== null && "retry_after" in parameters
      ? parameters.retry_after
      : null;
  return {
    ok: false,
    code: typeof error_code === "number" ? error_code : status,
    description: typeof description === "string" ? description.slice(0, 200) : "",
    retryAfterMs: typeof after === "number" ? after * 1_000 : null,
  };
}
