import { hkdfSync } from "node:crypto";
import { AppError } from "@/lib/kernel/errors";
import type { Seal } from "@/lib/ports/seal";
import { gcmOpen, gcmSeal } from "./gcm.ts";

const FORM = "s1"; // names key and algorithm, so that a later form can stand beside it

/**
 * AES-256-GCM with a key derived from the master key (HKDF-SHA-256, own label: exchange keys use other keys). `boundTo` is authenticated
 * with the text, so a sealed text moved to another row does not open. Seals under the first key and opens under any: while the master key is
 * being rotated there are two.
 */
export function createSeal(...masterKeys: readonly [Uint8Array, ...Uint8Array[]]): Seal {
  const keys = masterKeys.map((key) => Buffer.from(hkdfSync("sha256", key, "", "heliograph seal v1", 32)));
  const [newest] = keys;
  return {
    seal(plain, boundTo) {
      if (newest === undefined) throw new AppError("invariant", "no master key");
      return `${FORM}.${gcmSeal(newest, Buffer.from(plain, "utf8"), boundTo).toString("base64url")}`;
    },
    open(text, boundTo) {
      const [form, body] = text.split(".");
      let cause: unknown = new Error("unknown form");
      for (const key of form === FORM && body !== undefined ? keys : []) {
        try {
          return gcmOpen(key, Buffer.from(body ?? "", "base64url"), boundTo).toString("utf8");
        } catch (error) {
          cause = error;
        }
      }
      throw new AppError("invariant", "a sealed text does not open", { cause });
    },
  };
}
