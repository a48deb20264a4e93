import { type Command, Option } from "commander";
import { engageSwitchInput, switchPlaceInput } from "@/lib/features/admin/input";
import { engage, release } from "@/lib/features/admin/move-switch";
import { adminWithCode, BY_COMMAND, done, print, read, withCtx } from "./with-ctx.ts";

const scope = () =>
  new Option("--scope <scope>", "what is stopped")
    .choices(["PLATFORM", "EXCHANGE", "STRATEGY", "USER", "SESSION"])
    .makeOptionMandatory();
const KEY = "which one: an exchange, an id, a user's address; the platform has none";

/** kill and resume. */
export function addSwitchCommands(program: Command): void {
  program
    .command("kill")
    .description("Stops new entries on real accounts from its commit on; the worker takes orders back.")
    .addOption(scope())
    .option("--key <key>", KEY, "")
    .requiredOption("--reason <text>", "why; its users read it")
    .addOption(
      new Option("--positions <choice>", "what becomes of open ones").choices(["keep", "close"]).default("keep"),
    )
    .option("--json", "print JSON alone on stdout")
    .action(({ json, ...typed }: { json?: boolean }) =>
      withCtx(async (ctx) => {
        const input = read(engageSwitchInput, typed);
        const stopped = done(await engage(ctx, BY_COMMAND, input));
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
        const released = done(await release(ctx, await adminWithCode(ctx, admin, code), place));
        if (json === true) return print(released);
        console.log(`Released: ${[released.scope, released.key].join(" ").trim()}. New entries are possible again.`);
      }),
    );
}
