import type { Metadata } from "next";
import Link from "next/link";
import { SettingsPage } from "@/components/accounts/settings-page";
import { TokenForm } from "@/components/accounts/token-form";
import { TokenList } from "@/components/accounts/token-list";
import { Notice } from "@/components/ui/notice";
import { requireActor } from "@/lib/auth/require-role";
import { apiTokensOf } from "@/lib/features/accounts/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { createApiTokenAction, revokeApiTokenAction } from "./actions.ts";

export const metadata: Metadata = { title: "API tokens" };

export default async function ApiPage() {
  const actor = await requireActor();
  const tokens = await apiTokensOf(getCtx().db, actor.userId);
  return (
    <SettingsPage current="api">
      {actor.emailVerified ? (
        <TokenForm action={createApiTokenAction} />
      ) : (
        <Notice tone="warn" title="Confirm your e-mail address first.">
          Tokens are for confirmed accounts.{" "}
          <Link className="link" href="/verify">
            Send the mail again
          </Link>
        </Notice>
      )}
      <TokenList
        tokens={tokens.map(({ expiresAt, lastUsedAt, ...token }) => ({
          ...token,
          expiresAt: expiresAt?.getTime() ?? null,
          lastUsedAt: lastUsedAt?.getTime() ?? null,
        }))}
        revoke={revokeApiTokenAction}
      />
    </SettingsPage>
  );
}
