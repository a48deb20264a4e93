import { expect, test } from "@playwright/test";
import { type ApiEndpoint, apiEndpoints, faultOf, inParallel, type Sent, send, type Wanted } from "./support/api.ts";
import { type ApiExample, examples } from "./support/api-examples.ts";
import { type Scene, setScene } from "./support/api-scene.ts";
import {
  BAD_IDS,
  BAD_QUERY_TEXTS,
  BODIES,
  MAYBE,
  NEVER,
  NO_CURSOR,
  NO_NUMBER,
  NO_WORD,
  UNKNOWN_FIELDS,
  UNREADABLE_IDS,
  wrongFor,
} from "./support/bad-values.ts";
import { builtRoutes, methodsOf } from "./support/routes.ts";

/**
 * Bad input to every endpoint of /api/openapi.json: each refusal is a problem with its code and the bad field's name, and none is a failure.
 * The tables stand in support/bad-values.ts, a good request of each endpoint in support/api-examples.
 */
interface Try {
  readonly called: string;
  readonly method: string;
  readonly path: string;
  readonly sent: Sent;
  readonly wanted: Wanted;
}

/** Fields under these are named by the sender. */
const FREE = /^(parameters|indicators|grid|stages\.\d+\.search\.grid)\./;
const PLACE = "@@here@@";

let scene: Scene;
let endpoints: readonly ApiEndpoint[];

test.beforeAll(async ({ request }) => {
  endpoints = await apiEndpoints(request);
  scene = await setScene(request);
});

const examplesOf = (endpoint: ApiEndpoint): readonly ApiExample[] => examples(scene)[endpoint.key] ?? [];
const tokenOf = ({ as }: ApiExample): string | undefined => (as === null ? undefined : scene.tokens[as]);
const pathOf = ({ path }: ApiEndpoint, id = "nope"): string => path.replace("{id}", id);
const withBody = (): readonly ApiEndpoint[] => endpoints.filter((one) => one.operation.requestBody !== undefined);

/** Every field of a body, the inner ones too: `targets.0.price`. */
function fieldsOf(value: unknown, path = ""): { path: string; value: unknown }[] {
  const own = path === "" ? [] : [{ path, value }];
  if (typeof value !== "object" || value === null) return own;
  return [
    ...own,
    ...Object.entries(value).flatMap(([name, one]) => fieldsOf(one, path === "" ? name : `${path}.${name}`)),
  ];
}

/** `body` as JSON with `json` at `path`. */
function putAt(body: unknown, path: string, json: string): string {
  const copy = structuredClone(body) as Record<string, unknown>;
  const names = path.split(".");
  const last = names.pop() ?? "";
  let node = copy;
  for (const name of names) node = node[name] as Record<string, unknown>;
  Object.defineProperty(node, last, { value: PLACE, enumerable: true, configurable: true, writable: true });
  return JSON.stringify(copy).replace(JSON.stringify(PLACE), () => json);
}

/** Sends all and lists what was answered wrongly. */
async function expectRefused(request: Parameters<typeof send>[0], tries: readonly Try[]): Promise<void> {
  const faults: string[] = [];
  await inParallel(tries, async ({ called, method, path, sent, wanted }) => {
    const fault = await send(request, method, path, sent).then(
      (answer) => faultOf(answer, wanted),
      (error: unknown) => `dropped the connection: ${String(error).slice(0, 200)}`,
    );
    if (fault !== null) faults.push(`${method} ${path.slice(0, 80)}, ${called}: ${fault}`);
  });
  expect(tries.length).toBeGreaterThan(0);
  expect(faults).toEqual([]);
}

/** One try a body: the example's method, path and token. */
function tryBody(endpoint: ApiEndpoint, example: ApiExample, called: string, sent: Sent, wanted: Wanted): Try {
  return {
    called,
    method: endpoint.method,
    path: pathOf(endpoint, example.id),
    sent: { token: tokenOf(example), ...sent },
    wanted,
  };
}

/** No endpoints: next-auth's own, what answers unknown paths, and two files of pages: who signs in by a service, who takes his data along. */
const NO_ENDPOINTS = ["/api/auth/[...nextauth]", "/api/[...path]", "/login/oauth", "/settings/data/export"];

