import type { VenueKey } from "../../account.ts";
import { fixed, ok } from "../../answers.ts";
import { balanceOf } from "../../core/ledger.ts";
import type { Asked, Route, VenueAnswer } from "../../protocol.ts";

function account({ books, account: id, now }: Asked): VenueAnswer {
  const balances = books.currencies(id, "spot").map((asset) => {
    const { free, locked } = balanceOf(books, id, "spot", asset);
    return { asset, free: fixed(free), locked: fixed(locked) };
  });
  return ok({
    makerCommission: 10,
    takerCommission: 10,
    buyerCommission: 0,
    sellerCommission: 0,
    canTrade: true,
    // The account's flag and true for every customer, whatever the key may do.
    canWithdraw: true,
    canDeposit: true,
    updateTime: now,
    accountType: "SPOT",
    balances,
    permissions: ["SPOT"],
  });
}

function restrictions({ rights }: VenueKey) {
  return {
    ipRestrict: rights.ipBound,
    enableReading: rights.read,
    enableSpotAndMarginTrading: rights.trade,
    enableFutures: rights.trade,
    enableWithdrawals: rights.withdraw,
    enableInternalTransfer: rights.transfer,
    permitsUniversalTransfer: rights.transfer,
    enableMargin: false,
    enableVanillaOptions: false,
  };
}

function coins({ books, account: id }: Asked): VenueAnswer {
  const names = new Set(["USDT", "BTC", "ETH", ...books.currencies(id, "spot")]);
  return ok(
    [...names].map((coin) => {
      const { free, locked } = balanceOf(books, id, "spot", coin);
      return {
        coin,
        name: coin,
        depositAllEnable: true,
        withdrawAllEnable: true,
        free: fixed(free),
        locked: fixed(locked),
        freeze: "0",
        withdrawing: "0",
        isLegalMoney: false,
        trading: true,
        networkList: [],
      };
    }),
  );
}

export const accountRoutes: readonly Route[] = [
  { method: "GET", path: "/api/v3/account", op: "balance", need: "read", answer: account },
  {
    method: "GET",
    path: "/sapi/v1/account/apiRestrictions",
    op: "rights",
    need: "read",
    answer: ({ key }) => ok(key === null ? {} : restrictions(key)),
  },
  { method: "GET", path: "/sapi/v1/capital/config/getall", op: "markets", need: "read", answer: coins },
  // No margin trading here; ccxt asks for its pairs all the same when it loads markets.
  { method: "GET", path: "/sapi/v1/margin/allPairs", op: "markets", need: "key", answer: () => ok([]) },
  { method: "GET", path: "/sapi/v1/margin/isolated/allPairs", op: "markets", need: "key", answer: () => ok([]) },
];
