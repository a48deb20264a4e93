import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { cancelBacktest } from "@/lib/features/backtests/cancel-backtest";
import { startBacktest } from "@/lib/features/backtests/start-backtest";
import { importCandles } from "@/lib/features/candles/import-candles";
import type { BacktestMessage } from "@/lib/realtime/protocol";
import { handshake, type SignedIn, SocketStage, type TestSocket } from "@/lib/testing/socket-stage";
import { testDb } from "@/lib/testing/test-db";
import { barsOf } from "@/lib/trading/market/bars";
import { generateCandles } from "@/lib/trading/simulated/generated-candles";

const db = testDb();
let stage: SocketStage;
let ann: SignedIn;
let bob: SignedIn;

beforeAll(async () => {
  stage = await SocketStage.open(db);
  ann = await stage.signIn("SUBSCRIBER", "Ann");
  bob = await stage.signIn("SUBSCRIBER", "Bob");
  const made = { seed: 1, startMs: 0, lengthMs: 3_600_000, bars: 100, startPrice: 100, decimals: 2, volatilityPct: 1 };
  const key = { exchange: "binance", symbol: "ETH/USDT", timeframe: "1h" } as const;
  await importCandles(stage.ctx, key, barsOf(generateCandles(made)));
});
afterAll(() => stage.close());

const soon = (see: () => void): Promise<void> => vi.waitFor(see, { timeout: 5_000 });

async function hearing(user: SignedIn): Promise<BacktestMessage[]> {
  const socket: TestSocket = stage.socket({ token: user.token });
  expect(await handshake(socket)).toBe("connected");
  const heard: BacktestMessage[] = [];
  socket.on("backtest_progress", (message: BacktestMessage) => void heard.push(message));
  return heard;
}

it("tells each change of a backtest to every socket of its user, and to nobody else", async () => {
  const [here, there, others] = [await hearing(ann), await hearing(ann), await hearing(bob)];
  const wish = { strategy: "sma-cross", exchange: "binance", symbol: "ETH/USDT", timeframe: "1h" } as const;
  const started = await startBacktest(stage.ctx, ann, wish);
  if (!started.ok) throw new Error(JSON.stringify(started));
  const { id } = started.value;
  await soon(() => expect([here, there].map(([message]) => message?.status)).toEqual(["QUEUED", "QUEUED"]));
  expect(here[0]).toMatchObject({
    id,
    kind: "RUN",
    progress: { phase: "QUEUED", unit: "bars", total: 100 },
    error: null,
  });

  const progress = { ...here[0]?.progress, phase: "RUNNING", done: 40 } as BacktestMessage["progress"];
  stage.gateway.backtestProgress(ann.userId, { id, kind: "RUN", status: "RUNNING", progress, error: null });
  await soon(() => expect(here.at(-1)?.progress.done).toBe(40));

  await cancelBacktest(stage.ctx, ann, id);
  await soon(() => expect([here, there].map((heard) => heard.at(-1)?.status)).toEqual(["CANCELLED", "CANCELLED"]));
  // What he starts himself comes after all that he could have heard of hers.
  await startBacktest(stage.ctx, bob, wish);
  await soon(() => expect(others).toHaveLength(1));
  expect(others[0]?.id).not.toBe(id);
});
