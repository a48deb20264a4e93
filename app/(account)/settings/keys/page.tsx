import type { Metadata } from "next";
import Link from "next/link";
import { SettingsPage } from "@/components/accounts/settings-page";
import { KeyForm } from "@/components/exchange-keys/key-form";
import { KeyList } from "@/components/exchange-keys/key-list";
import { KeySteps } from "@/components/exchange-keys/key-steps";
import { KeyUses } from "@/components/exchange-keys/key-uses";
import { Notice } from "@/components/ui/notice";
import { requireActor } from "@/lib/auth/require-role";
import { exchangeRules, keysOf, keyUsesOf } from "@/lib/features/exchange-keys/queries";
import type { KeyRights } from "@/lib/ports/exchange-accounts";
import { getCtx } from "@/lib/runtime/ctx";
import { checkKeyAction, revokeKeyAction, rotateKeyAction, storeKeyAction } from "./actions.ts";

export const metadata: Metadata = { title: "Exchange keys" };

export default async function KeysPage() {
  const actor = await requireActor();
  if (actor.role === "ADMIN") {
    return (
      <SettingsPage current="keys">
        <Notice title="An admin does not trade,">so there is no key to store here.</Notice>
      </SettingsPage>
    );
  }
  const { db, exchangeAccounts } = getCtx();
  const [keys, uses, rules] = await Promise.all([
    keysOf(db, actor.userId),
    keyUsesOf(db, actor.userId),
    exchangeRules(db, exchangeAccounts.offered),
  ]);
  const open = rules.filter(({ tellsRights, admitUnproven }) => tellsRights || admitUnproven);
  const nameOf = (id: string): string => rules.find((rule) => rule.id === id)?.name ?? id;
  return (
    <SettingsPage current="keys">
      <p className="lead">
        Keys are checked at their exchange, stored encrypted, and never shown again. One that can withdraw or transfer
        is refused.
      </p>
      {actor.emailVerified && actor.totpEnabled ? (
        <KeyForm exchanges={open} action={storeKeyAction} />
      ) : (
        <Notice tone="warn" title="Before you store a key:">
          {actor.emailVerified ? (
            <Link className="link" href="/settings/security">
              turn on the second factor
            </Link>
          ) : (
            <Link className="link" href="/verify">
              confirm your e-mail address
            </Link>
          )}
          .
        </Notice>
      )}
      <KeySteps exchanges={open} sandboxVenue={exchangeAccounts.sandboxUrl} />
      <KeyList
        keys={keys.map(({ validatedAt, permissions, exchange, ...key }) => ({
          ...key,
          exchangeName: nameOf(exchange),
          validatedAt: validatedAt?.getTime() ?? null,
          rights: rightsInWords(permissions),
          needsPassphrase: rules.some((rule) => rule.id === exchange && rule.needsPassphrase),
          unproven: rules.some((rule) => rule.id === exchange && !rule.tellsRights),
        }))}
        actions={{ check: checkKeyAction, rotate: rotateKeyAction, revoke: revokeKeyAction }}
      />
      {uses.length > 0 && (
        <KeyUses
          uses={uses.map(({ exchange, maskedKey, at, ...use }) => ({
            ...use,
            at: at.getTime(),
            key: `${nameOf(exchange)} ${maskedKey}`,
          }))}
        />
      )}
    </SettingsPage>
  );
}

function rightsInWords({ spot, swap, withdraw, transfer, ipBound }: KeyRights): readonly string[] {
  const word = (value: boolean | null): string => (value === null ? "unproven" : value ? "yes" : "no");
  return [
    `Spot trade ${word(spot)}`,
    `Perpetuals ${word(swap)}`,
    `Withdraw ${word(withdraw)}`,
    `Transfer ${word(transfer)}`,
    `Bound to addresses ${word(ipBound)}`,
  ];
}
