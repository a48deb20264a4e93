import { DAY_MS, type UtcMs, utcMs } from "@/lib/kernel/time";

/** The name in an affiliate's link: `/?ref=CODE`, on any page. */
export const REF_PARAM = "ref";
/** How long a browser remembers the last such link. */
export const REF_COOKIE_SEC = (30 * DAY_MS) / 1_000;

const CODE = /^[0-9a-hjkmnp-tv-z]{10}$/;

/** What a link or a cookie says, if it may be a code of ours; a stranger's text goes no further. */
export function codeOf(text: string | null | undefined): string | null {
  const code = text?.toLowerCase() ?? "";
  return CODE.test(code) ? code : null;
}

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's base 32, lower case

/** A code of 10 letters and digits (50 bits) from as many random bytes. */
export function makeCode(random: Uint8Array): string {
  return [...random.subarray(0, 10)].map((byte) => ALPHABET.charAt(byte % 32)).join("");
}

/** The same moment `months` later, in a shorter month on its last day. */
export function monthsAfter(at: UtcMs, months: number): UtcMs {
  const from = new Date(at);
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0)).getUTCDate();
  const to = new Date(at);
  to.setUTCDate(1);
  to.setUTCMonth(from.getUTCMonth() + months);
  to.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return utcMs(to);
}

/**
 * Whether two addresses are one person's by their look: the same without dots and what stands behind a plus. Nobody earns by himself; who takes
 * the trouble of a second mailbox and a second card is not found by this, and earns back a part of what he pays.
 */
export function sameMailbox(one: string, other: string): boolean {
  return mailbox(one) === mailbox(other);
}

function mailbox(email: string): string {
  const [name = "", domain = ""] = email.toLowerCase().split("@");
  return `${name.replace(/\+.*$/, "").replaceAll(".", "")}@${domain}`;
}
