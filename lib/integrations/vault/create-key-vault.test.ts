import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { KeyBinding, SealedKey } from "@/lib/ports/key-vault";
import { createKeyVault } from "./create-key-vault.ts";
import { masterKey } from "./master-keys.ts";

const one = masterKey(randomBytes(32));
const two = masterKey(randomBytes(32));
const of: KeyBinding = { id: "key_1", userId: "usr_1", exchange: "bybit" };
const secrets = { apiKey: "public-part", apiSecret: "canary-secret", passphrase: "p" };

const worker = createKeyVault([one], { mayOpen: true });
const sealed = worker.seal(secrets, of);

function changed(key: SealedKey, field: "sealed" | "wrappedKey", how: (bytes: Buffer) => Uint8Array): SealedKey {
  return { ...key, [field]: Uint8Array.from(how(Buffer.from(key[field]))) };
}

describe("key vault", () => {
  it("gives back what it sealed, under a new data key each time, and shows nothing of it", () => {
    expect(worker.open(sealed, of)).toEqual(secrets);
    const again = worker.seal(secrets, of);
    expect(Buffer.from(again.sealed).equals(Buffer.from(sealed.sealed))).toBe(false);
    expect(Buffer.from(sealed.sealed).toString("latin1")).not.toContain("canary");
  });

  it.each([
    ["another row", { ...of, id: "key_2" }],
    ["another user", { ...of, userId: "usr_2" }],
    ["another exchange", { ...of, exchange: "mexc" }],
  ])("does not open for %s (C20)", (_, binding) => {
    expect(() => worker.open(sealed, binding)).toThrow("does not open");
  });

  it.each(["sealed", "wrappedKey"] as const)(
    "does not open with %s flipped, cut to a 4-byte tag or emptied (C20)",
    (field) => {
      const flip = (bytes: Buffer): Uint8Array => {
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        return bytes;
      };
      for (const how of [flip, (bytes: Buffer) => bytes.subarray(0, 16), () => new Uint8Array()]) {
        expect(() => worker.open(changed(sealed, field, how), of)).toThrow("does not open");
      }
    },
  );

  it("is write-only where it may not open", () => {
    const web = createKeyVault([one], { mayOpen: false });
    expect(() => web.open(sealed, of)).toThrow("may not open");
    expect(worker.open(web.seal(secrets, of), of)).toEqual(secrets);
  });

  it("rewraps under a new master key without touching the secrets; both open meanwhile, only the new one afterwards (C23)", () => {
    const during = createKeyVault([two, one], { mayOpen: true });
    expect(during.open(sealed, of)).toEqual(secrets);
    const moved = during.rewrap(sealed, of);
    expect(moved?.masterKeyId).toBe(two.id);
    const after = createKeyVault([two], { mayOpen: true });
    expect(after.open({ ...sealed, ...moved }, of)).toEqual(secrets);
    expect(during.rewrap({ ...sealed, ...moved }, of)).toBeNull();
    expect(() => after.open(sealed, of)).toThrow(one.id);
  });

  it("does not take a wrapped key for one of another master key", () => {
    const during = createKeyVault([two, one], { mayOpen: true });
    expect(() => during.open({ ...sealed, masterKeyId: two.id }, of)).toThrow("does not open");
  });
});
