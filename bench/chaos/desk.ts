import type { Db } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import type { Ids } from "@/lib/ports/ids";
import type { KeyVault } from "@/lib/ports/key-vault";
import type { Scenario } from "./scenario.ts";
import type { VenueAccount } from "./venue.ts";

/** A tenant with one exchange key. */
export interface Tenant {
  readonly userId: string;
  readonly keyId: string;
}

/** Makes the tenant of a run: limits so wide that only the venue says no, and a key that the vault sealed. */
export async function openTenant(
  { db, ids, keyVault, now }: { db: Db; ids: Ids; keyVault: KeyVault; now: UtcMs },
  { stage, symbol }: Scenario,
  { apiKey, apiSecret, passphrase }: VenueAccount,
): Promise<Tenant> {
  const at = new Date(now);
  const userId = ids.make("user");
  const keyId = ids.make("apiKey");
  const { exchange } = stage;
  const slug = userId.replaceAll("_", "-");
  await db.user.create({
    data: {
      ...{ id: userId, email: `${slug}@chaos.test`, name: slug, slug },
      ...{ role: "SUBSCRIBER", plan: "MANAGED", createdAt: at },
    },
  });
  const secrets = { apiKey, apiSecret, ...(passphrase === "" ? {} : { passphrase }) };
  await db.apiKey.create({
    data: {
      ...{ id: keyId, userId, exchange, label: "", maskedKey: "••••chao" },
      ...keyVault.seal(secrets, { id: keyId, userId, exchange }),
      ...{ permissions: {}, testnet: false, status: "VALID", validatedAt: at, checkedAt: at, createdAt: at },
    },
  });
  await db.tradeLimits.create({
    data: {
      ...{ userId, maxTradeUsd: "1000000", minTradeUsd: "2", portfolioRiskPct: "100", entriesPerDay: 1_000 },
      ...{ symbols: [symbol], drawdownUsd: "1000000", runLossUsd: "1000000", apiErrorsPerMin: 1_000 },
      ...{ maxLeverage: "20", identityVerifiedAt: at, changedAt: at },
    },
  });
  return { userId, keyId };
}