test("every route of the build stands in the API document, but those that are for browsers", () => {
  const documented = new Set(endpoints.map(({ method, path }) => `${method} ${path}`));
  const built = builtRoutes()
    .filter(({ kind, path }) => kind === "route" && !NO_ENDPOINTS.includes(path))
    .flatMap(({ path, file }) => methodsOf(file).map((method) => `${method} ${path.replace(/\[(\w+)\]/g, "{$1}")}`));
  expect(built.length).toBeGreaterThan(30);
  expect(built.filter((route) => !documented.has(route))).toEqual([]);
});

// First of all: the other tests make strategies by such names.
test("a name in a path that nothing has is not found", async ({ request }) => {
  const tries = endpoints
    .filter(({ path }) => path.includes("{id}"))
    .flatMap((endpoint) => {
      const [example] = examplesOf(endpoint);
      const token = example === undefined ? scene.tokens.PROVIDER : tokenOf(example);
      const body = example?.body === undefined ? undefined : JSON.stringify(example.body);
      const one = (id: string, wanted: Wanted): Try => ({
        called: `id ${id.slice(0, 40)}`,
        method: endpoint.method,
        path: pathOf(endpoint, id),
        sent: { token, body },
        wanted,
      });
      return [
        ...BAD_IDS.map((id) => one(id, { status: 404, code: "not_found" })),
        ...UNREADABLE_IDS.map((id) => one(id, { status: 400, code: "bad_request" })),
      ];
    });
  await expectRefused(request, tries);
});

test("a body that is no JSON object, none, too large or of another type is refused as such", async ({ request }) => {
  const tries = withBody().flatMap((endpoint) => {
    const [example] = examplesOf(endpoint);
    if (example === undefined) return [];
    const one = (called: string, sent: Sent, status: number, code: string) =>
      tryBody(endpoint, example, called, sent, { status, code, field: status === 422 ? "body" : undefined });
    const good = JSON.stringify(example.body);
    const large = (bytes: number) => `{"a":"${"x".repeat(bytes)}"}`;
    return [
      ...BODIES.map(({ called, json, status, code }) => one(called, { body: json }, status, code)),
      one(
        "bytes that are no UTF-8",
        { body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]) },
        400,
        "malformed_json",
      ),
      one("text/plain", { body: good, type: "text/plain" }, 415, "unsupported_media_type"),
      one("a form", { body: "a=1", type: "application/x-www-form-urlencoded" }, 415, "unsupported_media_type"),
      one("an empty type", { body: good, type: ";" }, 415, "unsupported_media_type"),
      one("1 MB and a little", { body: large(1_000_000) }, 413, "too_large"),
      one("3 MB", { body: large(3_000_000) }, 413, "too_large"),
      ...(endpoint.operation.requestBody?.required === true
        ? [one("nothing", { body: "" }, 400, "malformed_json"), one("spaces", { body: " \n" }, 400, "malformed_json")]
        : []),
    ];
  });
  await expectRefused(request, tries);
});

test("a field of the wrong kind is refused by its name, a hostile text never fails", async ({ request }) => {
  const tries = withBody().flatMap((endpoint) =>
    examplesOf(endpoint).flatMap((example) =>
      fieldsOf(example.body).flatMap(({ path, value }) => {
        const free = FREE.test(path);
        const nullable = example.nullable?.includes(path) === true;
        const mayBeEmpty = example.mayBeEmpty?.includes(path) === true;
        const refused = [...NEVER, ...wrongFor(value, free)].filter(
          ({ json }) => !(nullable && json === "null") && !(mayBeEmpty && json === "[]"),
        );
        const one = (bad: (typeof NEVER)[number], status?: number) =>
          tryBody(
            endpoint,
            example,
            `${path} being ${bad.called}`,
            { body: putAt(example.body, path, bad.json) },
            {
              status,
              code: status === undefined ? undefined : "invalid",
              // what may be taken can put another field in the wrong: a stop is above an entry as much as the entry is below the stop
              field: status === undefined ? undefined : path,
            },
          );
        return [
          ...refused.map((bad) => one(bad, 422)),
          ...(example.costly === true ? [] : MAYBE.map((bad) => one(bad))),
        ];
      }),
    ),
  );
  await expectRefused(request, tries);
});

