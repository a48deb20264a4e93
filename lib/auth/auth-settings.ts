import { hkdfSync } from "node:crypto";
import { settings } from "@/lib/runtime/env";

export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What signing in needs of the settings. */
export interface AuthSettings {
  readonly secret: string;
  /** Signs access tokens; derived, so that a cookie's key and a token's key are never one. */
  readonly accessKey: Uint8Array;
  /** Served over https: cookies are Secure and carry the __Host- prefix. */
  readonly secure: boolean;
  /** Opens /api/admin to programs; null: nothing but an admin does. */
  readonly adminApiToken: string | null;
  readonly github: OAuthClient | null;
  readonly google: OAuthClient | null;
  readonly auth0: (OAuthClient & { readonly issuer: string }) | null;
}

const holder = globalThis as typeof globalThis & { heliographAuth?: AuthSettings };

/** The settings of this process. Kept on globalThis: server code and Next's routes do not share modules. */
export function authSettings(): AuthSettings {
  holder.heliographAuth ??= fromEnvironment();
  return holder.heliographAuth;
}

/** For tests: settings of their own, by secret and scheme. */
export function setAuthSettings(given: { secret: string; secure?: boolean; adminApiToken?: string }): void {
  holder.heliographAuth = {
    ...keysOf(given.secret),
    secure: given.secure ?? false,
    adminApiToken: given.adminApiToken ?? null,
    github: null,
    google: null,
    auth0: null,
  };
}

function fromEnvironment(): AuthSettings {
  const env = settings();
  const auth0 = client(env.AUTH0_CLIENT_ID, env.AUTH0_CLIENT_SECRET);
  return {
    ...keysOf(env.NEXTAUTH_SECRET),
    secure: env.NEXTAUTH_URL.startsWith("https:"),
    adminApiToken: env.ADMIN_API_TOKEN ?? null,
    github: client(env.GITHUB_CLIENT_ID, env.GITHUB_CLIENT_SECRET),
    google: client(env.GOOGLE_CLIENT_ID, env.GOOGLE_CLIENT_SECRET),
    auth0:
      auth0 === null || env.AUTH0_ISSUER_BASE_URL === undefined
        ? null
        : { ...auth0, issuer: env.AUTH0_ISSUER_BASE_URL },
  };
}

function keysOf(secret: string): Pick<AuthSettings, "secret" | "accessKey"> {
  return { secret, accessKey: new Uint8Array(hkdfSync("sha256", secret, "", "heliograph access token v1", 32)) };
}

function client(clientId: string | undefined, clientSecret: string | undefined): OAuthClient | null {
  return clientId === undefined || clientSecret === undefined ? null : { clientId, clientSecret };
}
