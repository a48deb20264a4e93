import { createECDH, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Settings that the sandbox makes for itself, so that no default secret exists in code. Names are those of the environment. */
export const SANDBOX_SECRETS = {
  NEXTAUTH_SECRET: () => randomBytes(32).toString("base64"),
  CLIENT_MASTER_KEY: () => randomBytes(32).toString("base64"),
  STRIPE_SECRET_KEY: () => `sk_test_sandbox_${randomBytes(24).toString("hex")}`,
  STRIPE_WEBHOOK_SECRET: () => `whsec_${randomBytes(32).toString("hex")}`,
  STRIPE_CONNECT_WEBHOOK_SECRET: () => `whsec_${randomBytes(32).toString("hex")}`,
  VAPID_PRIVATE_KEY: () => {
    const pair = createECDH("prime256v1");
    pair.generateKeys();
    return Buffer.from(pair.getPrivateKey("hex").padStart(64, "0"), "hex").toString("base64url");
  },
  POSTGRES_PASSWORD: () => randomBytes(24).toString("hex"),
  ADMIN_PASSWORD: () => randomBytes(12).toString("base64url"),
  PROVIDER_PASSWORD: () => randomBytes(12).toString("base64url"),
  DEMO_PROVIDER_PASSWORD: () => randomBytes(12).toString("base64url"),
  SUBSCRIBER_PASSWORD: () => randomBytes(12).toString("base64url"),
} as const;

export type SecretName = keyof typeof SANDBOX_SECRETS;
export type SandboxSecrets = Readonly<Partial<Record<SecretName, string>>>;

const NAMES = Object.keys(SANDBOX_SECRETS) as SecretName[];

/** @returns what DATA_DIR/secrets.json holds; empty where there is none */
export function readSecrets(dataDir: string): SandboxSecrets {
  const file = join(dataDir, "secrets.json");
  if (!existsSync(file)) return {};
  const stored = objectIn(readFileSync(file, "utf8"));
  if (stored === null) throw new Error(`${file} is not a JSON object; move it away to get new secrets`);
  const known = Object.entries(stored).filter((pair): pair is [SecretName, string] => {
    const [name, value] = pair as [string, unknown];
    return Object.hasOwn(SANDBOX_SECRETS, name) && typeof value === "string";
  });
  return Object.fromEntries(known);
}

function objectIn(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

/**
 * Makes what is missing in DATA_DIR/secrets.json (mode 0600) and returns all. A secret that exists is never changed: sessions, sealed
 * second factors and the database's roles hang on it.
 * @throws Error with one line for the person who starts us, where the folder cannot be made or written
 */
export function ensureSecrets(dataDir: string): {
  readonly secrets: SandboxSecrets;
  readonly made: readonly SecretName[];
} {
  inFolder(dataDir, () => mkdirSync(dataDir, { recursive: true }));
  const old = readSecrets(dataDir);
  const made = NAMES.filter((name) => old[name] === undefined);
  if (made.length === 0) return { secrets: old, made };
  const secrets = { ...old, ...Object.fromEntries(made.map((name) => [name, SANDBOX_SECRETS[name]()])) };
  const file = join(dataDir, "secrets.json");
  const fresh = `${file}.${process.pid}.new`;
  inFolder(dataDir, () => writeFileSync(fresh, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 }));
  chmodSync(fresh, 0o600); // a umask may only take rights away, but the file may have been there
  renameSync(fresh, file);
  return { secrets, made };
}

function inFolder(dataDir: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`DATA_DIR ${dataDir} cannot be written: ${why}`, { cause: error });
  }
}
