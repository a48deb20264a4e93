import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { type Db, openDb } from "@/lib/db/client";
import { findAuditBreak } from "@/lib/features/accounts/audit";
import { sha256Hex } from "@/lib/features/signals/chain";
import { chainIds, keptHeads, readChain } from "@/lib/features/signals/ledger";
import {
  type ChainHead,
  compareWithHead,
  headText,
  isChainEvent,
  isSignedHead,
  readKept,
  verifyChain,
} from "@/lib/kernel/chain";
import { openDatabase } from "@/lib/runtime/database";
import { settingsOrExit } from "@/lib/runtime/env";
import { runCommand } from "./command.ts";

interface Options {
  readonly strategy?: string;
  readonly head?: string;
  readonly key?: string;
  readonly json?: boolean;
}

interface Report {
  readonly source: string;
  readonly strategyId: string | null;
  readonly intact: boolean;
  readonly events: number;
  readonly last: ChainHead | null;
  /** The first event that does not fit. */
  readonly break?: { readonly seq: number; readonly why: string };
  /** What the comparison with a head kept earlier said. */
  readonly head?: string;
  readonly signature?: string;
}

const program = new Command("npm run ledger --").description(
  "The signal ledger and the audit log. Exit code 0: the chain holds; 1: it does not (the line says at which seq and why); 2: called wrongly.",
);

program
  .command("verify")
  .description(
    "Checks chains: of a FILE (a download of /api/strategies/:id/ledger, NDJSON or JSON; works offline), else those in the database, which are also compared with every head that the server signed.",
  )
  .argument("[file]")
  .option("--strategy <id>", "only this strategy's chain, from the database")
  .option("--head <file>", "a head, or an older download, kept earlier: is the record unchanged since?")
  .option("--key <file>", "a copy of /.well-known/heliograph-ledger.json: checks the head's signature too")
  .option("--json", "print JSON alone on stdout")
  .action(async (file: string | undefined, options: Options) => {
    if (file !== undefined && options.strategy !== undefined) fail("Give a FILE or --strategy, not both.");
    if (options.key !== undefined && options.head === undefined)
      fail("--key checks the signature of a head: give --head FILE too.");
    const head = options.head === undefined ? null : readHead(options.head, options.key);
    const reports = file === undefined ? await verifyDatabase(options, head) : [await verifyFile(file, head)];
    if (options.json === true) console.log(JSON.stringify(file === undefined ? reports : reports[0], null, 2));
    else if (reports.length === 0) console.log("There is no chain yet: no strategy has published.");
    else for (const report of reports) print(report);
    if (reports.some((report) => !report.intact)) process.exitCode = 1;
  });

program
  .command("audit")
  .description("Checks the audit log in the database: that each entry fits the one before, from the first on.")
  .action(async () => {
    const brokenAt = await withDb((db) => findAuditBreak({ db }));
    if (brokenAt === null) return console.log("The audit log is intact.");
    console.log(`The audit log does not hold at entry ${brokenAt}: it was changed, or one before it is missing.`);
    process.exitCode = 1;
  });

interface KeptHead {
  readonly head: ChainHead;
  readonly signature: string | null;
  readonly signatureHolds: boolean;
}

async function verifyFile(file: string, kept: KeptHead | null): Promise<Report> {
  const read = readKept(readFile(file));
  if (read === null || read.events === null)
    fail(`${file} is no ledger: it holds neither {"events": […]} nor one event a line.`);
  return verifyOne(file, read.events, kept);
}

function verifyDatabase(options: Options, kept: KeptHead | null): Promise<Report[]> {
  return withDb(async (db) => {
    const only = options.strategy ?? kept?.head.strategyId;
    const ids = only == null ? await chainIds(db) : [only];
    if (options.strategy !== undefined && !(await isStrategy(db, options.strategy)))
      fail(`There is no strategy ${options.strategy}. Its id begins with str_.`);
    const reports: Report[] = [];
    for (const id of ids) reports.push(await verifyStored(db, id, kept));
    return reports;
  });
}

async function withDb<T>(read: (db: Db) => Promise<T>): Promise<T> {
  const database = await openDatabase(settingsOrExit());
  const db = openDb(database.urls.web, { poolMax: 2, applicationName: "heliograph-ledger" });
  try {
    return await read(db);
  } finally {
    await db.$disconnect();
    await database.stop();
  }
}

/** A mistyped id has no events either, and would pass for a strategy that has not sent one yet. */
async function isStrategy(db: Db, id: string): Promise<boolean> {
  return (await db.strategy.count({ where: { id } })) === 1;
}

