import { Argument, type Command, Option } from "commander";
import { type ClientView, clients } from "@/lib/features/accounts/client-queries";
import { createAdmin } from "@/lib/features/accounts/create-admin";
import { email as emailShape } from "@/lib/features/accounts/input";
import { setPlan } from "@/lib/features/accounts/set-plan";
import { upsertClientInput } from "@/lib/features/admin/client-input";
import { showClient } from "@/lib/features/admin/show-client";
import { upsertClient } from "@/lib/features/admin/upsert-client";
import { PLATFORM_PLANS, type PlatformPlan } from "@/lib/kernel/platform-plan";
import { adminWithCode, BY_COMMAND, done, print, read, withCtx } from "./with-ctx.ts";

const PAGE = 200;

/** Accounts: made, listed, shown and set. */
export function addClientCommands(program: Command): void {
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
    .option("--email <part>", "only addresses with this in them")
    .option("--json", "print JSON alone on stdout")
    .action((options: { email?: string; json?: boolean }) =>
      withCtx(async (ctx) => {
        const all: ClientView[] = [];
        for (let after: string | null = null; ; ) {
          const page: ClientView[] = await clients(ctx.db, after, PAGE, { email: options.email });
          all.push(...page);
          after = page.at(-1)?.id ?? null;
          if (page.length < PAGE) break;
        }
        if (options.json === true) return print(all);
        for (const one of all)
          console.log(
            `${one.id}  ${one.role.padEnd(10)}  ${one.email}${one.status === "ACTIVE" ? "" : `  (${one.status.toLowerCase()})`}`,
          );
        console.log(all.length === 1 ? "1 account" : `${all.length} accounts`);
      }),
    );

  program
    .command("show-client")
    .description("One account by id or address: plan, limits, identity, masked keys, open positions, switch.")
    .argument("<id-or-email>")
    .option("--json", "print JSON alone on stdout")
    .action((idOrEmail: string, options: { json?: boolean }) =>
      withCtx(async (ctx) => {
        const found = await showClient(ctx, idOrEmail);
        if (found === null) throw new Error(`There is no account ${idOrEmail}.`);
        if (options.json === true) return print(found);
        for (const [name, value] of Object.entries(found)) console.log(`${name.padEnd(18)} ${shown(value)}`);
      }),
    );

  program
    .command("upsert-client")
    .description(
      "Sets what is given of a tenant, and makes him where the address is nobody's yet: he gets a link by mail that sets his password.",
    )
    .requiredOption("--email <id-or-email>", "whose account; a new one needs an address and --name")
    .option("--name <name>", "what others see")
    .addOption(new Option("--role <role>", "a provider stays one").choices(["SUBSCRIBER", "PROVIDER"]))
    .addOption(new Option("--plan <plan>", "its limits hold from now on").choices(PLATFORM_PLANS))
    .addOption(new Option("--suspended <choice>", "signed out, and live trading stopped").choices(["true", "false"]))
    .option("--reason <text>", "why it is suspended or opened again")
    .option(
      "--limit <name=value>",
      "like maxTradeUsd=100 or symbols=BTC/USDT,ETH/USDT; may stand several times",
      collect,
      [],
    )
    .option("--admin <email>", "the admin who widens limits")
    .option("--code <digits>", "of his authenticator app")
    .option("--json", "print JSON alone on stdout")
    .action(({ email, suspended, limit, admin, code, json, ...rest }: UpsertOptions) =>
      withCtx(async (ctx) => {
        const input = read(upsertClientInput, {
          ...rest,
          ...(suspended === undefined ? {} : { suspended: suspended === "true" }),
          ...(limit.length === 0 ? {} : { limits: limitsOf(limit) }),
        });
        const by = admin === undefined ? BY_COMMAND : await adminWithCode(ctx, admin, code ?? "");
        const { userId, isNew } = done(await upsertClient(ctx, by, email, input));
        if (json === true) return print({ isNew, client: await showClient(ctx, userId) });
        console.log(
          isNew ? `Made ${email}: ${userId}. A link to set the password is on its way.` : `${email} is as told.`,
        );
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
}

interface UpsertOptions {
  readonly email: string;
  readonly name?: string;
  readonly role?: string;
  readonly plan?: string;
  readonly suspended?: "true" | "false";
  readonly reason?: string;
  readonly limit: readonly string[];
  readonly admin?: string;
  readonly code?: string;
  readonly json?: boolean;
}

function collect(one: string, before: readonly string[]): readonly string[] {
  return [...before, one];
}

/** `name=value` as the schema of limits takes them; what is no such pair is left for it to refuse by name. */
function limitsOf(pairs: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = "", value = ""] = pair.split(/=(.*)/s);
      if (name === "symbols") return [name, value.split(",").filter((symbol) => symbol !== "")];
      return [name, name === "entriesPerDay" ? Number(value) : value];
    }),
  );
}

function shown(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
