import type { z } from "zod";
import { acceptSecondFactor } from "@/lib/features/accounts/accept-second-factor";
import { clientByIdOrEmail } from "@/lib/features/accounts/client-queries";
import { userToSignIn } from "@/lib/features/accounts/queries";
import { type Actor, sessionlessActor } from "@/lib/kernel/actor";
import { AppError } from "@/lib/kernel/errors";
import type { FieldErrors, Result } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { buildCtx } from "@/lib/runtime/build-ctx";
import { openDatabase } from "@/lib/runtime/database";
import { settingsOrExit } from "@/lib/runtime/env";
import { runningStandIn, VENUE } from "../start/stand-in-address.ts";

/** Who acts from the machine itself: no user. */
export const BY_COMMAND: Actor = sessionlessActor({
  userId: "client-admin",
  role: "ADMIN",
  email: "",
  name: "client-admin",
});

/** Opens what the settings name, as the web process would, and closes it whatever happens. Keys are sealed here and never opened. */
export async function withCtx(work: (ctx: Ctx) => Promise<void>): Promise<void> {
  const settings = settingsOrExit();
  const database = await openDatabase(settings);
  const { sandbox } = settings;
  const venueUrl =
    sandbox.venueUrl ?? (sandbox.market ? ((await runningStandIn(settings, VENUE)) ?? undefined) : undefined);
  const { ctx, close } = buildCtx(
    { ...settings, LOG_LEVEL: "error", sandbox: { ...sandbox, venueUrl } },
    { name: "web", databaseUrl: database.urls.web },
  );
  try {
    await work(ctx);
  } catch (error) {
    throw error instanceof AppError && error.detail === undefined
      ? new Error(wordsOf(error.fieldErrors) ?? error.message)
      : error;
  } finally {
    await close();
    await database.stop();
  }
}

/**
 * The admin who shows his second factor with a command, for what takes one.
 * @throws Error where he is none, or the code is wrong
 */
export async function adminWithCode(ctx: Ctx, admin: string, code: string): Promise<Actor> {
  const found = await clientByIdOrEmail(ctx.db, admin);
  const user = found?.role === "ADMIN" ? await userToSignIn(ctx.db, found.id) : null;
  if (user === null) throw new Error(`${admin} is no admin.`);
  done(await acceptSecondFactor(ctx, user, code));
  const { id: userId, role, email, name } = user;
  return { ...sessionlessActor({ userId, role, email, name }), totpEnabled: true, mfaAt: ctx.clock.now() };
}

/** @throws Error naming the option and the fix */
export function read<Shape extends z.ZodType>(shape: Shape, typed: unknown): z.output<Shape> {
  const parsed = shape.safeParse(typed);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`--${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is not understood"}`);
}

/** @throws Error with the words of a refusal */
export function done<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.detail ?? wordsOf(result.fieldErrors) ?? result.reason);
}

function wordsOf(fieldErrors: FieldErrors | undefined): string | undefined {
  return Object.values(fieldErrors ?? {}).flat()[0];
}

export function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}
