import { Badge, StatusBadge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import { KeyFields } from "./key-fields.tsx";

export interface KeyRow {
  readonly id: string;
  readonly exchangeName: string;
  readonly label: string;
  readonly maskedKey: string;
  readonly status: string;
  readonly fault: string | null;
  readonly testnet: boolean;
  readonly validatedAt: number | null;
  readonly needsPassphrase: boolean;
  readonly unproven: boolean;
  /** "Spot trade yes", "Withdraw no" … */
  readonly rights: readonly string[];
}

export interface KeyActions {
  readonly check: FormAction;
  readonly rotate: FormAction;
  readonly revoke: FormAction;
}

/** Stored keys: what they may do, when that was last confirmed, and what can be done with them. */
export function KeyList({ keys, actions }: { readonly keys: readonly KeyRow[]; readonly actions: KeyActions }) {
  return (
    <Panel title="Your keys" flush>
      {keys.length === 0 ? (
        <EmptyState title="No keys">A key lets signals trade on your own account. Paper trading needs none.</EmptyState>
      ) : (
        <ul className="divide-y divide-line">
          {keys.map((key) => (
            <KeyItem key={key.id} row={key} actions={actions} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function KeyItem({ row, actions }: { readonly row: KeyRow; readonly actions: KeyActions }) {
  const name = `${row.exchangeName} ${row.maskedKey}`;
  return (
    <li className="space-y-3 py-4">
      <div className="flex flex-wrap items-center gap-2">
        <b>{row.exchangeName}</b> <code className="font-mono">{row.maskedKey}</code>
        {row.label !== "" && <span className="text-ink-3">{row.label}</span>}
        <StatusBadge status={row.status} />
        {row.testnet && <Badge tone="line">Test network</Badge>}
      </div>
      {row.fault !== null && (
        <Notice tone="bad" title="Not used.">
          {row.fault}
        </Notice>
      )}
      <p className="text-caption text-ink-3">
        {row.rights.join(" · ")} ·{" "}
        {row.validatedAt === null ? "never confirmed" : <>confirmed {<When at={row.validatedAt} />}</>}
      </p>
      <div className="flex flex-wrap gap-2">
        <Form action={actions.check} aria-label={`Check ${name}`}>
          <input type="hidden" name="id" value={row.id} />
          <SubmitButton variant="default" size="sm">
            Check now<span className="sr-only"> {name}</span>
          </SubmitButton>
        </Form>
        <ConfirmDialog
          trigger={
            <Button variant="danger" size="sm">
              Delete<span className="sr-only"> {name}</span>
            </Button>
          }
          title={`Delete the key ${name}`}
          description="Nothing can be read from that account or sent to it afterwards. The key is shredded here and cannot be brought back; end it at the exchange too."
          confirm="Delete key"
          variant="danger"
          action={actions.revoke}
          fields={{ id: row.id }}
        />
      </div>
      <details>
        <summary className="cursor-pointer py-2">Put a new key in its place</summary>
        <Form action={actions.rotate} className="grid gap-4 pt-2" aria-label={`Replace ${name}`}>
          <input type="hidden" name="id" value={row.id} />
          <KeyFields
            passphrase={row.needsPassphrase ? [row.exchangeName] : []}
            unproven={row.unproven ? [row.exchangeName] : []}
          />
          <div>
            <SubmitButton pendingText="Asking the exchange…">Check and replace key</SubmitButton>
          </div>
        </Form>
      </details>
    </li>
  );
}
