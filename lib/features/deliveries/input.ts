import { z } from "zod";
import { EVENT_KINDS } from "./event-kind.ts";

/** A form sends one tick as a text, several as a list, none not at all. */
const many = <T extends z.ZodType>(one: T) =>
  z
    .union([one, z.array(one)])
    .optional()
    .transform((value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]));

const id = z.string().regex(/^chn_[0-9a-z]{8,40}$/, "That is no channel.");
const perHour = z
  .string({ error: "Type how many an hour, 0 for no limit." })
  .trim()
  .regex(/^\d{1,4}$/, "Give a whole number from 0 to 9999; 0 is no limit.")
  .transform(Number);

/** The grid as the form sends it: each channel on it by id, with the kinds that are ticked. */
export const gridInput = z.strictObject({
  channels: many(id).refine((ids) => ids.length > 0 && ids.length <= 100, "Name the channels that you change."),
  events: z.record(id, many(z.enum(EVENT_KINDS, { error: "Choose kinds of the grid." }))).default({}),
  hourlyMax: z.record(id, perHour).default({}),
});
export type GridInput = z.output<typeof gridInput>;

const time = z
  .string()
  .trim()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d)?$/, "Give a time of day, like 22:00.")
  .transform((text) => (text === "" ? null : Number(text.slice(0, 2)) * 60 + Number(text.slice(3))));

const channelOrNone = z
  .union([id, z.literal("")])
  .default("")
  .transform((value) => (value === "" ? null : value));

/** Quiet hours in the user's zone, both empty for none, and who takes over a trading failure. */
export const hoursInput = z
  .strictObject({
    quietFrom: time,
    quietTo: time,
    escalateFromId: channelOrNone,
    escalateToId: channelOrNone,
    escalateAfterMin: z
      .string({ error: "Type the minutes." })
      .trim()
      .regex(/^\d{1,3}$/, "Give whole minutes from 1 to 120.")
      .transform(Number)
      .refine((minutes) => minutes >= 1 && minutes <= 120, "Give whole minutes from 1 to 120."),
  })
  .superRefine((input, ctx) => {
    if ((input.quietFrom === null) !== (input.quietTo === null))
      ctx.addIssue({
        code: "custom",
        path: [input.quietFrom === null ? "quietFrom" : "quietTo"],
        message: "Give both times, or neither.",
      });
    if (input.quietFrom !== null && input.quietFrom === input.quietTo)
      ctx.addIssue({ code: "custom", path: ["quietTo"], message: "Quiet hours end at another time than they begin." });
    if ((input.escalateFromId === null) !== (input.escalateToId === null))
      ctx.addIssue({
        code: "custom",
        path: [input.escalateFromId === null ? "escalateFromId" : "escalateToId"],
        message: "Choose both channels, or neither.",
      });
    if (input.escalateFromId !== null && input.escalateFromId === input.escalateToId)
      ctx.addIssue({ code: "custom", path: ["escalateToId"], message: "Choose another channel than the first." });
  });
export type HoursInput = z.output<typeof hoursInput>;

export const unsubscribeInput = z.strictObject({ token: z.string().min(1).max(2_000) });

/** For admins: one delivery by id, or all that failed of a channel, or of a kind of channel. */
export const resendInput = z
  .strictObject({
    deliveryId: z.string().max(60).optional(),
    channelId: z.string().max(60).optional(),
  })
  .refine(({ deliveryId, channelId }) => (deliveryId === undefined) !== (channelId === undefined), {
    path: ["deliveryId"],
    message: "Name one delivery or one channel.",
  });
export type ResendInput = z.output<typeof resendInput>;
