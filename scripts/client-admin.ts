import { Argument, Command, Option } from "commander";
import type { z } from "zod";
import { openDb } from "@/lib/db/client";
import { acceptSecondFactor } from "@/lib/features/accounts/accept-second-factor";
import { createAdmin } from "@/lib/features/accounts/create-admin";
import { email as emailShape } from "@/lib/features/accounts/input";
import { type ClientView, clientByIdOrEmail, clients, userToSignIn } from "@/lib/features/accounts/queries";
import { setPlan } from "@/lib/features/accounts/set-plan";
import { engageSwitchInput, switchPlaceInput } from "@/lib/features/admin/input";
import { engage, release } from "@/lib/features/admin/move-switch";
import { createCcxtVenues } from "@/lib/integrations/ccxt/trade/create-ccxt-venues";
import { createSeal } from "@/lib/integrations/vault/create-seal";
import { sessionlessActor } from "@/lib/kernel/actor";
import { PLATFORM_PLANS, type PlatformPlan } from "@/lib/kernel/platform-plan";
import type { Result } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { createClock } from "@/lib/runtime/clock";
import { openDatabase } from "@/lib/runtime/database";
import { type Settings, settingsOrExit } from "@/lib/runtime/env";
import { createIds } from "@/lib/runtime/ids";
import { createLogger } from "@/lib/runtime/logger";
import { masterKeysOf } from "@/lib/runtime/master-keys";
import { rulesConfig } from "@/lib/runtime/rules-config";
import { runCommand } from "./command.ts";

const PAGE = 200;

const program = new Command("npm run client-admin --").description(
  "Tenants of this site, read and arranged from the machine it runs on. Exit code 0: done; 1: refused, with one line; 2: called wrongly.",
);

program
  .command("create-admin")
  .description("Makes an admin and prints a link that sets his password: once, within an hour.")
  .requiredOption("--email <address>", "his address")
  .option("--json", "print JSON alone on stdout")
  .action((options: { email: string; json?: boolean }) =>
    withCtx(async (ctx) => {
      const address = emailShape.safeParse(options.email);
      if (!address.success) throw new Error(`--email: ${address.error.issues[0]?.message ?? "is no address"}`);
      const made = await createAdmin(ctx, address.data);
      if (!made.ok) throw new Error(made.detail ?? made.reason);
      if (options.json === true) return print(made.value);
      const { isNew, link } = made.value;
      console.log(
        `${isNew ? "Made" : "There is already"} the admin ${address.data}. This link sets the password, once, within an hour:`,
      );
      console.log(link);
    }),
  );

program
  .command("list-clients")
  .description("Every account, oldest first.")
  .option("--json", "print JSON alone on stdout")
  .action((options: { json?: boolean }) =>
    withCtx(async (ctx) => {
      const all: ClientView[] = [];
      for (let after: string | null = null; ; ) {
        const page: ClientView[] = await clients(ctx.db, after, PAGE);
        all.push(...page);
        after = page.at(-1)?.id ?? null;
        if (page.length < PAGE) break;
      }
      if (options.json === true) return print(all);
      for (const one of all)
        console.log(`${one.id}  ${one.role.padEnd(10)}  ${one.email}${one.banned ? "  (closed)" : ""}`);
      console.log(all.length === 1 ? "1 account" : `${all.length} accounts`);
    }),
  );

program
  .command("show-client")
  .description("One account by id or address.")
  .argument("<id-or-email>")
  .option("--json", "print JSON alone on stdout")
  .action((idOrEmail: string, options: { json?: boolean }) =>
    withCtx(async (ctx) => {
      const found = await clientByIdOrEmail(ctx.db, idOrEmail);
      if (found === null) throw new Error(`There is no account ${idOrEmail}.`);
      if (options.json === true) return print(found);
      for (const [name, value] of Object.entries(found)) {
        console.log(`${name.padEnd(16)} ${value instanceof Date ? value.toISOString() : String(value)}`);
      }
    }),
  );

program
  .command("set-plan")
  .description("Puts an account on a platform plan; its limits hold from now on.")
  .argument("<id-or-email>")
  .addArgument(new Argument("<plan>").choices(PLATFORM_PLANS))
  .option("--json", "print JSON alone on stdout")
  .action((idOrEmail: string, plan: PlatformPlan, options: { json?: boolean }) =>
    withCtx(async (ctx) => {
      const set = await setPlan(ctx, idOrEmail, plan);
      if (!set.ok) throw new Error(set.detail ?? set.reason);
      if (options.json === true) return print(set.value);
      const { from, to } = set.value;
      console.log(
        from === to ? `${idOrEmail} is on ${to} already.` : `${idOrEmail} is on ${to} now; it was on ${from}.`,
      );
    }),
  );

