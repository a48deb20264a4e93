import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client, escapeIdentifier, escapeLiteral } from "pg";
import { PARTITIONED } from "./partitioned.ts";
import { type DatabaseUrls, roleOf } from "./urls.ts";

/** Tables where web and worker have SELECT and INSERT alone; the schema's comments say APPEND-ONLY (a test compares). */
export const APPEND_ONLY = [
  "api_key_uses",
  "audit_log",
  "balance_movements",
  "compliance_flags",
  "compliance_reviews",
  "copied_events",
  "copy_steps",
  "fills",
  "journal_entries",
  "journals",
  "ledger_heads",
  "order_events",
  "signal_events",
  "strategy_versions",
] as const;

/**
 * Brings what Prisma cannot say into the wanted state: the two roles, their grants, the triggers of append-only tables, partitions, partial
 * indexes.
 * Idempotent; runs after every migration and at every start, in one transaction, so nobody ever sees half of it.
 */
export async function applyWantedState(owner: Client, urls: DatabaseUrls, sqlFolder: string): Promise<void> {
  const roles = [
    ...new Map(
      [urls.web, urls.worker].filter((url) => url !== urls.owner).map((url) => [roleOf(url).name, url]),
    ).values(),
  ];
  for (const url of roles) await ensureRole(owner, url);
  await owner.query("BEGIN");
  try {
    for (const file of ["partitions.sql", "wanted-state.sql"])
      await owner.query(readFileSync(join(sqlFolder, file), "utf8"));
    for (const table of APPEND_ONLY) await owner.query(appendOnlyTriggers(table));
    for (const { table, unit, ahead } of PARTITIONED)
      await owner.query("SELECT public.ensure_partitions($1, $2, now(), $3)", [table, unit, ahead]);
    for (const url of roles) await owner.query(grants(roleOf(url).name));
    await owner.query(partitionKeeper(roleOf(urls.worker).name));
    if (urls.web !== urls.owner) await owner.query(writeOnlyKeys(roleOf(urls.web).name));
    await owner.query("COMMIT");
  } catch (error) {
    await owner.query("ROLLBACK");
    throw error;
  }
}

/** Makes the role, or sets its password, unless one can already sign in with it: then nothing is asked of the owner. */
async function ensureRole(owner: Client, url: string): Promise<void> {
  if (await canConnect(url)) return;
  const { name, password } = roleOf(url);
  const exists = await owner.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [name]);
  const verb = exists.rowCount === 0 ? "CREATE" : "ALTER";
  try {
    await owner.query(
      `${verb} ROLE ${escapeIdentifier(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${escapeLiteral(password)}`,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The database owner may not ${verb.toLowerCase()} the role ${name} (${reason}); make it by hand and set its address`,
      {
        cause: error,
      },
    );
  }
}

async function canConnect(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** UPDATE, DELETE and TRUNCATE are refused even to the owner, and under session_replication_role = replica too (ENABLE ALWAYS). */
function appendOnlyTriggers(table: string): string {
  const trigger = (name: string, when: string): string => `
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'public.${table}'::regclass AND tgname = '${name}') THEN
      CREATE TRIGGER ${name} ${when} EXECUTE FUNCTION public.refuse_change();
    END IF;
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'public.${table}'::regclass AND tgname = '${name}' AND tgenabled = 'A') THEN
      ALTER TABLE public.${table} ENABLE ALWAYS TRIGGER ${name};
    END IF;`;
  return `DO $$ BEGIN
    ${trigger("append_only_rows", `BEFORE UPDATE OR DELETE ON public.${table} FOR EACH ROW`)}
    ${trigger("append_only_table", `BEFORE TRUNCATE ON public.${table} FOR EACH STATEMENT`)}
  END $$`;
}

/** What web and worker may do. They own nothing, so they can neither drop a trigger nor grant themselves more. */
function grants(role: string): string {
  const to = escapeIdentifier(role);
  return `
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO ${to};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${to};
    REVOKE TRUNCATE, REFERENCES, TRIGGER ON ALL TABLES IN SCHEMA public FROM ${to};
    REVOKE UPDATE, DELETE ON ${[...APPEND_ONLY, "_prisma_migrations"].map((table) => `public.${table}`).join(", ")} FROM ${to};
    REVOKE INSERT ON public._prisma_migrations FROM ${to};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${to};`;
}

/** The worker makes and drops partitions by functions of the owner; nobody else may. */
function partitionKeeper(worker: string): string {
  const functions = [
    "ensure_partitions(text, text, timestamptz, int)",
    "drop_partition(text, text, timestamptz)",
    "sweep_default(text, timestamptz)",
  ];
  return functions
    .map(
      (each) => `
    REVOKE EXECUTE ON FUNCTION public.${each} FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION public.${each} TO ${escapeIdentifier(worker)};`,
    )
    .join("");
}

/** Columns of `api_keys` that the web's role can write and never read: there is no way back from the browser's side to a stored key. */
const SEALED_COLUMNS = ["sealed", "wrappedKey"];

/** Named columns in place of the whole table. A sealed column that is added later belongs into the list. */
function writeOnlyKeys(role: string): string {
  const to = escapeIdentifier(role);
  return `
    REVOKE ALL ON public.api_keys FROM ${to};
    GRANT INSERT ON public.api_keys TO ${to};
    DO $$ BEGIN
      EXECUTE (SELECT format('GRANT SELECT (%1$s), UPDATE (%1$s) ON public.api_keys TO ${to.replaceAll("'", "''")}',
                             string_agg(quote_ident(attname), ', '))
               FROM pg_attribute
               WHERE attrelid = 'public.api_keys'::regclass AND attnum > 0 AND NOT attisdropped
                 AND attname NOT IN (${SEALED_COLUMNS.map((name) => escapeLiteral(name)).join(", ")}));
    END $$;
    GRANT UPDATE (${SEALED_COLUMNS.map((name) => escapeIdentifier(name)).join(", ")}) ON public.api_keys TO ${to};`;
}
