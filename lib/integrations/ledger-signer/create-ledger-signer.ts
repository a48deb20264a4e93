import { createPrivateKey, createPublicKey, hkdfSync, sign } from "node:crypto";
import type { LedgerSigner } from "@/lib/ports/ledger-signer";

/** DER of a PKCS #8 Ed25519 key up to its 32 secret bytes (RFC 8410). */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/** An Ed25519 key from the server's secret (HKDF-SHA-256, own label): no key file to lose, and two servers of one secret sign alike. */
export function createLedgerSigner(secret: string | Uint8Array): LedgerSigner {
  const seed = Buffer.from(hkdfSync("sha256", secret, "", "heliograph ledger head v1", 32));
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(key).export({ format: "jwk" }).x ?? "";
  return {
    publicKey,
    sign: (text) => sign(null, Buffer.from(text, "utf8"), key).toString("base64url"),
  };
}
