import { z } from "zod";
import { SCOPES } from "@/lib/kernel/actor";
import { staysInLine } from "@/lib/kernel/in-line";
import { isTimeZone } from "@/lib/kernel/zone";

/** Lower case and trimmed: two spellings of one address are one account. 254 is the longest address that SMTP carries. */
export const email = z
  .string({ error: "Type your e-mail address." })
  .trim()
  .toLowerCase()
  .max(254, "An e-mail address has at most 254 characters.")
  .pipe(z.email("Type a whole e-mail address, like name@example.org."));

/** A password that is being checked, not chosen: only its size is bounded, so that hashing stays cheap. */
const givenPassword = z
  .string({ error: "Type your password." })
  .min(1, "Type your password.")
  .max(1_000, "A password has at most 128 characters.");

/** A password that is being chosen. What else it must be stands in password-rules.ts, which knows the name and address too. */
const newPassword = z
  .string({ error: "Choose a password." })
  .min(8, "Choose a password of at least 8 characters.")
  .max(128, "Choose a password of at most 128 characters.");

/** Control characters in a name would break mails and logs; everything else is someone's name. */
export const personName = z
  .string({ error: "Type your name." })
  .trim()
  .min(1, "Type your name.")
  .max(80, "A name has at most 80 characters.")
  .regex(/^[^\p{Cc}\p{Co}\p{Cn}<>]*$/u, "A name holds no control characters and no < or >.")
  .refine(staysInLine, "A name holds no line ends and no marks of reading direction.");

export const role = z.enum(["SUBSCRIBER", "PROVIDER"], { error: "Choose SUBSCRIBER or PROVIDER." });

/** Six digits of an app, or a recovery code; spaces and dashes are what people type to read better. */
const code = z
  .string({ error: "Type the code." })
  .max(100, "That is too long for a code.")
  .transform((text) => text.replace(/[\s-]/g, ""))
  .pipe(z.string().min(1, "Type the code."));

const registerInput = z.strictObject({ email, password: newPassword, name: personName, role });
/** A program brings no cookie: it says by whose link its user came (`/?ref=CODE`). */
export const registerByApiInput = registerInput.extend({
  ref: z.string().max(100, "That is no affiliate's code.").optional(),
});
export const loginInput = z.strictObject({ email, password: givenPassword, totp: code.optional() });
/** Where to go on to; what it says is judged by ownPath(). */
const next = z.string().max(2_000).optional();
/** The browser's zone is a convenience: what the server does not know is left out, not refused. */
export const registerFormInput = registerInput.extend({
  next,
  timeZone: z.string().max(60).refine(isTimeZone).optional().catch(undefined),
});
export const loginFormInput = z.strictObject({ email, password: givenPassword, next });
export const secondFactorInput = z.strictObject({ code, next });
export const totpCodeInput = z.strictObject({ code });
/** An account that came through another service has no password to ask for. */
export const startTotpInput = z.strictObject({ password: givenPassword.optional() });
export const forgotInput = z.strictObject({ email });
const mailedToken = z.string().min(1).max(200);
export const resetInput = z.strictObject({ token: mailedToken, password: newPassword });
export const freeAddressInput = z.strictObject({ token: mailedToken });
export const changePasswordInput = z.strictObject({ currentPassword: givenPassword, newPassword });
export const profileInput = z.strictObject({
  name: personName,
  bio: z.string().trim().max(2_000, "The text about you has at most 2,000 characters."),
  timeZone: z.string().refine(isTimeZone, "Choose a time zone from the list."),
});
export const roleInput = z.strictObject({ role });
export const sessionInput = z.strictObject({ sessionId: z.string().max(60) });
/** Of a typed list so many pieces are looked at, which is more than any list may have: a text of 1 MB holds half a million. */
const PIECES_MAX = 100;

export const apiTokenInput = z.strictObject({
  name: z
    .string({ error: "Name the token." })
    .trim()
    .min(1, "Name the token.")
    .max(60, "A name has at most 60 characters."),
  scopes: z
    .preprocess(
      (value) => (typeof value === "string" ? [value] : (value ?? [])),
      z.array(z.enum(SCOPES, { error: `Choose from ${SCOPES.join(", ")}.` })),
    )
    .pipe(z.array(z.enum(SCOPES)).min(1, "Choose at least one scope.")),
  /** Days until it ends; empty: never. */
  days: z.preprocess(
    (value) => (value === "" ? undefined : typeof value === "string" ? Number(value) : value),
    z
      .int({ error: "Type a whole number of days." })
      .min(1, "Choose at least 1 day.")
      .max(3_650, "Choose at most 3,650 days.")
      .optional(),
  ),
  /** Addresses it may be used from, apart by commas or spaces; empty: any. */
  ips: z
    .preprocess(
      (value) =>
        typeof value === "string" ? value.split(/[\s,]+/, PIECES_MAX).filter((part) => part !== "") : (value ?? []),
      z.array(z.union([z.ipv4(), z.ipv6()], { error: "Type IP addresses like 203.0.113.7." })),
    )
    .pipe(z.array(z.string()).max(20, "List at most 20 addresses.")),
});
export const apiTokenIdInput = z.strictObject({ tokenId: z.string().max(60) });
export const closeAccountInput = z.strictObject({
  phrase: z.string().refine((text) => text.trim() === "CLOSE", "Type CLOSE to confirm."),
  password: z.string().max(1_000).optional(),
});
/** `GET /api/dev/mailbox`: one address's mail; without it, all. */
export const mailboxQuery = z.strictObject({ to: email.optional() });

export type RegisterInput = z.output<typeof registerInput> & { readonly timeZone?: string | undefined };
export type LoginInput = z.output<typeof loginInput>;
export type ResetInput = z.output<typeof resetInput>;
export type ChangePasswordInput = z.output<typeof changePasswordInput>;
export type ProfileInput = z.output<typeof profileInput>;
export type ApiTokenInput = z.output<typeof apiTokenInput>;