test("an unknown field is refused by its name, at the top and inside", async ({ request }) => {
  const tries = withBody().flatMap((endpoint) =>
    examplesOf(endpoint).flatMap((example) => {
      const inner = fieldsOf(example.body).filter(
        ({ path, value }) => typeof value === "object" && !Array.isArray(value) && !FREE.test(`${path}.`),
      );
      return ["", ...inner.map(({ path }) => path)].flatMap((place) =>
        UNKNOWN_FIELDS.map((name) => {
          const path = place === "" ? name : `${place}.${name}`;
          return tryBody(
            endpoint,
            example,
            `with ${path}`,
            { body: putAt(example.body, path, '{"admin":true}') },
            {
              status: 422,
              code: "invalid",
              field: path,
            },
          );
        }),
      );
    }),
  );
  await expectRefused(request, tries);
});

test("a field that stands twice is refused by its name, at the top, inside, and in a query", async ({ request }) => {
  const bodies = withBody().flatMap((endpoint) =>
    examplesOf(endpoint).flatMap((example) =>
      fieldsOf(example.body)
        .filter(({ path }) => !/\.\d+$/.test(path)) // a place in a list is no name
        .map(({ path, value }) => {
          const name = path.split(".").at(-1) ?? "";
          const twice = `${JSON.stringify(value)},${JSON.stringify(name)}:${JSON.stringify(value)}`;
          const body = putAt(example.body, path, twice);
          return tryBody(endpoint, example, `${path} twice`, { body }, { status: 422, code: "invalid", field: path });
        }),
    ),
  );
  const queries = endpoints.flatMap((endpoint) =>
    examplesOf(endpoint).flatMap((example) =>
      Object.entries(example.query ?? {}).map(
        ([name, value]): Try => ({
          called: `${name} twice`,
          method: endpoint.method,
          path: `${pathOf(endpoint, example.id)}?${new URLSearchParams([...Object.entries(example.query ?? {}), [name, value]])}`,
          sent: { token: tokenOf(example) },
          wanted: { status: 422, code: "invalid", field: name },
        }),
      ),
    ),
  );
  await expectRefused(request, [...bodies, ...queries]);
});

test("a query that cannot be read is refused by the field's name", async ({ request }) => {
  const tries = endpoints.flatMap((endpoint) =>
    examplesOf(endpoint).flatMap((example): Try[] => {
      const { query } = example;
      if (query === undefined) return [];
      const one = (name: string, value: string, status?: number): Try => ({
        called: `${name} being ${JSON.stringify(value.slice(0, 40))}`,
        method: endpoint.method,
        path: `${pathOf(endpoint, example.id)}?${new URLSearchParams({ ...query, [name]: value })}`,
        sent: { token: tokenOf(example) },
        wanted: status === undefined ? {} : { status, code: "invalid", field: name },
      });
      return [
        // URLSearchParams takes __proto__ for the prototype and sends nothing.
        ...UNKNOWN_FIELDS.filter((name) => name !== "__proto__").map((name) => one(name, "1", 422)),
        ...Object.keys(query).flatMap((name) => [
          ...BAD_QUERY_TEXTS.map((value) => one(name, value, 422)),
          ...(name === "limit" ? NO_NUMBER.map((value) => one(name, value, 422)) : []),
          ...(["state", "status", "kind", "timeframe", "format", "funding", "replace", "from", "to"].includes(name)
            ? NO_WORD.map((value) => one(name, value, 422))
            : NO_WORD.map((value) => one(name, value))),
          ...(name === "cursor" || name === "since"
            ? NO_CURSOR.map((value) => one(name, value, name === "cursor" && value === "9" ? undefined : 422))
            : []),
        ]),
      ];
    }),
  );
  await expectRefused(request, tries);
});

test("a payment event is taken from nobody without the signature", async ({ request }) => {
  const path = "/api/webhooks/stripe";
  const event = JSON.stringify({
    id: "evt_1",
    object: "event",
    type: "invoice.paid",
    data: { object: { id: "in_1" } },
  });
  const large = "x".repeat(1_000_001);
  const now = Math.floor(Date.now() / 1_000);
  const zeros = "0".repeat(64);
  const signatures = [
    "",
    " ",
    "garbage",
    "t=,v1=",
    `t=${now},v1=${zeros}`,
    `t=0,v1=${zeros}`,
    "t=NaN,v1=\u00e9",
    "=,=,=",
  ];
  const faults: string[] = [];
  const post = async (data: string | Buffer, signature: string | null, wanted: Wanted): Promise<void> => {
    const answer = await request.post(path, {
      data: typeof data === "string" ? Buffer.from(data) : data,
      headers: {
        "content-type": "application/json",
        ...(signature === null ? {} : { "stripe-signature": signature }),
      },
    });
    const fault = await faultOf(answer, wanted);
    if (fault !== null) faults.push(`${String(data).slice(0, 20)} signed ${signature}: ${fault}`);
  };
  for (const signature of [null, ...signatures]) {
    for (const body of [event, "", "{", "null", "[]", "\0"])
      await post(body, signature, { status: 400, code: "bad_signature" });
  }
  await post(Buffer.from([0xff, 0xfe]), `t=${now},v1=${zeros}`, { status: 400 });
  await post(large, `t=${now},v1=${zeros}`, { status: 413, code: "too_large" });
  expect(faults).toEqual([]);
});

