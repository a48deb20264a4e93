import { hash, type Options, verify } from "@node-rs/argon2";
import type { Passwords } from "@/lib/ports/passwords";

/** OWASP's first choice: 19 MiB, two passes, one lane; about 50 ms on the reference machine. Argon2id is the package's default. */
const COST: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Argon2id on libuv's threads. The hash of nobody is made at start with the same cost, so that an unknown address costs the same work. */
export function createArgon2Passwords(cost: Options = COST): Passwords {
  const nobody = hash("the password of nobody", cost);
  return {
    hash: (password) => hash(password, cost),
    async verify(stored, password) {
      const matches = await verify(stored ?? (await nobody), password);
      return stored !== null && matches;
    },
  };
}
