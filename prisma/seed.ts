import { openDb } from "@/lib/db/client";
import type { DatabaseUrls } from "@/lib/db/urls";
import { ensureSandboxUser } from "@/lib/features/accounts/ensure-sandbox-user";
import { createArgon2Passwords } from "@/lib/integrations/argon2/argon2-passwords";
import type { Role } from "@/lib/kernel/actor";
import type { Ctx } from "@/lib/ports/ctx";
import { createClock } from "@/lib/runtime/clock";
import type { Settings } from "@/lib/runtime/env";
import { createIds } from "@/lib/runtime/ids";
import { rulesConfig } from "@/lib/runtime/rules-config";
import { readSecrets, type SecretName } from "@/lib/runtime/secrets";
import type { Progress } from "@/scripts/install/install.mjs";
import { writeSandboxFile } from "@/scripts/up/sandbox-file";

/** What a seed may use. Every seed is idempotent: it looks first, and a second run changes nothing. */
export type SeedCtx = Pick<Ctx, "db" | "ids" | "clock" | "passwords" | "config">;

const USERS: readonly { role: Role; email: string; name: string; secret: SecretName }[] = [
  { role: "ADMIN", email: "admin@heliograph.test", name: "Ada Admin", secret: "ADMIN_PASSWORD" },
  { role: "PROVIDER", email: "provider@heliograph.test", name: "Petra Provider", secret: "PROVIDER_PASSWORD" },
  { role: "SUBSCRIBER", email: "subscriber@heliograph.test", name: "Sam Subscriber", secret: "SUBSCRIBER_PASSWORD" },
];

/**
 * Fills the sandbox: its three users, and what the features add through their own verbs. Writes DATA_DIR/sandbox.json.
 * @returns what was done, for the line of `npm run up`
 */
export async function seed(settings: Settings, urls: DatabaseUrls, progress: Progress): Promise<string> {
  const db = openDb(urls.owner ?? urls.web, { poolMax: 4, applicationName: "heliograph-seed" });
  const clock = createClock(settings.CLOCK_OFFSET_FILE);
  const ctx: SeedCtx = {
    db,
    clock,
    ids: createIds(clock),
    passwords: createArgon2Passwords(),
    config: rulesConfig(settings),
  };
  try {
    const secrets = readSecrets(settings.DATA_DIR);
    const users = USERS.map(({ secret, ...user }) => ({ ...user, password: secrets[secret] ?? "" }));
    progress("users");
    for (const user of users) await ensureSandboxUser(ctx, user);
    writeSandboxFile(settings.DATA_DIR, {
      baseUrl: settings.NEXTAUTH_URL,
      databaseUrl: urls.owner ?? urls.web,
      users: users.map(({ role, email, password }) => ({ role, email, password })),
    });
    return `${users.length} users, ${settings.DATA_DIR}/sandbox.json`;
  } finally {
    clock.stop();
    await db.$disconnect();
  }
}
