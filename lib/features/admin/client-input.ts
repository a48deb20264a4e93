import { z } from "zod";
import { email, personName, role as tenantRole } from "@/lib/features/accounts/input";
import { cursor, limit, whole } from "@/lib/features/marketplace/page-query";
import { setLimitsInput } from "@/lib/features/orders/input";
import { ROLES } from "@/lib/kernel/actor";
import { PLATFORM_PLANS } from "@/lib/kernel/platform-plan";

const plan = z.enum(PLATFORM_PLANS, { error: `Choose one of ${PLATFORM_PLANS.join(", ")}.` });
const reason = z
  .string("Say why; its owner may ask.")
  .trim()
  .min(5, "Say why, in a few words; its owner may ask.")
  .max(300, "At most 300 characters.");

/** `GET /api/admin/clients`. */
export const listClientsQuery = z.strictObject({
  email: z.string().trim().min(1, "Give a part of an address.").max(254, "That is no part of an address.").optional(),
  role: z.enum(ROLES, { error: `Choose one of ${ROLES.join(", ")}.` }).optional(),
  plan: plan.optional(),
  cursor,
  limit,
});
export type ListClientsQuery = z.output<typeof listClientsQuery>;

/** What an admin sets of a tenant; what is left out stays. A new one needs a name. */
export const upsertClientInput = z
  .strictObject({
    name: personName.optional(),
    role: tenantRole.optional(),
    plan: plan.optional(),
    suspended: z.boolean({ error: "Say true or false." }).optional(),
    reason: reason.optional(),
    limits: setLimitsInput.partial().optional(),
  })
  .refine((input) => input.suspended === undefined || input.reason !== undefined, {
    path: ["reason"],
    error: "Say why the account is suspended or opened again.",
  });
export type UpsertClientInput = z.output<typeof upsertClientInput>;

/** The address of a client that is not there yet. */
export const clientEmail = email;

/** PostgreSQL has no year 0. */
const day = z.iso
  .date("Give a day like 2026-11-01.")
  .refine((text) => text >= "1970", "Give a day from 1970 on.")
  .optional();

/** `GET /api/admin/audit`: days in UTC, both included. */
export const listAuditQuery = z.strictObject({
  actor: z.string().trim().min(1, "Name who did it, by id or address.").max(254, "That is nobody here.").optional(),
  action: z
    .string()
    .regex(/^[a-z_]{1,40}(\.[a-z_]{1,40})?$/, "Give an action like kill_switch.engaged, or its first word.")
    .optional(),
  subject: z
    .string()
    .regex(/^[a-z_]{1,40}$/, "Give the kind of thing, like user.")
    .optional(),
  subjectId: z.string().min(1, "Give an id.").max(300, "That is no id of ours.").optional(),
  from: day,
  to: day,
  cursor,
  limit,
});
export type ListAuditQuery = z.output<typeof listAuditQuery>;

/** `GET /api/admin/kpis`: the days that are looked back on. */
export const kpisQuery = z.strictObject({
  days: whole(1, 366, "Give a whole number of days from 1 to 366.").default(30),
});
