import type { Ids } from "@/lib/ports/ids";
import { hashSecret } from "./secret-token.ts";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's base 32: no i, l, o, u
const LETTERS = 26; // 26 × 5 bits: 128 bits of chance and two that are always zero

/** Ten codes of 128 bits, in five groups to be written down, with the hashes that are kept. */
export function newRecoveryCodes(ids: Ids): { codes: string[]; rows: { id: string; hash: string }[] } {
  const codes = Array.from({ length: 10 }, () => readable(ids.random(16)));
  return { codes, rows: codes.map((code) => ({ id: ids.make("recoveryCode"), hash: hashRecoveryCode(code) })) };
}

/** However it was typed: spaces, dashes and capitals do not matter, nor do o for 0 and l or i for 1. */
export function hashRecoveryCode(typed: string): string {
  const plain = typed.toLowerCase().replace(/[\s-]/g, "").replace(/o/g, "0").replace(/[il]/g, "1");
  return hashSecret(plain);
}

function readable(bytes: Uint8Array): string {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  let text = "";
  for (let i = 0; i < LETTERS; i += 1, value >>= 5n) text = ALPHABET.charAt(Number(value & 31n)) + text;
  return (text.match(/.{6}$|.{5}/g) ?? []).join("-");
}
