import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type APIRequestContext,
  type APIResponse,
  type Browser,
  expect,
  type Page,
  request as requests,
  test,
} from "@playwright/test";
import { openDb } from "@/lib/db/client";
import { nextDistDir } from "@/lib/runtime/env";
import { actionRows, type OthersIds } from "./access/actions.ts";
import { apiRows, PAGE_ROWS, type PageAnswer, STRANGERS, type Stranger } from "./access/matrix.ts";
import { busySite } from "./support/busy-site.ts";
import { newPerson } from "./support/people.ts";
import { builtRoutes, filled, methodsOf } from "./support/routes.ts";
import { signedIn } from "./support/sign-in.ts";
import { E2E, sandbox } from "./support/site.ts";

interface Caller {
  /** With the browser's cookies. */
  readonly browser: APIRequestContext;
  /** With an access token, as programs come. */
  readonly program: APIRequestContext;
}

const callers = new Map<Stranger, Caller>();
let values: Readonly<Record<string, string>> = {};
let others: OthersIds;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  values = (await busySite()).values;
  await signedIn(browser, "SUBSCRIBER"); // the others have a device to revoke
  others = await idsOfOthers();
  callers.set("anonymous", await caller(browser, null, null));
  for (const [name, role] of [
    ["unpaid", "SUBSCRIBER"],
    ["otherProvider", "PROVIDER"],
  ] as const) {
    const person = await newPerson(browser, role, `Stranger ${name}`);
    callers.set(name, await caller(browser, await person.page.context().storageState(), person));
  }
  const admin = sandbox().users.find((user) => user.role === "ADMIN");
  callers.set("admin", await caller(browser, await signedIn(browser, "ADMIN"), admin ?? null));
});

test("every page of the build has its row, and answers each stranger as the row says", async () => {
  const pages = builtRoutes()
    .filter((route) => route.kind === "page")
    .map((route) => route.path);
  expect(Object.keys(PAGE_ROWS).sort(), "a page without a row, or a row without a page").toEqual([...pages].sort());
  const faults: string[] = [];
  for (const path of pages) {
    for (const [n, stranger] of STRANGERS.entries()) {
      const answer = await callerOf(stranger).browser.get(filled(path, values), { maxRedirects: 0 });
      const text = await answer.text();
      const got = pageAnswer(answer, text);
      const wanted = PAGE_ROWS[path]?.[n];
      if (got !== wanted) faults.push(`${path} for ${stranger}: ${got}, wanted ${wanted}`);
      // a page that is asked for an id names it in its own address
      if (!path.includes("[id]") && values[`${path} ?`] === undefined)
        faults.push(...leaks(`${path} for ${stranger}`, text));
    }
  }
  expect(faults).toEqual([]);
});

test("every method of every route has its row, and answers each stranger as the row says", async () => {
  const rows = apiRows(others);
  const methods = builtRoutes()
    .filter((route) => route.kind === "route")
    .flatMap((route) => methodsOf(route.file).map((method) => `${method} ${route.path}`));
  expect(Object.keys(rows).sort(), "a route without a row, or a row without a route").toEqual([...methods].sort());
  const faults: string[] = [];
  methods.sort((a, b) => Number(a.endsWith("/logout")) - Number(b.endsWith("/logout"))); // it ends the sessions that the others come with
  for (const key of methods) {
    const row = rows[key];
    const [method = "", path = ""] = key.split(" ");
    for (const [n, stranger] of STRANGERS.entries()) {
      const address = `${filled(path, { ...API_VALUES, ...apiIds() })}${row?.query === undefined ? "" : `?${row.query}`}`;
      const answer = await callerOf(stranger).program.fetch(address, {
        method,
        maxRedirects: 0,
        ...(row?.body === undefined ? {} : { data: row.body }),
      });
      if (answer.status() !== row?.answers[n])
        faults.push(`${key} for ${stranger}: ${answer.status()}, wanted ${row?.answers[n]}`);
      faults.push(...leaks(`${key} for ${stranger}`, await answer.text()));
    }
  }
  expect(faults).toEqual([]);
});

test("every server action of the build has its row, and does a stranger's will to nobody else", async () => {
  const rows = actionRows(others);
  // Signing out comes last: it ends the sessions that the others are called with.
  const actions = builtActions().sort(
    (a, b) => Number(a.name.startsWith("signOut")) - Number(b.name.startsWith("signOut")),
  );
  const names = actions.map((action) => action.name).filter((name) => name !== "signOutAction");
  expect(Object.keys(rows).sort(), "an action without a row, or a row without an action").toEqual([...names].sort());
  const faults: string[] = [];
  for (const { name, id, page } of actions) {
    const row = rows[name];
    if (row === undefined) continue;
    for (const stranger of STRANGERS) {
      // As React sends it: the form's fields first, then the arguments that refer to them.
      const multipart = new FormData();
      for (const [field, value] of Object.entries(row.form)) multipart.append(`_1_${field}`, value);
      multipart.append("0", '[{"status":"idle"},"$K1"]');
      const answer = await callerOf(stranger).browser.post(filled(page, values), {
        headers: { "next-action": id, origin: E2E.baseUrl, accept: "text/x-component" },
        multipart,
        maxRedirects: 0,
      });
      const text = await answer.text();
      const done = /"status":"done"/.test(text) || /^(?!\/login|$)/.test(answer.headers()["x-action-redirect"] ?? "");
      if (done !== row.allowed.includes(stranger))
        faults.push(
          `${name} for ${stranger}: ${done ? "done" : "refused"} ${/"message":"([^"]*)"/.exec(text)?.[1] ?? answer.status()}`,
        );
    }
  }
  expect(faults).toEqual([]);
  await expectOthersUntouched();
});

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

