import { utcMs } from "@/lib/kernel/time";
import type { ExchangeSecrets } from "@/lib/ports/key-vault";

/** The machine's own clock, for a test that talks to a real server: it cannot be set. */
export const machineClock = { now: () => utcMs(Date.now()), set: () => undefined, advance: () => undefined };

/** A vault that seals nothing and opens what was put into `secrets` by the key's id. */
export function openVault() {
  const secrets = new Map<string, ExchangeSecrets>();
  const keyVault = {
    masterKeyId: "test",
    seal: () => ({ sealed: new Uint8Array(), wrappedKey: new Uint8Array(), masterKeyId: "test" }),
    open: (_sealed: object, { id }: { readonly id: string }) => {
      const found = secrets.get(id);
      if (found === undefined) throw new Error(`no secrets of ${id}`);
      return found;
    },
    rewrap: () => null,
  };
  return { secrets, keyVault };
}
