import type { APIResponse } from "@playwright/test";
import { filled } from "../support/routes.ts";
import { E2E } from "../support/site.ts";
import type { Callers } from "./callers.ts";
import { type ApiRow, PAGE_ROWS, type PageAnswer } from "./matrix.ts";
import { leaks, type OthersIds } from "./others.ts";
import { columnOf, STRANGERS } from "./strangers.ts";

/** What the rows are held against: a server, those who ask it, and what they ask for. */
export interface Stage {
  /** Where the server listens. The site's own address, but for a server whose guards were taken out. */
  readonly at: string;
  readonly callers: Callers;
  readonly others: OthersIds;
  /** Values for the parameters of pages. */
  readonly values: Readonly<Record<string, string>>;
}

/** Asks for a page as each stranger. @returns a sentence for each answer that is not the row's, and for each thing shown that is others' */
export async function pageFaults(stage: Stage, path: string): Promise<string[]> {
  const faults: string[] = [];
  for (const stranger of STRANGERS) {
    const address = stage.at + filled(path, stage.values);
    const answer = await stage.callers[stranger].browser.get(address, { maxRedirects: 0 });
    const text = await answer.text();
    const got = pageAnswer(answer, text);
    const row = PAGE_ROWS[path];
    const wanted = row === undefined ? undefined : columnOf(row, stranger);
    if (got !== wanted) faults.push(`${path} for ${stranger}: ${got}, wanted ${wanted}`);
    // a page that is asked for an id names it in its own address
    if (!path.includes("[id]") && stage.values[`${path} ?`] === undefined)
      faults.push(...leaks(`${path} for ${stranger}`, text, stage.others));
  }
  return faults;
}

/** Sends a method of a route as each stranger, with ids of the others. */
export async function methodFaults(stage: Stage, key: string, row: ApiRow | undefined): Promise<string[]> {
  const faults: string[] = [];
  const [method = "", path = ""] = key.split(" ");
  for (const stranger of STRANGERS) {
    const query = row?.query === undefined ? "" : `?${row.query}`;
    const address = `${stage.at}${filled(path, { ...API_VALUES, ...apiIds(stage.others) })}${query}`;
    const answer = await stage.callers[stranger].program.fetch(address, {
      method,
      maxRedirects: 0,
      ...(path.startsWith("/api/") ? {} : { headers: ENDED_SESSION }),
      ...(row?.body === undefined ? {} : { data: row.body }),
    });
    const wanted = row === undefined ? undefined : columnOf(row.answers, stranger);
    if (answer.status() !== wanted) faults.push(`${key} for ${stranger}: ${answer.status()}, wanted ${wanted}`);
    faults.push(...leaks(`${key} for ${stranger}`, await answer.text(), stage.others));
  }
  return faults;
}

/**
 * What a page answered. A page under a loading.tsx has begun its answer with 200 before it knows: then the refusal stands in the stream, in
 * Next's own mark.
 */
function pageAnswer(answer: APIResponse, text: string): PageAnswer {
  const location = answer.headers()["location"] ?? /NEXT_REDIRECT;\w+;([^;]+);/.exec(text)?.[1] ?? "";
  if (location.startsWith("/login") || location.startsWith(`${E2E.baseUrl}/login`)) return "login";
  if (answer.status() === 307 || location !== "") return 200;
  const streamed = /NEXT_HTTP_ERROR_FALLBACK;(\d{3})/.exec(text)?.[1];
  return streamed === undefined ? answer.status() : Number(streamed);
}

/** Beside pages proxy.ts turns back who shows no cookie at all; with one that has ended the route's own guard is asked. */
const ENDED_SESSION = { cookie: "next-auth.session-token=ended" } as const;

const API_VALUES = { path: "no/such/path", nextauth: "csrf", token: "a-token-that-nobody-was-given" } as const;

/** The others' ids, by the parameter of each route that takes one. */
function apiIds(others: OthersIds): Record<string, string> {
  return {
    "/api/admin/clients/[id] id": "usr_00000000000000000000000000",
    "/api/admin/clients/[id]/credentials id": "usr_00000000000000000000000000",
    "/api/backtest/[id] id": others.backtestId,
    "/api/backtest/[id]/export id": others.backtestId,
    "/api/credentials/[id] id": "key_00000000000000000000000000",
    "/api/credentials/[id]/rotate id": "key_00000000000000000000000000",
    "/api/credentials/[id]/validate id": "key_00000000000000000000000000",
    "/api/positions/[id] id": others.positionId,
    "/api/positions/close/[id] id": others.positionId,
    "/api/signals/[id] id": others.signalId,
    "/api/signals/[id]/close id": others.signalId,
    "/api/signals/[id]/receipts id": others.signalId,
    "/api/strategies/[id] id": others.strategyId,
    "/api/strategies/[id]/kill-switch id": others.strategyId,
    "/api/strategies/[id]/ledger id": others.strategyId,
    "/api/strategies/[id]/performance id": others.strategyId,
    "/api/strategies/[id]/reviews id": others.strategyId,
    "/api/trade/requests/[id] id": "trq_00000000000000000000000000",
    "/api/trading/sessions/[id] id": others.tradingSessionId,
    "/api/trading/sessions/[id]/export id": others.tradingSessionId,
    "/api/trading/stop/[id] id": others.tradingSessionId,
    "/api/subscriptions/[id]/cancel id": others.subscriptionId,
    "/api/subscriptions/[id]/follow id": others.subscriptionId,
    "/api/subscriptions/[id]/live id": others.subscriptionId,
    "/api/subscriptions/[id]/pause id": others.subscriptionId,
    "/api/subscriptions/[id]/resume id": others.subscriptionId,
  };
}
