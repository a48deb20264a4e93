import { timingSafeEqual } from "node:crypto";
import { clientAllowed } from "@/lib/features/accounts/client-allowed";
import { hashSecret } from "@/lib/features/accounts/secret-token";
import { SECOND_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { Address } from "./address.ts";
import type { Alert } from "./alert.ts";
import { alertAge } from "./alert-key.ts";
import { carryOut } from "./carry-out.ts";
import { parseAlert } from "./parse-alert.ts";
import { readBody } from "./read-body.ts";
import { type Receipt, refused } from "./receipt.ts";
import { recordDelivery } from "./record-delivery.ts";
import { rehearse } from "./rehearse.ts";

/** A message as it came. */
export interface AlertPost {
  readonly contentType: string;
  readonly body: string;
  /** The sender's address, behind our proxies. */
  readonly ip: string;
}

/**
 * One message to an address: read, checked, carried out through the verbs of signals, and recorded, all before the answer. Every message leaves
 * a record with its outcome, and a refused one says at which field it failed.
 * @param own the provider's own test sender: nothing is published, and neither address nor secret is asked
 */
export async function receiveAlert(
  ctx: Ctx,
  address: Address,
  post: AlertPost,
  { own = false }: { readonly own?: boolean } = {},
): Promise<Receipt> {
  const startedAt = performance.now();
  const read = own ? readOwn(ctx, address, post) : examine(ctx, address, post);
  if ("outcome" in read) {
    await recordDelivery(ctx, null, address, post, own ? { ...read, test: true } : read, startedAt);
    return read;
  }
  if (!own && !read.test) return carryOut(ctx, address, read, post, startedAt);
  const receipt = await rehearse(ctx, address, read);
  await recordDelivery(ctx, null, address, post, receipt, startedAt);
  return receipt;
}

/** The alert, or why it is refused: who sends it comes before what it says. */
function examine(ctx: Ctx, address: Address, post: AlertPost): Alert | Receipt {
  if (!clientAllowed(post.ip, address.ips))
    return refused("forbidden", `Messages from ${post.ip} are not taken: this address lists who may post.`);
  const alert = readAlert(post);
  if ("outcome" in alert) return alert;
  const about = { style: alert.style, secret: alert.secret, test: alert.test };
  if (address.secretHash !== null && !secretMatches(alert.secret, address.secretHash)) {
    const field = alert.names.secret ?? "secret";
    const text =
      alert.secret === null
        ? "The message names no secret; this address asks for one."
        : "The secret is not the one of this address.";
    return refused("forbidden", text, { [field]: [text] }, about);
  }
  return tooOld(ctx, address, alert) ?? alert;
}

function readOwn(ctx: Ctx, address: Address, post: AlertPost): Alert | Receipt {
  const alert = readAlert(post);
  return "outcome" in alert ? alert : (tooOld(ctx, address, alert) ?? alert);
}

function readAlert(post: AlertPost): Alert | Receipt {
  const body = readBody(post.contentType, post.body);
  if (!body.ok) return refused(body.reason, body.detail ?? "The message cannot be read.", body.fieldErrors);
  const alert = parseAlert(body.value);
  if (alert.ok) return alert.value;
  return refused("invalid", alert.detail ?? "Check the fields.", alert.fieldErrors);
}

function tooOld(ctx: Ctx, { alertMaxAgeSec }: Address, alert: Alert): Receipt | null {
  const age = alertAge(alert, ctx.clock.now());
  if (age === null) return null;
  const field = alert.names.at ?? "time";
  const wrong = (text: string): Receipt =>
    refused("invalid", text, { [field]: [text] }, { style: alert.style, secret: alert.secret, test: alert.test });
  if ("future" in age) return wrong(`${field} lies in the future.`);
  if (age.ageMs <= alertMaxAgeSec * SECOND_MS) return null;
  return wrong(
    `${field} is ${agoText(age.ageMs)} old; this address takes alerts of at most ${agoText(alertMaxAgeSec * SECOND_MS)}.`,
  );
}

function agoText(ms: number): string {
  const seconds = Math.round(ms / SECOND_MS);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

/** Hashes of one length, compared in constant time. */
function secretMatches(sent: string | null, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(sent ?? ""), "hex"), Buffer.from(hash, "hex"));
}
