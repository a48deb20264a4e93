import Link from "next/link";
import { CopyButton } from "@/components/ui/copy-button";
import { Field, Input } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import { RecoveryCodes, UntilCodes } from "./recovery-codes.tsx";

export interface SecondFactorPanelProps {
  readonly enabledAt: number | null;
  readonly recoveryCodesLeft: number;
  readonly hasPassword: boolean;
  /** The seed that awaits its first code: its QR code as SVG, made on the server, and the text to type by hand. */
  readonly pending: { readonly qrSvg: string; readonly seed: string } | null;
  readonly start: FormAction;
  readonly confirm: FormAction;
  readonly renew: FormAction;
  readonly turnOff: FormAction;
}

/** The second factor in its three states: off, waiting for its first code, on. */
export function SecondFactorPanel(props: SecondFactorPanelProps) {
  if (props.enabledAt !== null) return <On {...props} enabledAt={props.enabledAt} />;
  if (props.pending !== null) return <Pending {...props} pending={props.pending} />;
  return (
    <Panel title="Second factor">
      <p className="mb-4 max-w-(--measure) text-ink-2">
        An app on your phone shows a new code each 30 seconds. With it on, a stolen password opens nothing. Live trading
        needs it.
      </p>
      <Form action={props.start} className="grid max-w-[400px] gap-4">
        {props.hasPassword && (
          <Field label="Your password" name="password">
            <Input type="password" autoComplete="current-password" required />
          </Field>
        )}
        <div>
          <SubmitButton pendingText="One moment…">Set up second factor</SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}

function Pending({ pending, confirm }: SecondFactorPanelProps & { pending: { qrSvg: string; seed: string } }) {
  return (
    <Panel title="Second factor">
      <Form action={confirm} className="grid gap-5">
        <UntilCodes>
          <ol className="grid gap-5">
            <li className="grid gap-3">
              <p>1. Scan this with your authenticator app, or type the key by hand.</p>
              <div className="flex flex-wrap items-center gap-5">
                <div
                  role="img"
                  aria-label="The key beside it, to scan"
                  className="size-44 rounded-control bg-white p-2"
                  // The server made this SVG from the seed; nothing in it comes from a person.
                  // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn by our own server
                  dangerouslySetInnerHTML={{ __html: pending.qrSvg }}
                />
                <div className="min-w-0">
                  <code className="block break-all font-mono text-dense" data-testid="totp-seed">
                    {(pending.seed.match(/.{1,4}/g) ?? []).join(" ")}
                  </code>
                  <div className="mt-2">
                    <CopyButton text={pending.seed} words="Copy key" />
                  </div>
                </div>
              </div>
            </li>
            <li className="grid max-w-[400px] gap-3">
              <p>2. Type the code that the app shows.</p>
              <Field label="Code" name="code" hint="Six digits. Spaces do not matter.">
                <Input className="num" inputMode="numeric" autoComplete="one-time-code" required />
              </Field>
              <div>
                <SubmitButton pendingText="Checking…">Turn on second factor</SubmitButton>
              </div>
            </li>
          </ol>
        </UntilCodes>
        <RecoveryCodes />
      </Form>
    </Panel>
  );
}

function On({ enabledAt, recoveryCodesLeft, renew, turnOff }: SecondFactorPanelProps & { enabledAt: number }) {
  return (
    <Panel title="Second factor">
      <p className="mb-4 text-ink-2">
        On since <When at={enabledAt} as="date" />. {recoveryCodesLeft} of 10 recovery codes are left.
      </p>
      <div className="grid gap-4">
        <Form action={renew} className="grid gap-4">
          <UntilCodes>
            <div>
              <SubmitButton variant="default">Make new recovery codes</SubmitButton>
            </div>
          </UntilCodes>
          <RecoveryCodes />
        </Form>
        <Form action={turnOff}>
          <SubmitButton variant="danger">Turn off second factor</SubmitButton>
        </Form>
        <p className="text-caption text-ink-3">
          Both need a code first; it counts for ten minutes.{" "}
          <Link className="link" href="/login/mfa?next=/settings/security">
            Confirm now
          </Link>
        </p>
      </div>
    </Panel>
  );
}
