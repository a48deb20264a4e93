import { type APIRequestContext, type Browser, expect, type Page, request as requests } from "@playwright/test";
import { newPerson } from "../support/people.ts";
import { signedIn } from "../support/sign-in.ts";
import { E2E, sandbox } from "../support/site.ts";
import type { Stranger } from "./strangers.ts";

export interface Caller {
  /** With the browser's cookies. */
  readonly browser: APIRequestContext;
  /** With an access token, as programs come. */
  readonly program: APIRequestContext;
  /** That token; null: nobody's. */
  readonly token: string | null;
}

export type Callers = Readonly<Record<Stranger, Caller>>;

/** Every stranger, signed in as he may. */
export async function makeCallers(browser: Browser): Promise<Callers> {
  const person = async (role: "SUBSCRIBER" | "PROVIDER", name: string): Promise<Caller> => {
    const made = await newPerson(browser, role, `Stranger ${name}`);
    return caller(browser, await made.page.context().storageState(), made);
  };
  const otherUser = await person("SUBSCRIBER", "elsewhere");
  await followSomethingElse(otherUser.program);
  const admin = sandbox().users.find((user) => user.role === "ADMIN");
  return {
    anonymous: await caller(browser, null, null),
    otherUser,
    unpaid: await person("SUBSCRIBER", "unpaid"),
    otherProvider: await person("PROVIDER", "provider"),
    admin: await caller(browser, await signedIn(browser, "ADMIN"), admin ?? null),
  };
}

/** A running subscription, to the sandbox's free strategy. */
async function followSomethingElse(program: APIRequestContext): Promise<void> {
  const { id } = (await (await program.get("/api/strategies/sandbox-signals")).json()) as { id: string };
  const answer = await program.post("/api/subscriptions", { data: { strategyId: id } });
  expect(answer.status(), await answer.text()).toBe(201);
}

type State = Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>>;

async function caller(
  browser: Browser,
  storageState: State | null,
  user: { email: string; password: string } | null,
): Promise<Caller> {
  const context = await browser.newContext(storageState === null ? {} : { storageState });
  const plain = await requests.newContext({ baseURL: E2E.baseUrl });
  if (user === null) return { browser: context.request, program: plain, token: null };
  const answer = await plain.post("/api/auth/login", { data: { email: user.email, password: user.password } });
  expect(answer.status()).toBe(200);
  const { accessToken } = (await answer.json()) as { accessToken: string };
  const program = await requests.newContext({
    baseURL: E2E.baseUrl,
    extraHTTPHeaders: { authorization: `Bearer ${accessToken}` },
  });
  return { browser: context.request, program, token: accessToken };
}
