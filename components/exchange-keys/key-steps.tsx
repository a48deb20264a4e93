import { Panel } from "@/components/ui/panel";

/** How to make a key that may trade and nothing else, in the words of each exchange's own pages. */
const STEPS: Readonly<Record<string, readonly string[]>> = {
  bybit: [
    "Open Account & Security, API, and choose Create New Key, System-generated.",
    "Choose Read-Write. Tick Spot Trade and, for perpetuals, Contract Orders and Positions.",
    "Leave everything under Wallet and Assets unticked: no withdrawal, no transfer.",
    "Name the server's address under IP restriction, then copy key and secret.",
  ],
  binance: [
    "Open Account, API Management, and choose Create API, System generated.",
    "Edit restrictions: name the server's address, then tick Enable Reading and Enable Spot & Margin Trading.",
    "Leave Enable Withdrawals, Internal Transfer and Universal Transfer unticked.",
    "Save, then copy key and secret.",
  ],
  mexc: [
    "Open API Management and tick the rights of the account (read) and of spot trading only.",
    "Name the server's address. MEXC cannot tell us a key's rights, so such a key is shown as unproven.",
    "Copy access key and secret key.",
  ],
  binanceus: [
    "Open API Management and create a key; name the server's address.",
    "Tick reading and spot trading only. Binance.US cannot tell us a key's rights, so such a key is shown as unproven.",
    "Copy key and secret.",
  ],
  bitget: [
    "Open API Keys, Create API key, System-generated, and choose a passphrase.",
    "Choose Read-write, tick Spot trade and, for perpetuals, Futures orders and holdings.",
    "Leave Transfer and Withdraw unticked, name the server's address, then copy key, secret and passphrase.",
  ],
};

export function KeySteps({
  exchanges,
  sandboxVenue,
}: {
  readonly exchanges: readonly { readonly id: string; readonly name: string }[];
  /** Where the sandbox's own exchange gives out keys. */
  readonly sandboxVenue: string | null;
}) {
  return (
    <Panel title="How to make a key that may only trade">
      {sandboxVenue !== null && (
        <p>
          This is the sandbox: keys come from its{" "}
          <a className="link" href={sandboxVenue}>
            own exchange
          </a>
          . A key of a real exchange is not known there.
        </p>
      )}
      {exchanges.map(({ id, name }) => (
        <details key={id} className="py-1">
          <summary className="cursor-pointer py-2 font-medium">{name}</summary>
          <ol className="ml-5 list-decimal space-y-1 pb-2">
            {(STEPS[id] ?? []).map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </details>
      ))}
    </Panel>
  );
}