/** A stored chain, compared with the head given and with every head that the server signed: the newest that differs tells of a rewrite. */
async function verifyStored(db: Db, strategyId: string, kept: KeptHead | null): Promise<Report> {
  const report = await verifyOne(`strategy ${strategyId}`, readChain(db, strategyId), kept);
  if (!report.intact) return { ...report, strategyId };
  for (const head of await keptHeads(db, strategyId)) {
    const verdict = await storedVerdict(db, head);
    if (verdict !== null) return { ...report, strategyId, intact: false, break: verdict };
  }
  return { ...report, strategyId };
}

async function storedVerdict(db: Db, head: ChainHead): Promise<{ seq: number; why: string } | null> {
  const there = await db.signalEvent.findFirst({
    where: { strategyId: head.strategyId, seq: head.seq },
    select: { hash: true },
  });
  if (head.seq === 0 || there?.hash === head.hash) return null;
  return there === null
    ? { seq: head.seq, why: "the server signed a head here, but the event is missing" }
    : { seq: head.seq, why: "the hash differs from the head that the server signed: the record was rewritten" };
}

async function verifyOne(
  source: string,
  events: Iterable<unknown> | AsyncIterable<unknown>,
  kept: KeptHead | null,
): Promise<Report> {
  const places: ChainHead[] = [];
  const verdict = await verifyChain(remember(events, places), sha256Hex);
  if (!verdict.intact)
    return {
      source,
      strategyId: places[0]?.strategyId ?? null,
      intact: false,
      events: Math.max(0, verdict.seq - 1),
      last: places.at(-2) ?? null,
      break: { seq: verdict.seq, why: verdict.why },
    };
  const report = { source, strategyId: verdict.strategyId, intact: true, events: verdict.events, last: verdict.last };
  if (kept === null) return report;
  const compared = compareWithHead(places, kept.head);
  const signature = kept.signature ?? "not checked: give --key to check it";
  if (!compared.unchanged)
    return { ...report, intact: false, break: { seq: compared.seq, why: compared.why }, head: "changed", signature };
  if (!kept.signatureHolds)
    return {
      ...report,
      intact: false,
      break: { seq: kept.head.seq, why: "the head's signature is not the server's" },
      signature,
    };
  return { ...report, head: `unchanged since that head (seq ${kept.head.seq})`, signature };
}

async function* remember(
  events: Iterable<unknown> | AsyncIterable<unknown>,
  places: ChainHead[],
): AsyncGenerator<unknown> {
  for await (const event of events) {
    if (isChainEvent(event)) places.push({ strategyId: event.strategyId, seq: event.seq, hash: event.hash });
    yield event;
  }
}

/** A head file, or the last event of an older download. */
function readHead(file: string, keyFile: string | undefined): KeptHead {
  const text = readFile(file);
  const read = readKept(text);
  const last = read?.events?.filter(isChainEvent).at(-1);
  const head = read?.head ?? last ?? null;
  if (head === null)
    fail(`${file} holds no head: it needs {strategyId, seq, hash}, or the events of an older download.`);
  if (keyFile === undefined) return { head, signature: null, signatureHolds: true };
  if (!isSignedHead(head)) return { head, signature: "this head carries none", signatureHolds: false };
  const holds = verify(null, Buffer.from(headText(head)), readKey(keyFile), Buffer.from(head.signature, "base64url"));
  return { head, signature: holds ? "valid" : "not valid", signatureHolds: holds };
}

function readKey(file: string) {
  try {
    const { keys } = JSON.parse(readFile(file)) as { keys: { x: string }[] };
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: keys[0]?.x ?? "" }, format: "jwk" });
  } catch {
    return fail(`${file} is no copy of /.well-known/heliograph-ledger.json.`);
  }
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    return fail(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  throw new CommanderError(2, "usage", message);
}

function print(report: Report): void {
  if (report.break !== undefined)
    console.log(`${report.source}: BROKEN at seq ${report.break.seq}: ${report.break.why}.`);
  else if (report.last === null) console.log(`${report.source}: no events yet.`);
  else
    console.log(
      `${report.source}: the chain holds. ${report.events} events, last seq ${report.last.seq}, hash ${report.last.hash}.`,
    );
  if (report.intact && report.head !== undefined) console.log(`  ${report.head}`);
  if (report.signature !== undefined) console.log(`  signature: ${report.signature}`);
}

await runCommand(program);
