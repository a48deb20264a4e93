import type { DatabaseUrls } from "@/lib/db/urls";
import { ensureSandboxUser } from "@/lib/features/accounts/ensure-sandbox-user";
import { ensureFreeStrategy, sandboxActor } from "@/lib/features/signals/sandbox-signals";
import { DEMO_PROVIDER } from "@/lib/features/signals/sandbox-strategies";
import type { Role } from "@/lib/kernel/actor";
import { buildCtx } from "@/lib/runtime/build-ctx";
import type { Settings } from "@/lib/runtime/env";
import { readSecrets, type SecretName } from "@/lib/runtime/secrets";
import type { Progress } from "@/scripts/install/install.mjs";
import { openStandIn, paysAtStandIn } from "@/scripts/start/stand-in";
import { onboardDemo, openDemoDesk } from "@/scripts/up/demo/demo-desk";
import { writeSandboxFile } from "@/scripts/up/sandbox-file";

const USERS: readonly { role: Role; email: string; name: string; secret: SecretName }[] = [
  { role: "ADMIN", email: "admin@heliograph.test", name: "Ada Admin", secret: "ADMIN_PASSWORD" },
  { role: "PROVIDER", email: "provider@heliograph.test", name: "Petra Provider", secret: "PROVIDER_PASSWORD" },
  { role: "SUBSCRIBER", email: "subscriber@heliograph.test", name: "Sam Subscriber", secret: "SUBSCRIBER_PASSWORD" },
  { ...DEMO_PROVIDER, secret: "DEMO_PROVIDER_PASSWORD" },
];

/**
 * Fills the sandbox through the product's own verbs: users to sign in as, a provider whose payouts are set up, strategies to look at and to
 * buy. Idempotent: it looks first, and a second run changes nothing. Writes DATA_DIR/sandbox.json.
 * @returns what was done, for the line of `npm run up`
 */
export async function seed(settings: Settings, urls: DatabaseUrls, progress: Progress): Promise<string> {
  const isPaid = paysAtStandIn(settings);
  // For as long as the seed needs it: the one that serves is started with the site, and both keep their state in DATA_DIR/stripe.
  const standIn = isPaid ? await openStandIn(settings, 0, Date.now) : null;
  const apiBase = standIn?.url ?? settings.STRIPE_API_BASE;
  const built = buildCtx(
    { ...settings, LOG_LEVEL: "warn", ...(apiBase === undefined ? {} : { STRIPE_API_BASE: apiBase }) },
    { name: "web", databaseUrl: unhurried(urls.owner ?? urls.web) },
  );
  const { ctx } = built;
  try {
    const secrets = readSecrets(settings.DATA_DIR);
    const users = USERS.map(({ secret, ...user }) => ({ ...user, password: secrets[secret] ?? "" }));
    progress("users");
    const ids = await Promise.all(users.map((user) => ensureSandboxUser(ctx, user))); // at once: each checks a password
    const desk = sandboxActor(ids.at(-1) ?? "", DEMO_PROVIDER);
    progress("strategies");
    await ensureFreeStrategy(ctx);
    if (isPaid) await onboardDemo(ctx, desk);
    const published = await openDemoDesk(ctx, desk, isPaid, progress);
    writeSandboxFile(settings.DATA_DIR, {
      baseUrl: settings.NEXTAUTH_URL,
      databaseUrl: urls.owner ?? urls.web,
      users: users.map(({ role, email, password }) => ({ role, email, password })),
    });
    const record = published === 0 ? "" : `, ${published} signals of demonstrations`;
    return `${users.length} users${record}, ${settings.DATA_DIR}/sandbox.json`;
  } finally {
    await built.close();
    await standIn?.close();
  }
}

/** Commits that do not wait for the disk: a seed that is cut off by a power failure is gone on with by the next one. */
function unhurried(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set("options", "-c synchronous_commit=off");
  return url.toString();
}
