import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { AppError } from "@/lib/kernel/errors";
import type { Seal } from "@/lib/ports/seal";

const FORM = "s1"; // names key and algorithm, so that a later form can stand beside it
const IV_BYTES = 12;
const TAG_BYTES = 16; // stated when opening: without it Node accepts a 4-byte tag (RELIABILITY 4, Keys)

/**
 * AES-256-GCM with a key derived from the master key (HKDF-SHA-256, own label: exchange keys use other keys). `boundTo` is authenticated
 * with the text, so a sealed text moved to another row does not open.
 */
export function createSeal(masterKey: Uint8Array): Seal {
  const key = Buffer.from(hkdfSync("sha256", masterKey, "", "heliograph seal v1", 32));
  return {
    seal(plain, boundTo) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(boundTo));
      const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return `${FORM}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url")}`;
    },
    open(text, boundTo) {
      try {
        const [form, body] = text.split(".");
        if (form !== FORM || body === undefined) throw new Error("unknown form");
        const bytes = Buffer.from(body, "base64url");
        const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(Buffer.from(boundTo));
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString(
          "utf8",
        );
      } catch (cause) {
        throw new AppError("invariant", "a sealed text does not open", { cause });
      }
    },
  };
}
