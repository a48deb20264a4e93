import type { Exchange } from "ccxt";
import type { KeyRights } from "@/lib/ports/exchange-accounts";
import { field, flag, texts } from "./fields.ts";

type Call = (params?: object) => Promise<unknown>;

/** One question per venue, by the endpoints of RELIABILITY 3.1. A field that is missing counts as "may": only a clear no is a no. */
export const READ_RIGHTS: Readonly<Record<string, (exchange: Exchange) => Promise<KeyRights>>> = {
  /** `canWithdraw` of api/v3/account is the account's flag, not the key's: the key's are in apiRestrictions. */
  async binance(exchange) {
    const said = await method(exchange, "sapiGetAccountApiRestrictions")();
    return {
      read: flag(said, "enableReading", false),
      spot: flag(said, "enableSpotAndMarginTrading", false),
      swap: flag(said, "enableFutures", false),
      withdraw: flag(said, "enableWithdrawals", true),
      transfer: flag(said, "enableInternalTransfer", true) || flag(said, "permitsUniversalTransfer", true),
      ipBound: flag(said, "ipRestrict", false),
      unknown: [],
    };
  },

  /** Rights to pay or to trade with people (FiatBybitPay, FiatP2P …) take coins out as well: a right in a group that is not known keeps the key out. */
  async bybit(exchange) {
    const said = field(await method(exchange, "privateGetV5UserQueryApi")(), "result");
    const permissions = field(said, "permissions");
    const wallet = texts(permissions, "Wallet");
    const isTold = Array.isArray(field(permissions, "Wallet"));
    const ips = texts(said, "ips");
    const trades = String(field(said, "readOnly")) === "0";
    const others = Object.keys(Object(permissions)).filter((group) => !KNOWN_BYBIT_GROUPS.includes(group));
    return {
      read: true,
      spot: trades && texts(permissions, "Spot").includes("SpotTrade"),
      swap:
        trades &&
        (texts(permissions, "ContractTrade").includes("Order") ||
          texts(permissions, "Derivatives").includes("DerivativesTrade")),
      withdraw: !isTold || wallet.includes("Withdraw"),
      transfer: !isTold || wallet.some((right) => right.includes("Transfer")),
      ipBound: ips.length > 0 && !ips.includes("*"),
      unknown: [
        ...wallet.filter((right) => !KNOWN_BYBIT_WALLET.includes(right)),
        ...others.flatMap((group) => texts(permissions, group)),
      ],
    };
  },

  /** Rights are an allow-list: Bitget names many, so one that only reads or trades is known here and any other keeps the key out. */
  async bitget(exchange) {
    const said = field(await method(exchange, "privateSpotGetV2SpotAccountInfo")(), "data");
    const rights = texts(said, "authorities");
    return {
      read: rights.length > 0,
      spot: rights.some((right) => right === "stow" || right === "trade"),
      swap: rights.some((right) => right === "coow" || right === "trade"),
      withdraw: rights.some((right) => right === "wwow" || /withdraw/i.test(right)),
      transfer: rights.some((right) => right === "wtow" || /transfer/i.test(right)),
      ipBound: String(field(said, "ips") ?? "") !== "",
      unknown: rights.filter((right) => !KNOWN_BITGET.includes(right)),
    };
  },

  /** No endpoint tells a key's rights: that it reads the account is all that is known. */
  async mexc(exchange) {
    return unproven(await method(exchange, "spotPrivateGetAccount")());
  },

  /** Binance's spot protocol without its question for a key's rights. */
  async binanceus(exchange) {
    return unproven(await method(exchange, "privateGetAccount")());
  },
};

function unproven(account: unknown): KeyRights {
  const trades = flag(account, "canTrade", false);
  return { read: true, spot: trades, swap: false, withdraw: null, transfer: null, ipBound: null, unknown: [] };
}

const KNOWN_BYBIT_WALLET = ["Withdraw", "AccountTransfer", "SubMemberTransfer", "SubMemberTransferList"];
const KNOWN_BYBIT_GROUPS = [
  ...["Wallet", "Spot", "ContractTrade", "Derivatives", "Options", "CopyTrading", "BlockTrade"],
  ...["Exchange", "Affiliate", "Earn", "NFT"],
];
const KNOWN_BITGET = [
  // orders and positions of futures, spot, margin
  ...["readonly", "trade", "stor", "stow", "coor", "coow", "cpor", "cpow", "smor", "smow"],
  // reads copy trading, the wallet's transfers, taxes, sub-accounts, P2P and loans
  ...["ttor", "wtor", "taxr", "chor", "p2pr", "pllr"],
  // transfers and withdraws
  ...["wtow", "wwow"],
];

/** ccxt makes its raw methods at run time, so their types are not there. */
function method(exchange: Exchange, name: string): Call {
  const call: unknown = Reflect.get(exchange, name);
  if (typeof call !== "function") throw new Error(`ccxt's ${exchange.id} has no ${name}`);
  return (params = {}) => Promise.resolve(call.call(exchange, params));
}
