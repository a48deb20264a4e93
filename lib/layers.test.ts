import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

/** Who may import whom (STYLE §2), as data. A room's own files are always allowed. `packages`: npm packages; "*" any. */
interface Rule {
  readonly rooms: readonly string[];
  readonly packages: readonly string[] | "*";
  readonly node: boolean;
}

const LIB = ["kernel", "trading", "ports", "db", "events", "features", "integrations", "realtime", "runtime", "auth"];

const RULES: Readonly<Record<string, Rule>> = {
  kernel: { rooms: [], packages: ["decimal.js"], node: false },
  trading: { rooms: ["kernel"], packages: [], node: false },
  ports: { rooms: ["kernel", "trading", "db"], packages: [], node: false },
  db: { rooms: ["kernel"], packages: ["@prisma/adapter-pg", "@prisma/client", "pg"], node: true },
  events: { rooms: ["kernel", "db"], packages: [], node: true },
  features: { rooms: ["kernel", "trading", "ports", "events", "db"], packages: ["zod", "otplib", "uqr"], node: true },
  integrations: { rooms: ["kernel", "trading", "ports", "events"], packages: "*", node: true },
  realtime: {
    rooms: ["kernel", "trading", "ports", "events"],
    packages: ["socket.io", "socket.io-client"],
    node: true,
  },
  runtime: { rooms: LIB, packages: "*", node: true },
  auth: { rooms: LIB, packages: "*", node: true },
  testing: { rooms: LIB, packages: "*", node: true },
  components: { rooms: ["kernel", "features", "realtime"], packages: "*", node: false },
  app: {
    rooms: ["kernel", "trading", "ports", "components", "features", "realtime", "runtime", "auth"],
    packages: "*",
    node: true,
  },
  process: {
    rooms: ["kernel", "ports", "features", "events", "realtime", "runtime", "auth"],
    packages: "*",
    node: true,
  },
  scripts: { rooms: [...LIB, "scripts", "bench", "e2e"], packages: "*", node: true },
};

/** Which feature may call which (its verbs and queries, never its repository). */
const FEATURES: Readonly<Record<string, readonly string[]>> = {
  accounts: [],
  candles: ["accounts"],
  "exchange-keys": ["accounts"],
  marketplace: ["accounts", "candles"],
  subscriptions: ["accounts", "candles", "marketplace"],
  affiliates: ["accounts"],
  plans: ["accounts", "subscriptions"],
  billing: ["accounts", "affiliates", "marketplace", "subscriptions", "plans"],
  signals: ["accounts", "candles", "marketplace", "subscriptions"],
  intake: ["accounts", "candles", "marketplace", "signals"],
  orders: ["accounts", "candles", "exchange-keys"],
  compliance: ["accounts", "marketplace", "orders"],
  copies: ["accounts", "candles", "marketplace", "subscriptions", "signals", "exchange-keys", "orders"],
  trades: ["accounts", "candles", "marketplace", "subscriptions", "signals", "exchange-keys", "orders", "copies"],
  backtests: ["accounts", "candles", "marketplace"],
  "trading-sessions": [
    "accounts",
    "candles",
    "marketplace",
    "signals",
    "exchange-keys",
    "orders",
    "copies",
    "backtests",
  ],
  deliveries: ["accounts", "candles", "marketplace", "subscriptions", "signals", "copies"],
  notifications: [
    "accounts",
    "candles",
    "marketplace",
    "subscriptions",
    "billing",
    "signals",
    "intake",
    "copies",
    "deliveries",
  ],
  admin: [
    "accounts",
    "candles",
    "exchange-keys",
    "marketplace",
    "subscriptions",
    "plans",
    "billing",
    "signals",
    "orders",
    "copies",
    "deliveries",
    "notifications",
  ],
};

/** What a browser may not load: 91 kB and 13 kB for what the server has done already (LIBRARIES). */
const NOT_IN_COMPONENTS = ["zod", "decimal.js", "date-fns", "@prisma/client", "pg", "socket.io", "stripe", "ccxt"];

