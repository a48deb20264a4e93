import type { Role } from "@/lib/kernel/actor";

/** What a user is told about himself, in API answers and on pages. Never a hash, a seed or a counter. */
export interface UserView {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly emailVerified: boolean;
  readonly totpEnabled: boolean;
}

export function userView(row: {
  id: string;
  email: string;
  name: string;
  role: Role;
  emailVerifiedAt: Date | null;
  totpEnabledAt: Date | null;
}): UserView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    emailVerified: row.emailVerifiedAt !== null,
    totpEnabled: row.totpEnabledAt !== null,
  };
}

/** The part of a provider's public address that says the name; `chance` (a few letters) keeps two of one name apart. */
export function slugOf(name: string, chance: string): string {
  const words = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return words === "" ? chance : `${words}-${chance}`;
}

/** What stands for the address of an account that its owner closed for good: nobody can have it, nor sign in by it. */
export function closedAddress(id: string): string {
  return `closed-${id}@invalid`;
}

/** What stands for the public name in its addresses then: one is made of the name, and its strategies go on telling it. */
export function closedSlug(id: string): string {
  return `closed-${id}`;
}
