import { createHash } from "node:crypto";
import type { Ids } from "@/lib/ports/ids";

/** A new secret of 256 bits for a link, cookie or program. Only its hash is kept: a dump of the database opens nothing. */
export function newSecret(ids: Ids, prefix = ""): { secret: string; hash: string } {
  const secret = prefix + Buffer.from(ids.random(32)).toString("base64url");
  return { secret, hash: hashSecret(secret) };
}

/** SHA-256, hex. Enough for 128 bits of chance and more; passwords go through Argon2. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
