import { AppError } from "@/lib/kernel/errors";
import { oauthChoices } from "./oauth-choices.ts";

/**
 * Refuses what next-auth would answer with 500, as if its settings were wrong, though its caller is: an address to go on to that is none, and the way
 * back from a service that nobody signs in through here.
 * @throws AppError "bad_request" or "not_found"
 */
export function refuseUnreadable([action, provider]: readonly string[], query: URLSearchParams): void {
  const unreadable = query.getAll("callbackUrl").find((text) => text !== "" && !isWebAddress(text));
  if (unreadable !== undefined) throw new AppError("bad_request", "callbackUrl is no address to go on to.");
  if (action === "callback" && !oauthChoices().some(({ id }) => id === provider)) throw new AppError("not_found");
}

/** What next-auth takes for one: whole, or a path. */
function isWebAddress(text: string): boolean {
  const base = text.startsWith("/") ? "https://own.invalid" : undefined;
  return URL.canParse(text, base) && /^https?:$/.test(new URL(text, base).protocol);
}