test("a method that is not offered is told so, and a slash too many is no redirect", async ({ request }) => {
  const offered = Map.groupBy(endpoints, ({ path }) => path);
  const tries = [...offered].flatMap(([path, methods]) => {
    const have = methods.map((one) => one.method);
    return ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"]
      .filter((method) => !have.includes(method))
      .map(
        (method): Try => ({
          called: "not offered",
          method,
          path: path.replace("{id}", scene.strategyId),
          sent: { token: scene.tokens.PROVIDER },
          wanted: { status: 405, code: "method_not_allowed" },
        }),
      );
  });
  await expectRefused(request, tries);

  const faults: string[] = [];
  await inParallel(
    endpoints.filter((one) => one.method === "GET" || one.operation.requestBody?.required === true),
    async (endpoint) => {
      const [example] = examplesOf(endpoint);
      const path = pathOf(endpoint, example?.id);
      const query = endpoint.path.endsWith("/stream") ? "?wait=0" : "";
      const sent: Sent = {
        token: scene.tokens[example?.as ?? "SUBSCRIBER"],
        body: endpoint.method === "GET" ? undefined : '{"surprise":1}',
      };
      const plain = await send(request, endpoint.method, path + query, sent);
      for (const other of [`${path}/`, path.replace("/api/", "/api//"), `${path}//`]) {
        const slashed = await send(request, endpoint.method, other + query, sent);
        if (slashed.status() !== plain.status())
          faults.push(`${endpoint.key}: ${plain.status()}, ${slashed.status()} at ${other}`);
      }
    },
  );
  expect(faults).toEqual([]);
});

test("a repeated Idempotency-Key gives the same answer, another body under it is refused", async ({ request }) => {
  const token = scene.tokens.PROVIDER;
  const { signal } = scene;
  const key = `bad-input-${Date.now()}`;
  const publish = (body: object, used = key) =>
    send(request, "POST", "/api/signals", { token, key: used, body: JSON.stringify(body) });

  const first = await publish(signal);
  expect(first.status(), await first.text()).toBe(201);
  const again = await publish(signal);
  expect({ status: again.status(), body: await again.text() }).toEqual({ status: 201, body: await first.text() });
  const mismatch = { status: 422, code: "idempotency_mismatch" };
  expect(await faultOf(await publish({ ...signal, stopLoss: "801" }), mismatch)).toBeNull();
  expect(await faultOf(await publish({ ...signal, strategyId: scene.spareStrategyId }), mismatch)).toBeNull();

  const { id } = (await first.json()) as { id: string };
  const amend = (note: string) =>
    send(request, "PUT", `/api/signals/${id}`, { token, key: `${key}-amend`, body: JSON.stringify({ note }) });
  const amended = await amend("one");
  expect(amended.status(), await amended.text()).toBe(200);
  expect(await (await amend("one")).text()).toBe(await amended.text());
  expect(await faultOf(await amend("two"), mismatch)).toBeNull();

  const cancel = () => send(request, "DELETE", `/api/signals/${id}`, { token, key: `${key}-cancel` });
  const cancelled = await cancel();
  expect(cancelled.status(), await cancelled.text()).toBe(200);
  expect(await (await cancel()).text()).toBe(await cancelled.text());

  for (const bad of ["x".repeat(201), "a\tb\u007f"]) {
    const answer = await publish(signal, bad).catch(() => null); // the client itself may refuse to send it
    if (answer !== null)
      expect(await faultOf(answer, { status: 422, code: "invalid", field: "Idempotency-Key" })).toBeNull();
  }
});
