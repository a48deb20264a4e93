import type { Db } from "@/lib/db/client";
import { createSeal } from "@/lib/integrations/vault/create-seal";
import type { Passwords } from "@/lib/ports/passwords";
import { createTestCtx, type TestCtx } from "./test-ctx.ts";

/** Passwords that cost nothing, for tests of rules; Argon2's own cost is tested beside its adapter. */
const plainPasswords: Passwords = {
  hash: (password) => Promise.resolve(`plain:${password}`),
  verify: (hash, password) => Promise.resolve(hash === `plain:${password}`),
};

/** A Ctx for accounts: sealed texts open, passwords cost nothing. */
export function accountCtx(db: Db, changes: Parameters<typeof createTestCtx>[1] = {}): TestCtx {
  return createTestCtx(db, { seal: createSeal(new Uint8Array(32).fill(7)), passwords: plainPasswords, ...changes });
}
