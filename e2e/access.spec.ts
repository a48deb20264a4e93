import { expect, test } from "@playwright/test";
import { accessSeed } from "@/lib/runtime/env";
import { actionRows } from "./access/actions.ts";
import { methodFaults, pageFaults, type Stage } from "./access/ask.ts";
import { builtActions, builtMethods, builtPages } from "./access/built.ts";
import { makeCallers } from "./access/callers.ts";
import { builtGuards, guardsOfSources, pickGuards } from "./access/guards.ts";
import { apiRows, PAGE_ROWS } from "./access/matrix.ts";
import { expectOthersUntouched, idsOfOthers } from "./access/others.ts";
import { protocolEvents, SOCKET_REQUESTS, SOCKET_TOLD } from "./access/socket-events.ts";
import { causeEverything, connectAll } from "./access/socket-stage.ts";
import { columnOf, STRANGERS } from "./access/strangers.ts";
import { withoutGuards } from "./access/unguarded.ts";
import { busySite } from "./support/busy-site.ts";
import { filled } from "./support/routes.ts";
import { signedIn } from "./support/sign-in.ts";
import { E2E } from "./support/site.ts";

let stage: Stage;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  const { values } = await busySite();
  await signedIn(browser, "SUBSCRIBER"); // the others have a device to revoke
  const others = await idsOfOthers(values["/backtests/[id] id"] ?? "", values["/sessions/[id] id"] ?? "");
  // The sandbox shows everybody's mail to anybody, and an admin sees every client; what is asked here is whether the page is open, with nobody on it.
  const nobody = "nobody%40access.test";
  const asked = {
    ...values,
    "/dev/mailbox ?": `to=${nobody}`,
    "/admin/audit ?": `words=${nobody}`,
    "/admin/clients ?": `email=${nobody}`,
  };
  stage = { at: E2E.baseUrl, callers: await makeCallers(browser), others, values: asked };
});

test("every page of the build has its row, and answers each stranger as the row says", async () => {
  const pages = builtPages();
  expect(Object.keys(PAGE_ROWS).sort(), "a page without a row, or a row without a page").toEqual([...pages].sort());
  const faults: string[] = [];
  for (const path of pages) faults.push(...(await pageFaults(stage, path)));
  expect(faults).toEqual([]);
});

test("every event of the socket has its row: each stranger is answered as it says, and hears nothing of the others", async ({
  request,
}) => {
  test.setTimeout(120_000);
  const asked = [...new Set(SOCKET_REQUESTS.map(({ event }) => event))].sort();
  expect(asked, "a request without a row, or a row without a request").toEqual(protocolEvents("ClientEvents"));
  const told = Object.keys(SOCKET_TOLD).sort();
  expect(told, "an event without a row, or a row without an event").toEqual(protocolEvents("ServerEvents"));

  const { strangers, witness, theirToken } = await connectAll(stage, request);
  const faults: string[] = [];
  const ask = async (row: (typeof SOCKET_REQUESTS)[number]): Promise<void> => {
    for (const stranger of STRANGERS) {
      const said = await strangers[stranger].ask(row.event, row.message(stage.others, theirToken));
      const got = said.ok === true ? "ok" : said.error;
      const wanted = columnOf(row.answers, stranger);
      if (got !== wanted) faults.push(`${row.event} for ${stranger}: ${got}, wanted ${wanted}`);
    }
  };
  const leaving = SOCKET_REQUESTS.findIndex(({ event }) => event.startsWith("unsubscribe_"));
  for (const row of SOCKET_REQUESTS.slice(0, leaving)) await ask(row);
  const ids = await causeEverything(stage, request, { witness, theirToken });
  for (const stranger of STRANGERS) {
    for (const [event, whose] of Object.entries(SOCKET_TOLD)) {
      const heard = strangers[stranger].all(event);
      if (whose === "public") {
        await expect.poll(() => strangers[stranger].all(event).length, `${event} for ${stranger}`).toBeGreaterThan(0);
      } else if (heard.some((payload) => ids.some((id) => JSON.stringify(payload).includes(id))))
        faults.push(`${event} for ${stranger}: tells of the others`);
    }
  }
  for (const row of SOCKET_REQUESTS.slice(leaving)) await ask(row);
  expect(faults).toEqual([]);
  for (const one of [...Object.values(strangers), witness]) one.close();
});

test("a guard taken out of any one of five routes, picked by a seed, fails the matrix", async () => {
  test.setTimeout(180_000);
  const seed = accessSeed();
  const guards = builtGuards();
  expect([...new Set(guards.map(({ name }) => name))].sort()).toEqual(guardsOfSources());
  const picked = pickGuards(guards, seed, 5);
  const names = picked.map(([guard]) => guard.name);
  console.log(`guards taken out (ACCESS_SEED=${seed}): ${names.join(", ")}`);
  expect(picked).toHaveLength(5);
  const rows = apiRows(stage.others);
  const unnoticed: string[] = [];
  await withoutGuards(picked.flat(), async (at) => {
    for (const [{ kind, name }] of picked) {
      const open = { ...stage, at };
      const asked = kind === "page" ? pageFaults(open, name) : methodFaults(open, name, rows[name]);
      const faults = await asked.catch(String); // a connection that breaks is no answer of any row
      if (faults.length === 0) unnoticed.push(name);
    }
  });
  expect(unnoticed, "routes whose missing guard no row noticed").toEqual([]);
});

test("every method of every route has its row, and answers each stranger as the row says", async () => {
  const rows = apiRows(stage.others);
  const methods = builtMethods();
  expect(Object.keys(rows).sort(), "a route without a row, or a row without a route").toEqual([...methods].sort());
  const faults: string[] = [];
  // Signing out comes last: it ends the sessions that the strangers come with.
  methods.sort((a, b) => Number(a.endsWith("/logout")) - Number(b.endsWith("/logout")));
  for (const key of methods) faults.push(...(await methodFaults(stage, key, rows[key])));
  expect(faults).toEqual([]);
  await expectOthersUntouched(stage.others);
});

test("every server action of the build has its row, and does a stranger's will to nobody else", async () => {
  const rows = actionRows(stage.others);
  // Signing out comes last, as this test does: it ends every session that the strangers come with.
  const last = (name: string): number => Number(name.startsWith("signOut"));
  const actions = builtActions()
    .filter(({ name }) => name !== "signOutAction")
    .sort((a, b) => last(a.name) - last(b.name));
  const names = actions.map((action) => action.name);
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
      const answer = await stage.callers[stranger].browser.post(filled(page, stage.values), {
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
  await expectOthersUntouched(stage.others);
});
