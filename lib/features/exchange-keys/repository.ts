import { lockInTransaction } from "@/lib/db/advisory-lock";
import type { Prisma, Tx } from "@/lib/db/client";
import type { KeyRights } from "@/lib/ports/exchange-accounts";
import type { ExchangeSecrets, KeyBinding, SealedKey } from "@/lib/ports/key-vault";
import { maskKey } from "./key.ts";

/** What the exchange said of a key that was let in. */
export interface CheckedKey {
  readonly rights: KeyRights;
  readonly status: "VALID" | "UNPROVEN";
}

/** Written without reading back, here and below: the web's role may write sealed columns and not read them (`…Many` returns no row). */
export async function insertKey(
  tx: Tx,
  key: KeyBinding &
    SealedKey &
    CheckedKey & {
      readonly secrets: ExchangeSecrets;
      readonly label: string;
      readonly testnet: boolean;
      readonly at: Date;
    },
): Promise<void> {
  const { secrets, rights, at, ...row } = key;
  await tx.apiKey.createMany({
    data: [
      {
        ...row,
        maskedKey: maskKey(secrets.apiKey),
        permissions: rightsColumn(rights),
        validatedAt: at,
        checkedAt: at,
        createdAt: at,
      },
    ],
  });
}

/** False when the key was revoked meanwhile. */
export async function replaceSecrets(
  tx: Tx,
  id: string,
  key: SealedKey & CheckedKey & { readonly secrets: ExchangeSecrets; readonly at: Date },
): Promise<boolean> {
  const { secrets, rights, at, ...columns } = key;
  const { count } = await tx.apiKey.updateMany({
    where: { id, status: { not: "REVOKED" } },
    data: {
      ...columns,
      maskedKey: maskKey(secrets.apiKey),
      permissions: rightsColumn(rights),
      fault: null,
      validatedAt: at,
      checkedAt: at,
    },
  });
  return count === 1;
}

/** Ends a key for good: without its data key the secrets are noise, in every backup made from now on. False when it was not this user's. */
export async function shredKey(tx: Tx, id: string, userId: string, at: Date): Promise<boolean> {
  const { count } = await tx.apiKey.updateMany({
    where: { id, userId, status: { not: "REVOKED" } },
    data: { status: "REVOKED", revokedAt: at, sealed: new Uint8Array(), wrappedKey: new Uint8Array() },
  });
  if (count === 1) await tx.follow.updateMany({ where: { credentialId: id }, data: { credentialId: null } });
  return count === 1;
}

/** Notes what the exchange said now. A key that was revoked or rotated since it was read stays as it is. */
export async function recordCheck(
  tx: Tx,
  key: { readonly id: string; readonly wrappedKey: Uint8Array<ArrayBuffer> },
  check: {
    readonly status: "VALID" | "UNPROVEN" | "INVALID";
    readonly fault: string | null;
    readonly rights: KeyRights | null;
    readonly at: Date;
  },
): Promise<boolean> {
  const { status, fault, rights, at } = check;
  const { count } = await tx.apiKey.updateMany({
    where: { id: key.id, wrappedKey: key.wrappedKey, status: { not: "REVOKED" } },
    data: {
      status,
      fault,
      checkedAt: at,
      ...(status === "INVALID" ? {} : { validatedAt: at }),
      ...(rights === null ? {} : { permissions: rightsColumn(rights) }),
    },
  });
  return count === 1;
}

export async function insertKeyUse(
  tx: Tx,
  use: {
    readonly id: string;
    readonly keyId: string;
    readonly at: Date;
    readonly purpose: "save" | "rotate" | "validate" | "trade";
    readonly outcome: string;
  },
): Promise<void> {
  await tx.apiKeyUse.createMany({ data: [use] });
}

/** A user's next key waits for the one before, so that two at once do not pass what his plan lets him keep. Held to the transaction's end. */
export async function lockKeysOf(tx: Tx, userId: string): Promise<void> {
  await lockInTransaction(tx, `exchange keys ${userId}`);
}

export async function countKeys(tx: Tx, userId: string): Promise<number> {
  return tx.apiKey.count({ where: { userId, status: { not: "REVOKED" } } });
}

export async function keyIds(tx: Tx, userId: string): Promise<string[]> {
  const rows = await tx.apiKey.findMany({
    where: { userId, status: { not: "REVOKED" } },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** The exchanges that a user keeps keys for. */
export async function keyExchanges(tx: Tx, userId: string): Promise<string[]> {
  const rows = await tx.apiKey.findMany({
    where: { userId, status: { not: "REVOKED" } },
    distinct: ["exchange"],
    select: { exchange: true },
  });
  return rows.map((row) => row.exchange);
}

export async function admitsUnproven(db: Pick<Tx, "exchangeRule">, exchange: string): Promise<boolean> {
  const rule = await db.exchangeRule.findUnique({ where: { exchange } });
  return rule?.admitUnproven ?? false;
}

/** Keys in use that nobody asked about since `before`, longest first. For the worker: they come with what is sealed. */
export async function keysToCheck(db: Pick<Tx, "apiKey">, before: Date, limit: number) {
  return db.apiKey.findMany({
    where: { status: { in: ["VALID", "UNPROVEN"] }, checkedAt: { lt: before } },
    orderBy: { checkedAt: "asc" },
    take: limit,
    select: { id: true },
  });
}

/** Whose a key is that is in use and was last asked about before `before`; null: there is nothing to doubt. */
export async function keyToDoubt(db: Pick<Tx, "apiKey">, id: string, before: Date): Promise<{ userId: string } | null> {
  return db.apiKey.findFirst({
    where: { id, status: { in: ["VALID", "UNPROVEN"] }, checkedAt: { lt: before } },
    select: { userId: true },
  });
}

/** One key with what is sealed: the worker's role alone can read it. */
export async function sealedKeyById(db: Pick<Tx, "apiKey">, id: string) {
  return db.apiKey.findFirst({ where: { id, status: { not: "REVOKED" } } });
}

function rightsColumn({ unknown, ...rights }: KeyRights): Prisma.InputJsonObject {
  return { ...rights, unknown: [...unknown] };
}
