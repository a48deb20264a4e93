import { randomBytes } from "node:crypto";
import { AppError } from "@/lib/kernel/errors";
import type { ExchangeSecrets, KeyBinding, KeyVault } from "@/lib/ports/key-vault";
import { gcmOpen, gcmSeal } from "./gcm.ts";
import type { MasterKeys } from "./master-keys.ts";

const TABLE = "api_keys";
const DATA_KEY_BYTES = 32;

/**
 * Envelope encryption: secrets under a random data key, the data key under the master key, both AES-256-GCM with the row as associated data
 * (table, id, user, exchange, field; for the wrapped key its master key too). The text itself is not bound to the master key, so
 * a rotation rewraps 60 bytes a row and never touches the secrets.
 * @param mayOpen false in the web process: it can store a key, and can read none back
 */
export function createKeyVault(masterKeys: MasterKeys, { mayOpen }: { readonly mayOpen: boolean }): KeyVault {
  const [newest] = masterKeys;

  const unwrap = (wrapped: Uint8Array, id: string, of: KeyBinding): Buffer<ArrayBuffer> => {
    const master = masterKeys.find((key) => key.id === id);
    if (master === undefined) {
      throw new AppError(
        "invariant",
        `an exchange key is wrapped by master key ${id}, which this process does not have`,
      );
    }
    return opened(() => gcmOpen(master.bytes, wrapped, bound(of, "wrappedKey", id)));
  };

  return {
    masterKeyId: newest.id,

    seal(secrets, of) {
      const dataKey = randomBytes(DATA_KEY_BYTES);
      try {
        return {
          sealed: gcmSeal(dataKey, Buffer.from(JSON.stringify(secrets), "utf8"), bound(of, "sealed")),
          wrappedKey: gcmSeal(newest.bytes, dataKey, bound(of, "wrappedKey", newest.id)),
          masterKeyId: newest.id,
        };
      } finally {
        dataKey.fill(0);
      }
    },

    open({ sealed, wrappedKey, masterKeyId }, of) {
      if (!mayOpen) throw new AppError("invariant", "this process may not open exchange keys");
      const dataKey = unwrap(wrappedKey, masterKeyId, of);
      try {
        const plain = opened(() => gcmOpen(dataKey, sealed, bound(of, "sealed")));
        return readSecrets(plain.toString("utf8"));
      } finally {
        dataKey.fill(0);
      }
    },

    rewrap({ wrappedKey, masterKeyId }, of) {
      if (masterKeyId === newest.id) return null;
      const dataKey = unwrap(wrappedKey, masterKeyId, of);
      try {
        return {
          wrappedKey: gcmSeal(newest.bytes, dataKey, bound(of, "wrappedKey", newest.id)),
          masterKeyId: newest.id,
        };
      } finally {
        dataKey.fill(0);
      }
    },
  };
}

function bound({ id, userId, exchange }: KeyBinding, field: string, masterKeyId?: string): string {
  return JSON.stringify([TABLE, id, userId, exchange, field, ...(masterKeyId === undefined ? [] : [masterKeyId])]);
}

function opened<T>(open: () => T): T {
  try {
    return open();
  } catch (cause) {
    throw new AppError("invariant", "a stored exchange key does not open", { cause });
  }
}

function readSecrets(text: string): ExchangeSecrets {
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null && "apiKey" in value && "apiSecret" in value) {
    const { apiKey, apiSecret } = value;
    const passphrase = "passphrase" in value ? value.passphrase : undefined;
    if (typeof apiKey === "string" && typeof apiSecret === "string") {
      return { apiKey, apiSecret, ...(typeof passphrase === "string" ? { passphrase } : {}) };
    }
  }
  throw new AppError("invariant", "a stored exchange key holds something else");
}
