import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Role } from "@/lib/kernel/actor";

/** DATA_DIR/sandbox.json (SPEC 8): what a person or a program needs to use the sandbox. */
export interface SandboxFile {
  readonly baseUrl: string;
  /** The owner's address, for looking into the database. */
  readonly databaseUrl: string;
  readonly users: readonly { readonly role: Role; readonly email: string; readonly password: string }[];
}

export function writeSandboxFile(dataDir: string, content: SandboxFile): void {
  const file = join(dataDir, "sandbox.json");
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
}
