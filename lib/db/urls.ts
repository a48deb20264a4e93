import { createHmac } from "node:crypto";

/** The three ways into one database. `owner` is null where only the two lesser roles are set: then migrations run elsewhere. */
export interface DatabaseUrls {
  readonly owner: string | null;
  readonly web: string;
  readonly worker: string;
}

/** Role name and password as an address carries them. */
export interface DatabaseRole {
  readonly name: string;
  readonly password: string;
}

/**
 * Works out the three addresses of SPEC 3. Only one given: it is the owner. Owner known: a role without an address of its own is derived,
 * named `<database>_web` or `<database>_worker`, its password an HMAC of `secret`, so that every process finds it without being told.
 * @throws Error when a role can be neither found nor derived
 */
export function databaseUrls(
  given: { admin?: string | undefined; web?: string | undefined; worker?: string | undefined },
  secret: string,
): DatabaseUrls {
  const alone = [given.admin, given.web, given.worker].filter((url) => url !== undefined);
  const owner = given.admin ?? (alone.length === 1 ? alone[0] : undefined);
  if (owner === undefined) {
    if (given.web === undefined || given.worker === undefined) throw new Error("DATABASE_URL is missing");
    return { owner: null, web: given.web, worker: given.worker };
  }
  const own = (url: string | undefined): string | undefined => (url === owner ? undefined : url);
  return {
    owner,
    web: own(given.web) ?? deriveUrl(owner, "web", secret),
    worker: own(given.worker) ?? deriveUrl(owner, "worker", secret),
  };
}

function deriveUrl(owner: string, kind: "web" | "worker", secret: string): string {
  const url = new URL(owner);
  const name = `${databaseName(owner)}_${kind}`;
  url.username = name;
  url.password = createHmac("sha256", secret).update(`database role ${name}`).digest("base64url");
  return url.href;
}

/** @throws Error where the address names no database, or one too long to derive role names from (Postgres cuts names at 63 bytes) */
export function databaseName(url: string): string {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  if (name === "") throw new Error("The database address names no database: it must end with /NAME");
  if (Buffer.byteLength(name) > 55) throw new Error(`The database name ${name} is too long: at most 55 characters`);
  return name;
}

/** The same server and role, another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(name)}`;
  return changed.href;
}

export function roleOf(url: string): DatabaseRole {
  const { username, password } = new URL(url);
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
}
