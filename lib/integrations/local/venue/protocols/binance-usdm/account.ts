import { dec, plain } from "@/lib/kernel/decimal";
import { fixed, ok, wholeOf } from "../../answers.ts";
import { setLeverage } from "../../core/accounts.ts";
import { balanceOf } from "../../core/ledger.ts";
import { marketById, marketOf, marketsOf } from "../../core/listing.ts";
import { figuresOf, liquidationPrice, MAINTENANCE, swapMargin } from "../../core/margin.ts";
import type { Asked, Route, VenueAnswer } from "../../protocol.ts";
import { listenKeyOf } from "./listen-key.ts";
import { refuseUsdm } from "./refusals.ts";

function account({ books, account: id, now }: Asked): VenueAnswer {
  const { unrealised, positionMargin, maintenance } = swapMargin(books, id);
  const { total, locked, free } = balanceOf(books, id, "swap", "USDT");
  const available = free.isNegative() ? dec(0) : free;
  const figures = {
    walletBalance: fixed(total),
    unrealizedProfit: fixed(unrealised),
    marginBalance: fixed(total.plus(unrealised)),
    maintMargin: fixed(maintenance),
    initialMargin: fixed(locked),
    positionInitialMargin: fixed(positionMargin),
    openOrderInitialMargin: fixed(locked.minus(positionMargin)),
    crossWalletBalance: fixed(total),
    crossUnPnl: fixed(unrealised),
    availableBalance: fixed(available),
    maxWithdrawAmount: fixed(available),
  };
  return ok({
    totalWalletBalance: figures.walletBalance,
    totalUnrealizedProfit: figures.unrealizedProfit,
    totalMarginBalance: figures.marginBalance,
    availableBalance: figures.availableBalance,
    assets: [{ asset: "USDT", ...figures, updateTime: now }],
    positions: [],
  });
}

function positionRisk({ books, account: id, param }: Asked): VenueAnswer {
  const symbol = param("symbol");
  const wallet = books.total(id, "swap", "USDT");
  const held = books.positions(id).filter((one) => !one.qty.isZero());
  return ok(
    held
      .map((position) => {
        const { mark, entryPrice, notional, unrealised, margin } = figuresOf(books, position);
        const sign = position.qty.isNegative() ? -1 : 1;
        return {
          symbol: marketOf(position.exchange, position.symbol)?.id ?? position.symbol,
          positionSide: "BOTH",
          positionAmt: plain(position.qty),
          entryPrice: plain(entryPrice),
          breakEvenPrice: plain(entryPrice),
          markPrice: fixed(mark),
          unRealizedProfit: fixed(unrealised),
          liquidationPrice: plain(liquidationPrice(position, wallet) ?? 0),
          isolatedMargin: "0",
          notional: fixed(notional.times(sign)),
          marginAsset: "USDT",
          isolatedWallet: "0",
          initialMargin: fixed(margin),
          maintMargin: fixed(notional.times(MAINTENANCE)),
          positionInitialMargin: fixed(margin),
          openOrderInitialMargin: "0",
          adl: 0,
          bidNotional: "0",
          askNotional: "0",
          updateTime: position.updatedAt,
        };
      })
      .filter((one) => symbol === undefined || one.symbol === symbol),
  );
}

function brackets({ param }: Asked): VenueAnswer {
  const markets = marketsOf("binance", "swap").filter(
    ({ id }) => param("symbol") === undefined || id === param("symbol"),
  );
  return ok(
    markets.map(({ id, leverageMax }) => ({
      symbol: id,
      brackets: [
        {
          bracket: 1,
          initialLeverage: leverageMax,
          notionalCap: 1_000_000_000,
          notionalFloor: 0,
          maintMarginRatio: MAINTENANCE.toNumber(),
          cum: 0,
        },
      ],
    })),
  );
}

function leverage(asked: Asked): VenueAnswer {
  const market = marketById("binance", "swap", asked.param("symbol") ?? "");
  const wanted = wholeOf(asked.param("leverage"));
  if (market === undefined) return refuseUsdm("badSymbol");
  if (wanted === null || wanted < 1 || wanted > market.leverageMax) return refuseUsdm("leverage");
  setLeverage(asked.books, asked.account, "binance", market.symbol, wanted); // the same again is no fault here
  return ok({ leverage: wanted, maxNotionalValue: "1000000000", symbol: market.id });
}

const LISTEN = "/fapi/v1/listenKey";

export const accountRoutes: readonly Route[] = [
  { method: "GET", path: "/fapi/v3/account", op: "balance", need: "read", answer: account },
  { method: "GET", path: "/fapi/v3/positionRisk", op: "positions", need: "read", answer: positionRisk },
  { method: "GET", path: "/fapi/v1/leverageBracket", op: "positions", need: "read", answer: brackets },
  { method: "POST", path: "/fapi/v1/leverage", op: "leverage", need: "trade", answer: leverage },
  {
    method: "POST",
    path: "/fapi/v1/marginType",
    op: "leverage",
    need: "trade",
    answer: ({ param }) =>
      param("marginType") === "CROSSED"
        ? { status: 400, body: { code: -4046, msg: "No need to change margin type." } }
        : refuseUsdm("badParameter"),
  },
  {
    method: "GET",
    path: "/fapi/v1/positionSide/dual",
    op: "positions",
    need: "read",
    answer: () => ok({ dualSidePosition: false }),
  },
  {
    method: "POST",
    path: LISTEN,
    op: "stream",
    need: "key",
    answer: ({ key }) => (key === null ? refuseUsdm("badKey") : ok({ listenKey: listenKeyOf(key) })),
  },
  { method: "PUT", path: LISTEN, op: "stream", need: "key", answer: () => ok({}) },
  { method: "DELETE", path: LISTEN, op: "stream", need: "key", answer: () => ok({}) },
];
