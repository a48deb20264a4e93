import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { createCcxtAccounts } from "@/lib/integrations/ccxt/key-rights/ccxt-accounts";
import type { VenueKey, VenueRights } from "@/lib/integrations/local/venue/account";
import { startVenue, type Venue } from "@/lib/integrations/local/venue/start-venue";
import { createKeyVault } from "@/lib/integrations/vault/create-key-vault";
import { type MasterKey, type MasterKeys, masterKey } from "@/lib/integrations/vault/master-keys";
import type { Actor } from "@/lib/kernel/actor";
import { makeActor } from "@/lib/testing/market-fixture";
import { createTestClock } from "@/lib/testing/test-clock";
import { createTestCtx, silentLog, type TestCtx } from "@/lib/testing/test-ctx";
import { type TestDb, testDb } from "@/lib/testing/test-db";
import { storeKey } from "./store-key.ts";

export const TRADE_ONLY: VenueRights = { read: true, trade: true, withdraw: false, transfer: false, ipBound: true };

/** Web and worker at a local exchange, where users make keys. Read its fields inside tests. */
export interface KeyStage {
  readonly db: TestDb;
  readonly venue: Venue;
  readonly web: TestCtx;
  readonly worker: TestCtx;
  /** The worker with other master keys, the newest first. */
  workerUnder(keys: MasterKeys): TestCtx;
  /** The key that everything is sealed under at first. */
  readonly master: MasterKey;
  /** The exchange does not answer any more in this test. */
  silence(): void;
  /** A user who has just passed his second factor. */
  user(changes?: Partial<Actor>): Promise<Actor>;
  /** Stores a key that may trade and no more; bybit's unless told. */
  stored(actor: Actor, exchange?: string): Promise<{ id: string; given: VenueKey }>;
}

/** A stage of its own for the file that calls it at top level. */
export function keyStage(): KeyStage {
  const db = testDb();
  const master = masterKey(randomBytes(32));
  let venue: Venue | undefined;
  let answersAt = "";
  let now: { web: TestCtx; worker: TestCtx } | undefined;
  const at = () => {
    if (venue === undefined || now === undefined) throw new Error("the stage is ready in tests, not before");
    return { venue, ...now };
  };
  const vault = (mayOpen: boolean, keys: MasterKeys) => createKeyVault(keys, { mayOpen });

  beforeAll(async () => {
    venue = await startVenue({ port: 0 });
  });
  afterAll(() => venue?.close());
  beforeEach(() => {
    answersAt = venue?.url ?? "";
    const clock = createTestClock();
    const exchangeAccounts = createCcxtAccounts({ sandboxUrl: undefined, urlOf: () => answersAt, log: silentLog });
    now = {
      web: createTestCtx(db.web, { clock, exchangeAccounts, keyVault: vault(false, [master]) }),
      worker: createTestCtx(db.worker, { clock, exchangeAccounts, keyVault: vault(true, [master]) }),
    };
  });

  return {
    db,
    master,
    get venue() {
      return at().venue;
    },
    get web() {
      return at().web;
    },
    get worker() {
      return at().worker;
    },
    workerUnder(keys) {
      const { clock, exchangeAccounts } = at().worker;
      return createTestCtx(db.worker, { clock, exchangeAccounts, keyVault: vault(true, keys) });
    },
    silence() {
      answersAt = "http://127.0.0.1:9";
    },
    async user(changes = {}) {
      const { web } = at();
      const actor = await makeActor(web, changes.role ?? "SUBSCRIBER", "Keys");
      return { ...actor, totpEnabled: true, mfaAt: web.clock.now(), ...changes };
    },
    async stored(actor, exchange = "bybit") {
      const given = at().venue.makeKey({ exchange, rights: TRADE_ONLY });
      const made = await storeKey(at().web, actor, asInput(given));
      if (!made.ok) throw new Error(made.detail);
      return { id: made.value.id, given };
    },
  };
}

/** A key as a user types it into the form. */
export const asInput = ({ exchange, apiKey, apiSecret, passphrase }: VenueKey) => ({
  exchange,
  apiKey,
  apiSecret,
  ...(passphrase === "" ? {} : { passphrase }),
});
