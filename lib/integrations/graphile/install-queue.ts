import { Logger, runMigrations } from "graphile-worker";
import { type Client, escapeIdentifier, escapeLiteral } from "pg";

/**
 * Installs or upgrades graphile-worker's schema as the owner, and lets web (add jobs) and worker (run them) in. Its tables have row
 * security without a policy, so a role that does not own them sees nothing until it is given one.
 */
export async function installQueue(ownerUrl: string, owner: Client, roles: readonly string[]): Promise<void> {
  await runMigrations({ connectionString: ownerUrl, logger: quiet });
  for (const role of roles) await owner.query(letIn(role));
}

const quiet = new Logger(() => () => undefined);

function letIn(role: string): string {
  const to = escapeIdentifier(role);
  return `
    GRANT USAGE ON SCHEMA graphile_worker TO ${to};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO ${to};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${to};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO ${to};
    DO $$ DECLARE t record; BEGIN
      FOR t IN SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = 'graphile_worker' AND c.relkind = 'r' AND c.relrowsecurity
                 AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = ${escapeLiteral(role)})
      LOOP EXECUTE format('CREATE POLICY %I ON %s TO %I USING (true) WITH CHECK (true)', ${escapeLiteral(role)}, t.name, ${escapeLiteral(role)});
      END LOOP;
    END $$;`;
}