const scope = () =>
  new Option("--scope <scope>", "what is stopped")
    .choices(["PLATFORM", "EXCHANGE", "STRATEGY", "USER", "SESSION"])
    .makeOptionMandatory();
const KEY = "which one: an exchange, an id, a user's address; the platform has none";

program
  .command("kill")
  .description("Stops new entries on real accounts from its commit on; the worker takes orders back.")
  .addOption(scope())
  .option("--key <key>", KEY, "")
  .requiredOption("--reason <text>", "why; its users read it")
  .addOption(new Option("--positions <choice>", "what becomes of open ones").choices(["keep", "close"]).default("keep"))
  .option("--json", "print JSON alone on stdout")
  .action(({ json, ...typed }: { json?: boolean }) =>
    withCtx(async (ctx) => {
      const input = read(engageSwitchInput, typed);
      const stopped = done(await engage(ctx, { userId: BY_COMMAND }, input));
      if (json === true) return print(stopped);
      console.log(`Stopped: ${[stopped.scope, stopped.key].join(" ").trim()}. No new entry leaves.`);
    }),
  );

program
  .command("resume")
  .description("Releases a kill switch. It takes an admin's second factor, as on his page.")
  .addOption(scope())
  .option("--key <key>", KEY, "")
  .requiredOption("--admin <email>", "the admin who releases it")
  .requiredOption("--code <digits>", "of his authenticator app")
  .option("--json", "print JSON alone on stdout")
  .action(({ json, admin, code, ...typed }: { json?: boolean; admin: string; code: string }) =>
    withCtx(async (ctx) => {
      const place = read(switchPlaceInput, typed);
      const found = await clientByIdOrEmail(ctx.db, admin);
      const user = found?.role === "ADMIN" ? await userToSignIn(ctx.db, found.id) : null;
      if (user === null) throw new Error(`${admin} is no admin.`);
      done(await acceptSecondFactor(ctx, user, code));
      const { id: userId, role, email, name } = user;
      const actor = sessionlessActor({ userId, role, email, name });
      const released = done(await release(ctx, { ...actor, totpEnabled: true, mfaAt: ctx.clock.now() }, place));
      if (json === true) return print(released);
      console.log(`Released: ${[released.scope, released.key].join(" ").trim()}. New entries are possible again.`);
    }),
  );

/** Who pulls a switch from the machine itself: no user. */
const BY_COMMAND = "client-admin";

/** @throws Error naming the option and the fix */
function read<Shape extends z.ZodType>(shape: Shape, typed: unknown): z.output<Shape> {
  const parsed = shape.safeParse(typed);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`--${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is not understood"}`);
}

/** @throws Error with the words of a refusal */
function done<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.detail ?? Object.values(result.fieldErrors ?? {}).flat()[0] ?? result.reason);
}

/** Opens the database that the settings name, as the web role, and closes it whatever happens. */
async function withCtx(
  work: (ctx: Pick<Ctx, "db" | "ids" | "clock" | "config" | "seal" | "tradeVenues">) => Promise<void>,
): Promise<void> {
  const settings = settingsOrExit();
  const database = await openDatabase(settings);
  const db = openDb(database.urls.web, { poolMax: 2, applicationName: "heliograph-client-admin" });
  const clock = createClock(settings.CLOCK_OFFSET_FILE);
  try {
    await work({
      db,
      clock,
      ids: createIds(clock),
      config: rulesConfig(settings),
      seal: createSeal(...keysOf(settings)),
      // What each exchange can do: nothing is traded from here.
      tradeVenues: createCcxtVenues({
        urlOf: () => undefined,
        clock,
        log: createLogger({ name: "client-admin", level: "error" }),
        mayTrade: false,
      }),
    });
  } finally {
    clock.stop();
    await db.$disconnect();
    await database.stop();
  }
}

function keysOf(settings: Settings): [Uint8Array, ...Uint8Array[]] {
  const [key, ...previous] = masterKeysOf(settings);
  return [key.bytes, ...previous.map(({ bytes }) => bytes)];
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

await runCommand(program);