interface Import {
  readonly from: string;
  readonly line: string;
  /** A path in the project, or a package, or node:… */
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--", "*.ts", "*.tsx", "*.mts"], {
  encoding: "utf8",
})
  .trim()
  .split("\n")
  .filter((file) => !file.startsWith("lib/db/generated/") && !file.endsWith(".d.mts"));

const imports = files.flatMap(importsOf);

function importsOf(file: string): Import[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return []; // deleted, but git still lists it
  }
  const found = text.matchAll(
    /^(?:import|export)\s+(type\s)?[^"';]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm,
  );
  return [...found].map((match) => {
    const spec = match[2] ?? match[3] ?? match[4] ?? "";
    const to = spec.startsWith("@/")
      ? spec.slice(2)
      : spec.startsWith(".")
        ? normalize(join(dirname(file), spec))
        : spec;
    return { from: file, line: match[0].replace(/\s+/g, " "), to, typeOnly: match[1] !== undefined };
  });
}

/** The room that a file of the project lies in, or null for a package. */
function roomOf(path: string): string | null {
  const lib = /^lib\/([^/]+)\//.exec(path)?.[1];
  if (lib !== undefined) return lib;
  if (/^(server|worker)(\.ts)?$/.test(path)) return "process";
  if (/^proxy(\.ts)?$/.test(path)) return "app";
  const top = path.split("/")[0] ?? "";
  if (["app", "components", "e2e", "bench"].includes(top)) return top;
  if (["scripts", "prisma"].includes(top)) return "scripts";
  return null;
}

const isTest = (file: string): boolean => /\.(test|fixture)\.tsx?$/.test(file);
const featureOf = (path: string): string | undefined => /^lib\/features\/([^/]+)/.exec(path)?.[1];
const isRepository = (path: string): boolean => /(^|[/-])repository(\.ts)?$/.test(path);
const readsDatabase = (path: string): boolean => /(^|[/-])(repository|queries)(\.ts)?$/.test(path);
const packageOf = (spec: string): string =>
  spec
    .split("/")
    .slice(0, spec.startsWith("@") ? 2 : 1)
    .join("/");
const isNode = (spec: string): boolean => spec.startsWith("node:") || builtinModules.includes(spec);

/** Why an import breaks the table, or null. */
function fault({ from, to, typeOnly }: Import): string | null {
  const room = roomOf(from);
  const rule = room === null ? undefined : RULES[room];
  if (room === null || rule === undefined) return null;
  const target = roomOf(to);
  const test = isTest(from);
  if (target === null) {
    if (to.startsWith("lib/")) return null;
    if (isNode(to)) return rule.node || test ? null : `${room} may not use Node`;
    const name = packageOf(to);
    if (test && ["vitest", "fast-check"].includes(name)) return null;
    if (room === "components" && !test && !typeOnly && NOT_IN_COMPONENTS.includes(name))
      return `${name} may not reach a browser`;
    return rule.packages === "*" || rule.packages.includes(name) || test
      ? null
      : `${room} may not use the package ${name}`;
  }
  if (target === room)
    return room === "features" ? featureFault(from, to) : room === "integrations" ? integrationFault(from, to) : null;
  if (test && (target === "testing" || target === "scripts")) return null;
  if (!rule.rooms.includes(target)) return test ? null : `${room} may not import ${target}`;
  if (room === "features" && target === "db" && !readsDatabase(from) && !typeOnly && !test) {
    return "a feature reads the database in repository.ts and queries.ts only";
  }
  if (room === "ports" && target === "db" && !typeOnly) return "ports take types of db only";
  if (room === "components" && target === "features" && !typeOnly && !/\/input(\.ts)?$/.test(to)) {
    return "components take a feature's types and input.ts only";
  }
  if (room === "components" && target === "realtime" && !/realtime\/(protocol|client)(\.ts)?$/.test(to)) {
    return "components take realtime/protocol and the browser's client only";
  }
  // builders of test data write rows as the feature itself would
  if (isRepository(to) && target === "features" && !test && room !== "testing")
    return "a repository belongs to its feature alone";
  return null;
}

