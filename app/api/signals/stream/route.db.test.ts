import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ACCESS_TOKEN_SEC } from "@/lib/auth/access-token";
import { appendEvent } from "@/lib/events/outbox";
import { createApiToken, revokeApiToken } from "@/lib/features/accounts/api-tokens";
import { revokeSession } from "@/lib/features/accounts/revoke-sessions";
import { publishEdges } from "@/lib/testing/edges";
import { makeStrategy } from "@/lib/testing/market-fixture";
import { type SignedIn, SocketStage } from "@/lib/testing/socket-stage";
import { testDb } from "@/lib/testing/test-db";
import { GET } from "./route.ts";

const db = testDb();
let stage: SocketStage;
let provider: SignedIn;
let strategyId: string;

// The stage has the relay, which tells this process of sign-ins that ended, as in the web process.
beforeAll(async () => {
  stage = await SocketStage.open(db);
  provider = await stage.signIn("PROVIDER", "Paula");
  strategyId = await makeStrategy(stage.ctx, provider);
});
afterAll(() => stage.close());
beforeEach(() => publishEdges(stage.ctx, { streamsPerUser: 2 }));

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function ask(
  credentials: Record<string, string>,
  init: { wait?: number; method?: string; signal?: AbortSignal; since?: string | null } = {},
) {
  const { wait = 300, method = "GET", signal, since = "" } = init;
  const from = since === null ? "" : `since=${since}&`;
  const request = new Request(`${stage.url}/api/signals/stream?${from}wait=${wait}`, {
    method,
    headers: { "x-client-ip": "203.0.113.1", ...credentials },
    ...(signal === undefined ? {} : { signal }),
  });
  return GET(request, { params: Promise.resolve({}) });
}

/** Lines of a stream as they come; `next` is undefined when it has ended. */
function lines(answer: Response) {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error("the stream has no body");
  return { next: async () => (await reader.read()).value, close: () => reader.cancel() };
}

interface SignIn {
  readonly from: Record<string, string>;
  end(): Promise<unknown>;
}

const ENDS: readonly (readonly [string, (user: SignedIn) => SignIn | Promise<SignIn>])[] = [
  ["a sign-out, in the browser", (user) => ({ from: { cookie: user.cookie }, end: () => signOut(user) })],
  ["a sign-out, with an access token", (user) => ({ from: bearer(user.token), end: () => signOut(user) })],
  ["a ban", (user) => ({ from: bearer(user.token), end: () => ban(user) })],
  [
    "the revocation of an API token",
    async (user) => {
      const made = await createApiToken(stage.ctx, user, { name: "bot", scopes: ["read"], ips: [] });
      if (!made.ok) throw new Error(made.reason);
      const { id, token } = made.value;
      return { from: bearer(token), end: () => revokeApiToken(stage.ctx, user, id) };
    },
  ],
  [
    "the expiry of an access token",
    (user) => ({ from: bearer(user.token), end: async () => stage.ctx.clock.advance(ACCESS_TOKEN_SEC * 1_000) }),
  ],
];

const signOut = (user: SignedIn) => revokeSession(stage.ctx, user, user.sessionId);

function ban({ userId }: SignedIn): Promise<void> {
  const now = stage.ctx.clock.now();
  return stage.ctx.db.transaction(async (tx) => {
    await tx.user.update({ where: { id: userId }, data: { bannedAt: new Date(now) } });
    await appendEvent(tx, now, { type: "user.changed", userId });
  });
}

it.each(ENDS)("ends within 2 s of %s", async (_name, signIn) => {
  stage.ctx.clock.advance(1_000); // what was published before is not his
  const user = await stage.signIn("SUBSCRIBER", "Sam");
  await stage.subscribe(user, strategyId);
  const { from, end } = await signIn(user);
  const stream = lines(await ask(from));
  const published = await stage.publish(provider, strategyId);
  expect(await stream.next()).toContain(published);
  await end();
  const endedAt = performance.now();
  expect(await stream.next()).toBeUndefined();
  expect(performance.now() - endedAt).toBeLessThan(2_000);
});

