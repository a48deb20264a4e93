import { z } from "zod";
import { timeFromText } from "@/lib/kernel/time";

/** What a setting may be. Faults name the fix in words, never a secret's value; an empty value counts as unset. */

export interface SettingMeta {
  readonly group: string;
  readonly doc: string;
  /** Shown in .env.example after the `=`, commented out. */
  readonly example?: string;
}

const registry = z.registry<SettingMeta>();

/**
 * Registers what people read of a setting. Zod keeps it beside the schema, so neither can be changed alone: each setting has a schema of its
 * own, since two that shared one would show the text of the later.
 */
export function told<S extends z.ZodType>(schema: S, group: string, doc: string, example?: string): S {
  const own = schema.clone();
  registry.add(own, { group, doc, ...(example === undefined ? {} : { example }) });
  return own;
}

/** What was registered of this very schema. */
export function metaOf(schema: z.ZodType): SettingMeta | undefined {
  return registry.get(schema);
}

export const text = z.string().optional();

export function bool(fallback: boolean): z.ZodType<boolean> {
  return z
    .string()
    .optional()
    .transform((value, ctx) => {
      if (value === undefined) return fallback;
      const word = value.toLowerCase();
      if (["1", "true", "yes", "on"].includes(word)) return true;
      if (["0", "false", "no", "off"].includes(word)) return false;
      ctx.addIssue({ code: "custom", message: `must be true or false (it is ${JSON.stringify(value)})` });
      return z.NEVER;
    });
}

export function int(min: number, max: number, fallback: number): z.ZodType<number> {
  return z
    .string()
    .optional()
    .transform((value, ctx) => {
      if (value === undefined) return fallback;
      const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (number >= min && number <= max) return number;
      ctx.addIssue({
        code: "custom",
        message: `must be a whole number from ${min} to ${max} (it is ${JSON.stringify(value)})`,
      });
      return z.NEVER;
    });
}

/** An address of one of `protocols`. It is not printed on a fault: it may carry a password. */
export function address(...protocols: readonly string[]): z.ZodType<string | undefined> {
  return z
    .string()
    .optional()
    .refine((value) => value === undefined || (URL.canParse(value) && protocols.includes(new URL(value).protocol)), {
      message: `must be a full address that starts with ${protocols.map((p) => (p === "mailto:" ? p : `${p}//`)).join(" or ")}`,
    });
}

export function oneOf<const T extends string>(values: readonly T[]): z.ZodType<T | undefined> {
  return z
    .string()
    .optional()
    .transform((value, ctx) => {
      const found = values.find((v) => v === value);
      if (found === undefined && value !== undefined) {
        ctx.addIssue({ code: "custom", message: `must be ${values.join(" or ")} (it is ${JSON.stringify(value)})` });
        return z.NEVER;
      }
      return found;
    });
}

export const list: z.ZodType<readonly string[]> = z
  .string()
  .optional()
  .transform((value) =>
    (value ?? "")
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== ""),
  );

export const hostPorts: z.ZodType<readonly string[]> = list.refine(
  (items) => items.every((item) => /^(\[[0-9a-f:]+\]|[^:\s]+):\d{1,5}$/i.test(item)),
  { message: "must be host:port pairs, separated by commas, e.g. 127.0.0.1:9099" },
);

const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

export const proxies: z.ZodType<readonly string[]> = list.refine(
  (items) => items.every((item) => network.safeParse(item).success),
  { message: "must be addresses or networks, separated by commas, e.g. 10.0.0.0/8" },
);

/** @returns 32 bytes, or null where the text is not 32 bytes of base64 or hex or is one byte repeated */
export function masterKeyBytes(value: string): Buffer | null {
  const bytes = /^[0-9a-f]{64}$/i.test(value)
    ? Buffer.from(value, "hex")
    : /^[A-Za-z0-9+/_-]{43}=?$/.test(value)
      ? Buffer.from(value, "base64")
      : null;
  if (bytes?.length !== 32 || new Set(bytes).size < 8) return null;
  return bytes;
}

export const masterKey: z.ZodType<string | undefined> = z
  .string()
  .optional()
  .refine((value) => value === undefined || masterKeyBytes(value) !== null, {
    message: "must be 32 random bytes as base64 or hex; make one with: openssl rand -base64 32",
  });

export const instant: z.ZodType<Date | undefined> = z
  .string()
  .optional()
  .transform((value, ctx) => {
    if (value === undefined) return undefined;
    const at = timeFromText(value);
    if (at !== null) return new Date(at);
    ctx.addIssue({
      code: "custom",
      message: `must be an ISO time such as 2024-03-01T00:00:00Z (it is ${JSON.stringify(value)})`,
    });
    return z.NEVER;
  });

export const secret = z
  .string()
  .min(32, { message: "is too short: it needs at least 32 characters; make one with: openssl rand -base64 32" });
