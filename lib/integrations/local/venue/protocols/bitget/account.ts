import { dec, plain } from "@/lib/kernel/decimal";
import type { VenueKey } from "../../account.ts";
import { setLeverage } from "../../core/accounts.ts";
import { balanceOf } from "../../core/ledger.ts";
import { figuresOf, liquidationPrice, MAINTENANCE, swapMargin } from "../../core/margin.ts";
import type { Asked, Route, VenueAnswer } from "../../protocol.ts";
import { marketAsked } from "./read.ts";
import { refuseBitget } from "./refusals.ts";
import { said } from "./say.ts";
import { idOf } from "./tell.ts";

function info({ rights, ips }: VenueKey) {
  const authorities = [
    "stor",
    "coor",
    ...(rights.trade ? ["stow", "coow"] : []),
    ...(rights.transfer ? ["wtow"] : []),
    ...(rights.withdraw ? ["wwow"] : []),
  ];
  return { userId: "1", ips: rights.ipBound ? ips.join(",") : "", authorities };
}

function assets(asked: Asked): VenueAnswer {
  const { books, account, now } = asked;
  const rows = books.currencies(account, "spot").map((coin) => {
    const { free, locked } = balanceOf(books, account, "spot", coin);
    return {
      coin,
      available: plain(free),
      frozen: plain(locked),
      locked: "0",
      limitAvailable: "0",
      uTime: String(now),
    };
  });
  return said(asked, rows);
}

function mixAccounts(asked: Asked): VenueAnswer {
  const { books, account, param } = asked;
  if (param("productType")?.toUpperCase() !== "USDT-FUTURES") return said(asked, []);
  const { total, locked, free } = balanceOf(books, account, "swap", "USDT");
  const { unrealised } = swapMargin(books, account);
  const available = plain(free.isNegative() ? dec(0) : free);
  const equity = plain(total.plus(unrealised));
  const row = {
    marginCoin: "USDT",
    locked: plain(locked),
    available,
    crossedMaxAvailable: available,
    isolatedMaxAvailable: available,
    maxTransferOut: available,
    accountEquity: equity,
    usdtEquity: equity,
    unrealizedPL: plain(unrealised),
  };
  return said(asked, [row]);
}

function positions(asked: Asked): VenueAnswer {
  const { books, account } = asked;
  const wallet = books.total(account, "swap", "USDT");
  const held = books.positions(account).filter(({ qty }) => !qty.isZero());
  const rows = held.map((position) => {
    const { mark, entryPrice, unrealised, margin } = figuresOf(books, position);
    return {
      marginCoin: "USDT",
      symbol: idOf(position),
      holdSide: position.qty.isNegative() ? "short" : "long",
      openDelegateSize: "0",
      marginSize: plain(margin),
      available: plain(position.qty.abs()),
      locked: "0",
      total: plain(position.qty.abs()),
      leverage: String(position.leverage),
      achievedProfits: "0",
      openPriceAvg: plain(entryPrice),
      marginMode: "crossed",
      posMode: "one_way_mode",
      unrealizedPL: plain(unrealised),
      liquidationPrice: plain(liquidationPrice(position, wallet) ?? 0),
      keepMarginRate: plain(MAINTENANCE),
      markPrice: plain(mark),
      marginRatio: "0",
      cTime: String(position.updatedAt),
      uTime: String(position.updatedAt),
    };
  });
  return said(asked, rows);
}

function leverage(asked: Asked): VenueAnswer {
  const market = marketAsked(asked, "mix");
  const wanted = Number(asked.param("leverage"));
  if (market === undefined) return refuseBitget("badSymbol", asked.call.path);
  if (!(Number.isInteger(wanted) && wanted >= 1 && wanted <= market.leverageMax))
    return refuseBitget("leverage", asked.call.path);
  setLeverage(asked.books, asked.account, "bitget", market.symbol, wanted);
  const told = String(wanted);
  return said(asked, {
    symbol: market.id,
    marginCoin: "USDT",
    longLeverage: told,
    shortLeverage: told,
    crossMarginLeverage: told,
    marginMode: "crossed",
  });
}

export const accountRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/v2/spot/account/info",
    op: "rights",
    need: "read",
    answer: (asked) => said(asked, asked.key === null ? {} : info(asked.key)),
  },
  {
    method: "GET",
    path: "/api/v3/account/settings",
    op: "rights",
    need: "read",
    answer: () => ({
      status: 400,
      body: {
        code: "40084",
        msg: "You are in Classic Account mode, and the Unified Account API is not supported at this time",
        requestTime: 0,
        data: null,
      },
    }),
  },
  { method: "GET", path: "/api/v2/spot/account/assets", op: "balance", need: "read", answer: assets },
  { method: "GET", path: "/api/v2/mix/account/accounts", op: "balance", need: "read", answer: mixAccounts },
  { method: "GET", path: "/api/v2/mix/position/all-position", op: "positions", need: "read", answer: positions },
  { method: "POST", path: "/api/v2/mix/account/set-leverage", op: "leverage", need: "trade", answer: leverage },
];