describe("who comes back", () => {
  const events = { accept: "text/event-stream" };
  const ids = (text: string) => [...text.matchAll(/^data: (.*)$/gm)].map(([, data = ""]) => JSON.parse(data).id);
  const lastId = (text: string) => [...text.matchAll(/^id: ?(.*)$/gm)].at(-1)?.[1] ?? "";
  const reader = async () => {
    const user = await stage.signIn("SUBSCRIBER", "Eve");
    await stage.subscribe(user, strategyId);
    return bearer(user.token);
  };

  it("as EventSource does, with the address it began with and the id it heard last, hears what came since that id", async () => {
    const from = { ...(await reader()), ...events };
    const first = await stage.publish(provider, strategyId);
    const heard = await (await ask(from, { wait: 0 })).text();
    expect(ids(heard)).toEqual([first]);
    const second = await stage.publish(provider, strategyId);
    const again = await ask({ ...from, "last-event-id": lastId(heard) }, { wait: 0 });
    expect(ids(await again.text())).toEqual([second]);
  });

  it("after a first stream that had nothing to tell misses nothing that was published in between", async () => {
    const from = await reader();
    const quiet = await (await ask({ ...from, ...events }, { wait: 0, since: null })).text();
    expect(ids(quiet)).toEqual([]);
    const silent = await ask(from, { wait: 0, since: null });
    expect(await silent.text()).toBe("");
    const cursor = silent.headers.get("x-stream-cursor") ?? "";
    expect(cursor).toBe(lastId(quiet));
    const published = await stage.publish(provider, strategyId);
    const again = await ask({ ...from, ...events, "last-event-id": lastId(quiet) }, { wait: 0, since: null });
    expect(ids(await again.text())).toEqual([published]);
    const news = JSON.parse(await (await ask(from, { wait: 0, since: cursor })).text());
    expect(news.id).toBe(published);
  });
});

it("begins at once, also where nothing is told: the head goes out with the first piece, which is an empty one", async () => {
  const quiet = await ask(bearer((await stage.signIn("SUBSCRIBER", "Quin")).token), { wait: 1, since: null });
  const reader = quiet.body?.getReader();
  expect(await reader?.read()).toEqual({ done: false, value: new Uint8Array() });
  await reader?.cancel();
});

describe("SOCKETS_PER_USER", () => {
  it("is the most streams that one user has open, and another user has his own", async () => {
    const [user, other] = [await stage.signIn("SUBSCRIBER", "Una"), await stage.signIn("SUBSCRIBER", "Olaf")];
    const from = bearer(user.token);
    const all = await Promise.all([ask(from), ask(from), ask(from)]);
    expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
    const refused = all.find(({ status }) => status === 429);
    expect(refused?.headers.get("retry-after")).toBe("60");
    expect(await refused?.json()).toMatchObject({
      code: "rate_limited",
      detail: "At most 2 streams open at once by your account. Close one first.",
    });
    expect((await ask(bearer(other.token), { wait: 0 })).status).toBe(200);
  });

  it.each([
    ["ended", async (from: Record<string, string>) => void (await (await ask(from, { wait: 0 })).text())],
    ["was left", async (from: Record<string, string>) => void (await lines(await ask(from)).close())],
    [
      "was broken off",
      async (from: Record<string, string>) => {
        const gone = new AbortController();
        await ask(from, { signal: gone.signal });
        gone.abort();
      },
    ],
    ["asked for no body", async (from: Record<string, string>) => void (await ask(from, { method: "HEAD" }))],
  ])("counts no stream that %s", async (_name, done) => {
    const from = bearer((await stage.signIn("SUBSCRIBER", "Sue")).token);
    for (let n = 0; n < 3; n += 1) await done(from);
    const statuses = (await Promise.all([ask(from), ask(from), ask(from)])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 200, 429]);
  });

  it("counts no stream that failed", async () => {
    const user = await stage.signIn("SUBSCRIBER", "Fay");
    await stage.subscribe(user, strategyId);
    await stage.publish(provider, strategyId);
    const away = () => Promise.reject(new Error("the events are away"));
    const db = new Proxy(stage.ctx.db, {
      get: (whole, name) =>
        name === "prepared"
          ? (query: string, ...rest: [string, unknown[]]) =>
              query === "events-after" ? away() : whole.prepared(query, ...rest)
          : Reflect.get(whole, name),
    });
    publishEdges({ ...stage.ctx, db }, { streamsPerUser: 2 });
    for (let n = 0; n < 3; n += 1) {
      const answer = await ask(bearer(user.token));
      expect(answer.status).toBe(200);
      await expect(answer.text()).rejects.toThrow("the events are away");
    }
  });
});
