import { z } from "zod";
import { NOTIFICATION_KINDS } from "./notification.ts";

const id = z.string().max(60, "That is no id of ours.");

/** One by its id, all of a kind, or all of them. */
export const markReadInput = z
  .strictObject({
    id: id.optional(),
    kind: z.enum(NOTIFICATION_KINDS, { error: "That is no kind of notification." }).optional(),
  })
  .refine((input) => input.id === undefined || input.kind === undefined, {
    path: ["kind"],
    message: "Name one notification or a kind, not both.",
  });
export type MarkReadInput = z.output<typeof markReadInput>;

/** PostgreSQL has no year 0. */
const moment = z.iso
  .datetime("Give the moment as it was answered.")
  .refine((text) => Date.parse(text) >= 0, "Give the moment as it was answered.");

/** One by its id, or what was marked read at one moment: how a press is taken back. */
export const markUnreadInput = z
  .strictObject({ id: id.optional(), markedAt: moment.optional() })
  .refine((input) => (input.id === undefined) !== (input.markedAt === undefined), {
    path: ["id"],
    message: "Name one notification, or the moment of a mark.",
  });
export type MarkUnreadInput = z.output<typeof markUnreadInput>;
