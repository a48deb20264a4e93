import { EmptyState } from "@/components/ui/empty-state";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";

export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly last4: string;
  readonly scopes: readonly string[];
  readonly ips: readonly string[];
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
}

export function TokenList({ tokens, revoke }: { readonly tokens: readonly TokenRow[]; readonly revoke: FormAction }) {
  return (
    <Panel title="Your tokens">
      {tokens.length === 0 ? (
        <EmptyState title="No tokens">A token lets a program of yours use the API without your password.</EmptyState>
      ) : (
        <ul className="divide-y divide-line">
          {tokens.map((token) => (
            <li key={token.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
              <div className="min-w-0 flex-1 basis-56">
                <div>
                  {token.name} <code className="font-mono text-caption text-ink-3">••••{token.last4}</code>
                </div>
                <div className="text-caption text-ink-3">
                  {token.scopes.join(", ")}
                  {token.ips.length > 0 && <> · only {token.ips.join(", ")}</>} ·{" "}
                  {token.lastUsedAt === null ? "never used" : <>used {<When at={token.lastUsedAt} />}</>} ·{" "}
                  {token.expiresAt === null ? "no end" : <>ends {<When at={token.expiresAt} as="date" />}</>}
                </div>
              </div>
              <Form action={revoke} aria-label={`Revoke ${token.name}`}>
                <input type="hidden" name="tokenId" value={token.id} />
                <SubmitButton variant="danger" size="sm">
                  Revoke<span className="sr-only"> {token.name}</span>
                </SubmitButton>
              </Form>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
