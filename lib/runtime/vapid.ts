import { createECDH } from "node:crypto";

/** Our key pair for push services (RFC 8292): points and numbers of P-256 as base64url, and where a push service reaches us. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly subject: string;
}

/** @returns the public key that belongs to a private one, or null where the text is none (32 bytes, base64url) */
export function vapidPublicKey(privateKey: string): string | null {
  const bytes = Buffer.from(privateKey, "base64url");
  if (!/^[\w-]{43}$/.test(privateKey) || bytes.length !== 32) return null;
  const pair = createECDH("prime256v1");
  try {
    pair.setPrivateKey(bytes);
  } catch {
    return null; // zero, or beyond the curve's order
  }
  return pair.getPublicKey("base64url");
}
