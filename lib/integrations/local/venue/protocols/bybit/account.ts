import { plain } from "@/lib/kernel/decimal";
import type { VenueKey } from "../../account.ts";
import { setLeverage } from "../../core/accounts.ts";
import type { Books } from "../../core/books.ts";
import { balanceOf } from "../../core/ledger.ts";
import { marketOf } from "../../core/listing.ts";
import { figuresOf, liquidationPrice, swapMargin } from "../../core/margin.ts";
import type { Position } from "../../core/rows.ts";
import type { Asked, Route, VenueAnswer } from "../../protocol.ts";
import { marketAsked, refused } from "./asked.ts";
import { said } from "./say.ts";

function queryApi({ apiKey, rights, ips }: VenueKey) {
  return {
    apiKey,
    readOnly: rights.trade ? 0 : 1,
    ips: rights.ipBound ? ips : ["*"],
    permissions: {
      ContractTrade: rights.trade ? ["Order", "Position"] : [],
      Spot: rights.trade ? ["SpotTrade"] : [],
      Wallet: [...(rights.transfer ? ["AccountTransfer"] : []), ...(rights.withdraw ? ["Withdraw"] : [])],
      Options: [],
      Derivatives: [],
    },
    unified: 0,
    uta: 1,
    type: 1,
  };
}

/** Money of the unified account: what spot orders bind is `locked`, what perpetuals bind is margin. */
export function tellWallet(books: Books, account: string) {
  const { positionMargin, unrealised } = swapMargin(books, account);
  const coin = books.currencies(account, "unified").map((name) => {
    const { total, locked } = balanceOf(books, account, "unified", name);
    const money = name === "USDT";
    return {
      coin: name,
      equity: plain(money ? total.plus(unrealised) : total),
      walletBalance: plain(total),
      locked: plain(money ? locked.minus(positionMargin) : locked),
      totalPositionIM: plain(money ? positionMargin : 0),
      totalOrderIM: "0",
      unrealisedPnl: plain(money ? unrealised : 0),
      availableToWithdraw: "",
      borrowAmount: "0",
      accruedInterest: "0",
    };
  });
  return { accountType: "UNIFIED", coin };
}

export function tellPosition(books: Books, position: Position) {
  const { mark, entryPrice, notional, unrealised, margin } = figuresOf(books, position);
  const wallet = books.total(position.account, "unified", "USDT");
  return {
    positionIdx: 0,
    category: "linear",
    symbol: marketOf(position.exchange, position.symbol)?.id ?? position.symbol,
    side: position.qty.isZero() ? "" : position.qty.isNegative() ? "Sell" : "Buy",
    size: plain(position.qty.abs()),
    avgPrice: plain(entryPrice),
    entryPrice: plain(entryPrice),
    positionValue: plain(notional),
    tradeMode: 0,
    leverage: String(position.leverage),
    markPrice: plain(mark),
    liqPrice: plain(liquidationPrice(position, wallet) ?? 0),
    positionIM: plain(margin),
    positionMM: plain(notional.times("0.005")),
    positionBalance: "0",
    unrealisedPnl: plain(unrealised),
    createdTime: String(position.updatedAt),
    updatedTime: String(position.updatedAt),
    positionStatus: "Normal",
    stopLoss: "",
    takeProfit: "",
  };
}

function positions(asked: Asked): VenueAnswer {
  const { books, account, param } = asked;
  const market = param("symbol") === undefined ? null : marketAsked(asked);
  if (market === undefined) return refused(asked, "badSymbol");
  const list = books
    .positions(account)
    .filter((one) => (market === null ? !one.qty.isZero() : one.symbol === market.symbol))
    .map((one) => tellPosition(books, one));
  return said(asked, { category: "linear", nextPageCursor: "", list });
}

function leverage(asked: Asked): VenueAnswer {
  const market = marketAsked(asked);
  const wanted = Number(asked.param("buyLeverage"));
  if (market === undefined) return refused(asked, "badSymbol");
  if (!(wanted >= 1 && wanted <= market.leverageMax) || asked.param("sellLeverage") !== asked.param("buyLeverage"))
    return refused(asked, "leverage");
  const changed = setLeverage(asked.books, asked.account, "bybit", market.symbol, wanted);
  return changed ? said(asked, {}) : refused(asked, "leverageSame");
}

function coins(asked: Asked): VenueAnswer {
  const names = new Set(["USDT", "BTC", "ETH", ...asked.books.currencies(asked.account, "unified")]);
  return said(asked, { rows: [...names].map((coin) => ({ name: coin, coin, remainAmount: "0", chains: [] })) });
}

export const accountRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v5/user/query-api",
    op: "rights",
    need: "read",
    answer: (asked) => said(asked, asked.key === null ? {} : queryApi(asked.key)),
  },
  {
    method: "GET",
    path: "/v5/account/info",
    op: "rights",
    need: "read",
    answer: (asked) =>
      said(asked, { unifiedMarginStatus: 6, marginMode: "REGULAR_MARGIN", updatedTime: String(asked.now) }),
  },
  {
    method: "GET",
    path: "/v5/account/wallet-balance",
    op: "balance",
    need: "read",
    answer: (asked) => said(asked, { list: [tellWallet(asked.books, asked.account)] }),
  },
  { method: "GET", path: "/v5/asset/coin/query-info", op: "markets", need: "read", answer: coins },
  { method: "GET", path: "/v5/position/list", op: "positions", need: "read", answer: positions },
  { method: "POST", path: "/v5/position/set-leverage", op: "leverage", need: "trade", answer: leverage },
];
