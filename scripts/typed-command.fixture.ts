import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { SANDBOX_SECRETS } from "@/lib/runtime/secrets";
import type { TestDb } from "@/lib/testing/test-db";

export interface Ran {
  readonly code: number | string;
  readonly out: string;
  readonly err: string;
}

/** A command of ours as a person types it, to its end; `stdin` is piped in. Without an `env` it has this process's own. */
export function typed(
  script: string,
  args: readonly string[],
  { env, stdin = "" }: { readonly env?: NodeJS.ProcessEnv; readonly stdin?: string } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ["--import", "tsx", script, ...args],
      { maxBuffer: 64 * 1_048_576, ...(env === undefined ? {} : { env }) },
      (error, out, err) => resolve({ code: error?.code ?? 0, out, err }),
    );
    child.stdin?.end(stdin);
  });
}

/** The settings of a site on this database, and nothing of the machine's. */
export function siteOn(db: TestDb): NodeJS.ProcessEnv {
  return {
    NODE_ENV: "test",
    PATH: dirname(process.execPath),
    DATABASE_URL: db.urls.web,
    DATABASE_WORKER_URL: db.urls.worker,
    DATABASE_ADMIN_URL: db.urls.owner,
    NEXTAUTH_SECRET: SANDBOX_SECRETS.NEXTAUTH_SECRET(),
    STRIPE_SECRET_KEY: SANDBOX_SECRETS.STRIPE_SECRET_KEY(),
    STRIPE_WEBHOOK_SECRET: SANDBOX_SECRETS.STRIPE_WEBHOOK_SECRET(),
    CLIENT_MASTER_KEY: SANDBOX_SECRETS.CLIENT_MASTER_KEY(),
  };
}
