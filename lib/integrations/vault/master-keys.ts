import { hkdfSync } from "node:crypto";

/** A CLIENT_MASTER_KEY with the name that rows know it by. */
export interface MasterKey {
  /** Tells two keys apart and says nothing about either: 16 bytes of HKDF-SHA-256 under a label of their own, hex. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** The master keys that this process knows, newest first: the present one and, while `npm run keys -- rotate` runs, the one before. */
export type MasterKeys = readonly [MasterKey, ...MasterKey[]];

export function masterKey(bytes: Uint8Array): MasterKey {
  return { id: Buffer.from(hkdfSync("sha256", bytes, "", "heliograph master key id v1", 16)).toString("hex"), bytes };
}
