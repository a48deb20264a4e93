import { Client } from "pg";
import { type MasterKeys, masterKey } from "@/lib/integrations/vault/master-keys";
import { type Settings, SettingsError } from "./env.ts";
import { masterKeyBytes } from "./setting-kinds.ts";

/** CLIENT_MASTER_KEY, then the one before where CLIENT_MASTER_KEY_PREVIOUS names it. @throws Error for a key that the settings let through and that does not fit */
export function masterKeysOf(settings: Pick<Settings, "CLIENT_MASTER_KEY" | "CLIENT_MASTER_KEY_PREVIOUS">): MasterKeys {
  const bytes = masterKeyBytes(settings.CLIENT_MASTER_KEY);
  if (bytes === null) throw new Error("CLIENT_MASTER_KEY does not hold 32 bytes");
  const previous = masterKeyBytes(settings.CLIENT_MASTER_KEY_PREVIOUS ?? "");
  return previous === null ? [masterKey(bytes)] : [masterKey(bytes), masterKey(previous)];
}

/**
 * Holds the master key against what this database was sealed with, before anything starts: with a wrong one every exchange key and second
 * factor would fail one by one, and new ones would be sealed under a key nobody keeps. A fresh database takes the key as its own; a new key
 * is taken when the one before is named beside it.
 * @throws SettingsError with one line for the person who starts us; nothing is written then
 */
export async function requireKnownMasterKey(databaseUrl: string, keys: MasterKeys, now: Date): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>("SELECT id FROM master_key_names");
    const known = new Set(rows.map(({ id }) => id));
    const [present] = keys;
    if (known.has(present.id)) return;
    if (known.size > 0 && !keys.some(({ id }) => known.has(id))) {
      throw new SettingsError(
        "CLIENT_MASTER_KEY is not the key that this database was sealed with. Set the right one; to change it, set the new key and keep the old one in CLIENT_MASTER_KEY_PREVIOUS",
      );
    }
    await client.query('INSERT INTO master_key_names (id, "firstSeenAt") VALUES ($1, $2) ON CONFLICT (id) DO NOTHING', [
      present.id,
      now,
    ]);
  } finally {
    await client.end();
  }
}
