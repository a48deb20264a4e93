import type { ID_PREFIXES } from "@/lib/kernel/ids";

export interface Ids {
  /** A new id with the prefix of `noun`, e.g. make("signal") -> "sig_…". Later ids sort later. */
  make(noun: keyof typeof ID_PREFIXES): string;
  /** `bytes` of strong chance, for tokens and keys. */
  random(bytes: number): Uint8Array;
}
