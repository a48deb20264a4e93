import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const IV_BYTES = 12;
const TAG_BYTES = 16; // stated when opening: without it Node accepts a 4-byte tag (RELIABILITY 4, Keys)

/** AES-256-GCM: IV, tag, ciphertext, one after the other. `aad` is authenticated with it. */
export function gcmSeal(key: Uint8Array, plain: Uint8Array, aad: string): Buffer<ArrayBuffer> {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(aad));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** @throws Error when key, text, tag or `aad` is not the one it was sealed with */
export function gcmOpen(key: Uint8Array, sealed: Uint8Array, aad: string): Buffer<ArrayBuffer> {
  if (sealed.length < IV_BYTES + TAG_BYTES) throw new Error("too short for a sealed text");
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(aad));
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}
