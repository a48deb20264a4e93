import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { actorOf } from "@/lib/auth/actor-of";
import { type Actor, hasRole } from "@/lib/kernel/actor";
import { AppError } from "@/lib/kernel/errors";
import type { FormState } from "@/lib/kernel/form-state";
import type { Ctx } from "@/lib/ports/ctx";
import { checkFields, parseInput } from "./body.ts";
import { clientIp } from "./client-ip.ts";
import { getCtx } from "./ctx.ts";
import { type Problem, toProblem } from "./problem.ts";
import { limitRequest } from "./rate-limit.ts";
import { type Access, requireOwnOrigin, wrongRole } from "./route.ts";

export interface ActionArgs<A extends Access, Input extends z.ZodType> {
  readonly ctx: Ctx;
  readonly actor: A extends "public" ? Actor | null : Actor;
  readonly input: z.output<Input>;
  readonly ip: string;
}

/**
 * A server action behind a form, for `useActionState`: checks Origin, role and limits, parses the form (`targets.0.price` becomes nested)
 * and turns every refusal into words at the form. The body answers with a FormState or redirects.
 */
export function action<const A extends Access, Input extends z.ZodType>(
  options: {
    readonly access: A;
    readonly input: Input /** field names that are never sent back */;
    readonly secrets?: readonly string[];
  },
  body: (args: ActionArgs<A, Input>) => Promise<FormState>,
): (previous: FormState, form: FormData) => Promise<FormState> {
  return async (_previous, form) => {
    const ctx = getCtx();
    const requestId = ctx.ids.make("request");
    try {
      const sent = await headers();
      requireOwnOrigin(ctx, sent);
      const ip = clientIp(sent);
      const found = await actorOf(ctx, sent).catch(async (refusal: unknown) => {
        // Who tries tokens counts by his address.
        await limitRequest({ ip, userId: null });
        throw refusal;
      });
      await limitRequest({ ip, userId: found?.actor.userId ?? null, plan: found?.plan });
      if (options.access !== "public") {
        if (found === null || found.via !== "cookie") throw new AppError("unauthenticated");
        if (options.access !== "user" && !hasRole(found.actor, options.access)) {
          const path = sent.get("x-path")?.split("?")[0] ?? null;
          throw wrongRole(ctx, found.actor, options.access, { requestId, path, action: sent.get("next-action") });
        }
      }
      const input = parseInput(options.input, formToObject(form));
      return await body({ ctx, actor: (found?.actor ?? null) as ActionArgs<A, Input>["actor"], input, ip });
    } catch (error) {
      unstable_rethrow(error);
      const { problem } = toProblem(error, requestId, ctx.log);
      return {
        status: "refused",
        ...(saidAtField(problem) ? {} : { message: formWords(problem) }),
        ...(problem.fieldErrors === undefined ? {} : { fieldErrors: problem.fieldErrors }),
        values: typedValues(form, options.secrets ?? ["password", "totp", "code"]),
        requestId,
      };
    }
  };
}

/** The sentence above the form. A person is not told the API's names of the fields: each of them says its own fault. */
function formWords({ detail, title, fieldErrors }: Problem): string {
  return detail === undefined || detail === checkFields(Object.keys(fieldErrors ?? {})) ? title : detail;
}

/** Whether a field says the very sentence: it is not told twice. */
function saidAtField({ detail, fieldErrors }: Problem): boolean {
  return detail !== undefined && Object.values(fieldErrors ?? {}).some((texts) => texts.includes(detail));
}

/** `a=1`, `b.0.c=2`, `b.1.c=3`, `d=x&d=y` -> {a: "1", b: [{c: "2"}, {c: "3"}], d: ["x", "y"]}. Next's own fields ($ACTION…) are left out. */
export function formToObject(form: FormData): Record<string, unknown> {
  // In one pass: asking the form for each of its names by itself takes seconds where a body of 1 MB holds twenty thousand.
  const fields = new Map<string, string[]>();
  for (const [name, value] of form) {
    if (name.startsWith("$ACTION")) continue;
    const values = fields.get(name) ?? [];
    if (typeof value === "string") values.push(value);
    fields.set(name, values);
  }
  const root: Record<string, unknown> = {};
  for (const [name, values] of fields) assign(root, name.split("."), values.length > 1 ? values : values[0]);
  return root;
}

function assign(root: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let node: Record<string, unknown> | unknown[] = root;
  for (const [depth, key] of path.entries()) {
    if (["__proto__", "constructor", "prototype"].includes(key)) return;
    const index = Array.isArray(node) ? Number(key) : Number.NaN;
    if (Array.isArray(node) && !(Number.isInteger(index) && index >= 0 && index < 100)) return;
    const last = depth === path.length - 1;
    const present: unknown = Array.isArray(node) ? node[index] : node[key];
    const next: unknown = last ? value : (present ?? (/^\d+$/.test(path[depth + 1] ?? "") ? [] : {}));
    if (Array.isArray(node)) node[index] = next;
    else node[key] = next;
    if (last || typeof next !== "object" || next === null) return;
    node = next as Record<string, unknown> | unknown[];
  }
}

function typedValues(form: FormData, secrets: readonly string[]): Record<string, string> {
  const typed: Record<string, string> = {};
  for (const [name, value] of form) {
    if (
      typeof value === "string" &&
      !name.startsWith("$ACTION") &&
      !secrets.some((secret) => name.toLowerCase().includes(secret))
    )
      typed[name] = value;
  }
  return typed;
}
