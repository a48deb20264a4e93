import { tradeLines } from "@/lib/features/backtests/report-csv";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { tradesOf } from "./fed-repository.ts";
import { findOwn, findSession } from "./repository.ts";

/** The closed trades of an own session, in the columns of a backtest's. */
export async function sessionCsv(
  ctx: Pick<Ctx, "db">,
  userId: string,
  id: string,
): Promise<Result<{ readonly name: string; readonly body: string }, "not_found">> {
  const session = (await findOwn(ctx.db, userId, id)) === null ? null : await findSession(ctx.db, id);
  if (session === null) return refuse("not_found");
  const { strategy, symbol } = session;
  const name = `${strategy}-${symbol.replaceAll(/[^A-Za-z0-9]+/g, "-")}-paper-trades.csv`;
  return done({ name, body: tradeLines(await tradesOf(ctx.db, session)) });
}