function featureFault(from: string, to: string): string | null {
  const own = featureOf(from) ?? "";
  const other = featureOf(to) ?? "";
  if (own === other || isTest(from)) return null;
  if (!(FEATURES[own] ?? []).includes(other)) return `${own} may not call ${other}`;
  return isRepository(to) ? `${own} may not use the repository of ${other}` : null;
}

function integrationFault(from: string, to: string): string | null {
  const folder = (path: string): string => /^lib\/integrations\/(local\/[^/]+|[^/]+)/.exec(path)?.[1] ?? "";
  // What stand-ins share lies beside their folders.
  const shared = folder(from).startsWith("local/") && /^lib\/integrations\/local\/[^/]+$/.test(to);
  return shared || folder(from) === folder(to) || isTest(from) ? null : "integrations do not know each other";
}

describe("the import table", () => {
  it("holds for every import of the project, types too", () => {
    const faults = imports.flatMap((one) => {
      const why = fault(one);
      return why === null ? [] : [`${one.from}: ${one.line}  <- ${why}`];
    });
    expect(faults.join("\n")).toBe("");
  });

  it("knows every room of lib and every feature", () => {
    const rooms = new Set(files.map((file) => /^lib\/([^/]+)\//.exec(file)?.[1]).filter((room) => room !== undefined));
    expect([...rooms].filter((room) => RULES[room] === undefined)).toEqual([]);
    const features = new Set(files.map(featureOf).filter((feature) => feature !== undefined));
    expect([...features].filter((feature) => FEATURES[feature] === undefined)).toEqual([]);
  });

  it("sees what it should: a wrong import of each kind is named", () => {
    const wrong = (from: string, to: string, typeOnly = false): string | null =>
      fault({ from, to, line: "", typeOnly });
    expect(wrong("lib/kernel/money.ts", "lib/trading/market/candle")).toMatch(/kernel may not import trading/);
    expect(wrong("lib/trading/engine/step.ts", "node:fs")).toMatch(/trading may not use Node/);
    expect(wrong("lib/trading/engine/step.ts", "decimal.js")).toMatch(/may not use the package/);
    expect(wrong("lib/features/signals/publish-signal.ts", "lib/db/client")).toMatch(
      /repository.ts and queries.ts only/,
    );
    expect(wrong("lib/features/signals/publish-signal.ts", "stripe")).toMatch(/may not use the package stripe/);
    expect(wrong("lib/features/accounts/register.ts", "lib/features/signals/queries")).toMatch(
      /accounts may not call signals/,
    );
    expect(wrong("lib/features/signals/a.ts", "lib/features/marketplace/repository.ts")).toMatch(
      /may not use the repository/,
    );
    expect(wrong("lib/integrations/stripe/a.ts", "lib/features/billing/charge")).toMatch(
      /integrations may not import features/,
    );
    expect(wrong("lib/integrations/stripe/a.ts", "lib/integrations/ccxt/b")).toMatch(/do not know each other/);
    expect(wrong("components/signals/card.tsx", "lib/runtime/ctx")).toMatch(/components may not import runtime/);
    expect(wrong("components/signals/card.tsx", "lib/features/signals/queries")).toMatch(/types and input.ts only/);
    expect(wrong("components/signals/card.tsx", "lib/features/signals/queries", true)).toBeNull();
    expect(wrong("app/(market)/page.tsx", "lib/db/client")).toMatch(/app may not import db/);
    expect(wrong("server.ts", "lib/integrations/ccxt/feed")).toMatch(/process may not import integrations/);
  });
});

describe("the trading core", () => {
  const core = files.filter((file) => file.startsWith("lib/trading/") && !isTest(file));

  it("has no clock, no chance, no promise and no environment", () => {
    const found = core.flatMap((file) => {
      const code = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
      const hit = /\basync\b|\bawait\b|Date\.now|new Date\(\)|Math\.random|process\.|\bfetch\(/.exec(code)?.[0];
      return hit === undefined ? [] : [`${file}: ${hit}`];
    });
    expect(found).toEqual([]);
  });
});
