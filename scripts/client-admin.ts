import { Argument, Command } from "commander";
import { openDb } from "@/lib/db/client";
import { createAdmin } from "@/lib/features/accounts/create-admin";
import { email as emailShape } from "@/lib/features/accounts/input";
import { type ClientView, clientByIdOrEmail, clients } from "@/lib/features/accounts/queries";
import { setPlan } from "@/lib/features/accounts/set-plan";
import { PLATFORM_PLANS, type PlatformPlan } from "@/lib/kernel/platform-plan";
import type { Ctx } from "@/lib/ports/ctx";
import { createClock } from "@/lib/runtime/clock";
import { openDatabase } from "@/lib/runtime/database";
import { settingsOrExit } from "@/lib/runtime/env";
import { createIds } from "@/lib/runtime/ids";
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

/** Opens the database that the settings name, as the web role, and closes it whatever happens. */
async function withCtx(work: (ctx: Pick<Ctx, "db" | "ids" | "clock" | "config">) => Promise<void>): Promise<void> {
  const settings = settingsOrExit();
  const database = await openDatabase(settings);
  const db = openDb(database.urls.web, { poolMax: 2, applicationName: "heliograph-client-admin" });
  const clock = createClock(settings.CLOCK_OFFSET_FILE);
  try {
    await work({ db, clock, ids: createIds(clock), config: rulesConfig(settings) });
  } finally {
    clock.stop();
    await db.$disconnect();
    await database.stop();
  }
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

await runCommand(program);
