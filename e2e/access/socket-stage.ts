import { type APIRequestContext, expect } from "@playwright/test";
import { accessToken, send } from "../support/api.ts";
import { Listener } from "../support/listener.ts";
import { marketLong } from "../support/market-long.ts";
import { E2E } from "../support/site.ts";
import type { Stage } from "./ask.ts";
import { STRANGERS, type Stranger } from "./strangers.ts";

/** Every stranger's socket, and that of the subscriber whose things are asked for: what he hears did happen. */
export async function connectAll(
  { callers }: Stage,
  request: APIRequestContext,
): Promise<{ strangers: Record<Stranger, Listener>; witness: Listener; theirToken: string }> {
  const connect = async (token: string | null): Promise<Listener> =>
    token === null
      ? Listener.connect({ extraHeaders: { origin: E2E.baseUrl } })
      : Listener.connect({ auth: { token } });
  const theirToken = await accessToken(request, "SUBSCRIBER");
  const witness = await connect(theirToken);
  for (const event of ["subscribe_signals", "subscribe_positions"])
    expect(await witness.ask(event, {})).toMatchObject({ ok: true });
  expect(await witness.ask("subscribe_prices", { symbols: ["BTC/USDT"] })).toMatchObject({ ok: true });
  const pairs: [Stranger, Listener][] = [];
  for (const stranger of STRANGERS) pairs.push([stranger, await connect(callers[stranger].token)]);
  return { strangers: Object.fromEntries(pairs) as Record<Stranger, Listener>, witness, theirToken };
}

/**
 * The others publish, amend and close a signal that one of them copies: every event that tells of others goes out once at least, and the
 * witness hears it. @returns the ids that no stranger may hear
 */
export async function causeEverything(
  { others }: Stage,
  request: APIRequestContext,
  { witness, theirToken }: { readonly witness: Listener; readonly theirToken: string },
): Promise<string[]> {
  const token = await accessToken(request, "PROVIDER");
  const write = async (method: string, path: string, body: Readonly<Record<string, unknown>>): Promise<string> => {
    const answer = await send(request, method, path, { token, body: JSON.stringify(body) });
    expect(answer.status(), `${path}: ${await answer.text()}`).toBeLessThan(300);
    return ((await answer.json()) as { id: string }).id;
  };
  const id = await write("POST", "/api/signals", marketLong(others.strategyId));
  const heard = (event: string, text: string) =>
    expect
      .poll(() => witness.all(event).some((payload) => JSON.stringify(payload).includes(text)), {
        message: `${event}, by the one whose it is`,
      })
      .toBe(true);
  await heard("signal_new", id);
  await heard("notification", id);
  await heard("position_update", id);
  await write("PUT", `/api/signals/${id}`, { note: "Amended for the sockets." });
  await heard("signal_update", id);
  await write("POST", `/api/signals/${id}/close`, {});
  await heard("signal_closed", id);
  await heard("pnl_update", others.positionId);
  const run = await send(request, "POST", "/api/backtest/run", {
    token: theirToken,
    body: JSON.stringify({ strategy: "sma-cross", exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" }),
  });
  expect(run.status(), await run.text()).toBe(202);
  const runId = ((await run.json()) as { id: string }).id;
  await heard("backtest_progress", runId);
  return [id, runId, others.strategyId, others.positionId];
}