const API_VALUES = { path: "no/such/path", nextauth: "csrf" } as const;

function apiIds(): Record<string, string> {
  return {
    "/api/backtest/[id] id": others.backtestId,
    "/api/backtest/[id]/export id": others.backtestId,
    "/api/positions/[id] id": others.positionId,
    "/api/positions/close/[id] id": others.positionId,
    "/api/signals/[id] id": others.signalId,
    "/api/signals/[id]/close id": others.signalId,
    "/api/strategies/[id] id": others.strategyId,
    "/api/strategies/[id]/ledger id": others.strategyId,
    "/api/strategies/[id]/performance id": others.strategyId,
    "/api/strategies/[id]/reviews id": others.strategyId,
    "/api/subscriptions/[id]/cancel id": others.subscriptionId,
    "/api/subscriptions/[id]/follow id": others.subscriptionId,
    "/api/subscriptions/[id]/pause id": others.subscriptionId,
    "/api/subscriptions/[id]/resume id": others.subscriptionId,
  };
}

function callerOf(stranger: Stranger): Caller {
  const found = callers.get(stranger);
  if (found === undefined) throw new Error(`there is no ${stranger}`);
  return found;
}

type State = Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>>;

async function caller(
  browser: Browser,
  storageState: State | null,
  user: { email: string; password: string } | null,
): Promise<Caller> {
  const context = await browser.newContext(storageState === null ? {} : { storageState });
  if (user === null) return { browser: context.request, program: await requests.newContext({ baseURL: E2E.baseUrl }) };
  const plain = await requests.newContext({ baseURL: E2E.baseUrl });
  const answer = await plain.post("/api/auth/login", { data: { email: user.email, password: user.password } });
  expect(answer.status()).toBe(200);
  const { accessToken } = (await answer.json()) as { accessToken: string };
  const program = await requests.newContext({
    baseURL: E2E.baseUrl,
    extraHTTPHeaders: { authorization: `Bearer ${accessToken}` },
  });
  return { browser: context.request, program };
}

/** What is only the subscriber's or only the provider's, and so may stand in no stranger's answer. */
function leaks(where: string, text: string): string[] {
  const secret = [
    others.positionId,
    others.subscriptionId,
    others.followId,
    others.backtestId,
    ...sandbox()
      .users.slice(1)
      .map((user) => user.email),
  ];
  return secret.filter((one) => text.includes(one)).map((one) => `${where}: shows ${one}`);
}

interface BuiltAction {
  readonly id: string;
  readonly name: string;
  /** A page that carries it. */
  readonly page: string;
}

function builtActions(): BuiltAction[] {
  const manifest = JSON.parse(
    readFileSync(join(nextDistDir(), "server", "server-reference-manifest.json"), "utf8"),
  ) as {
    node: Record<string, { exportedName: string; workers: Record<string, unknown> }>;
  };
  const paths = new Map(builtRoutes().map((route) => [route.file.replace(/\.tsx?$/, ""), route.path]));
  return Object.entries(manifest.node).flatMap(([id, { exportedName, workers }]) => {
    const page = Object.keys(workers)
      .map((worker) => paths.get(worker))
      .find((path) => path !== undefined);
    return page === undefined ? [] : [{ id, name: exportedName, page }];
  });
}

async function idsOfOthers(): Promise<OthersIds> {
  return withDb(async (db) => {
    const position = await db.position.findFirstOrThrow({
      where: {
        state: "OPEN",
        user: { email: sandbox().users.find((user) => user.role === "SUBSCRIBER")?.email ?? "" },
      },
      select: { id: true, userId: true, copy: { select: { signalId: true, followId: true, strategyId: true } } },
    });
    const { signalId = "", followId = "", strategyId = "" } = position.copy ?? {};
    const subscription = await db.subscription.findFirstOrThrow({ where: { userId: position.userId, strategyId } });
    const session = await db.deviceSession.findFirstOrThrow({ where: { userId: position.userId } });
    return {
      strategyId,
      signalId,
      followId,
      positionId: position.id,
      subscriptionId: subscription.id,
      sessionId: session.id,
      apiTokenId: "tok_00000000000000000000000000",
      backtestId: values["/backtests/[id] id"] ?? "",
    };
  });
}

/** Nothing of the others moved: the best proof that a refusal refused. */
async function expectOthersUntouched(): Promise<void> {
  await withDb(async (db) => {
    expect(await db.position.findUniqueOrThrow({ where: { id: others.positionId } })).toMatchObject({ state: "OPEN" });
    expect(await db.subscription.findUniqueOrThrow({ where: { id: others.subscriptionId } })).toMatchObject({
      status: "ACTIVE",
    });
    expect(await db.follow.findUniqueOrThrow({ where: { id: others.followId } })).toMatchObject({ mode: "PAPER" });
    expect(await db.signal.findUniqueOrThrow({ where: { id: others.signalId } })).toMatchObject({ state: "OPEN" });
    expect(await db.strategy.findUniqueOrThrow({ where: { id: others.strategyId } })).toMatchObject({
      status: "ACTIVE",
    });
    expect(await db.deviceSession.findUniqueOrThrow({ where: { id: others.sessionId } })).toMatchObject({
      revokedAt: null,
    });
  });
}

async function withDb<T>(work: (db: ReturnType<typeof openDb>) => Promise<T>): Promise<T> {
  const db = openDb(sandbox().databaseUrl, { poolMax: 1, applicationName: "e2e-access" });
  try {
    return await work(db);
  } finally {
    await db.$disconnect();
  }
}
