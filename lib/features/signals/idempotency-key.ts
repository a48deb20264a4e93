import { AppError } from "@/lib/kernel/errors";
import { readIdempotencyKey } from "./input.ts";

/** The request's Idempotency-Key; null without one. @throws AppError "invalid" for an empty, long or unprintable one */
export function idempotencyKeyOf(headers: Pick<Headers, "get">): string | null {
  const key = readIdempotencyKey(headers.get("idempotency-key"));
  if (key === undefined)
    throw new AppError("invalid", "Idempotency-Key must be 1 to 200 printable characters.", {
      fieldErrors: { "Idempotency-Key": ["Use 1 to 200 printable characters."] },
    });
  return key;
}
