"use client";

import { Download, FileCheck, ShieldCheck } from "lucide-react";
import { type ChangeEvent, type DragEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { checkChain, type Finding, readFileOf, signatureHolds } from "./check-chain.ts";

export interface LedgerPanelProps {
  readonly strategyId: string;
  /** Newest event that this reader is told. */
  readonly seq: number;
  readonly hash: string;
  readonly delayed: boolean;
}

/** The largest file that is read: some 100,000 events. */
const FILE_BYTES_MAX = 100_000_000;

/** Download the chain, check it here with the browser's own SHA-256, and compare the record with a head or chain kept earlier. */
export function LedgerPanel({ strategyId, seq, hash, delayed }: LedgerPanelProps) {
  const address = `/api/strategies/${strategyId}/ledger`;
  const [busy, setBusy] = useState(false);
  const [findings, setFindings] = useState<readonly Finding[]>([]);
  const inputId = useId();

  const run = async (work: () => Promise<readonly Finding[]>): Promise<void> => {
    setBusy(true);
    try {
      setFindings(await work());
    } catch (error) {
      setFindings([{ holds: false, text: error instanceof Error ? error.message : "The check could not be run." }]);
    } finally {
      setBusy(false);
    }
  };
  const compare = (file: File | undefined): void => {
    if (file !== undefined) void run(async () => compareFile(file, address));
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    compare(event.dataTransfer.files[0]);
  };
  const onPick = (event: ChangeEvent<HTMLInputElement>): void => {
    compare(event.target.files?.[0]);
    event.target.value = "";
  };

  return (
    <Panel title="Check this record">
      <p className="max-w-[68ch] text-ink-2">
        Every event names the hash of the one before, so nothing inside can be changed without breaking all that
        follows. A chain that was rebuilt whole would still hold: only a head that you kept earlier shows that. Keep
        one.
        {delayed && " You see events 24 hours late; subscribers see them at once."}
      </p>
      <p className="mt-3 break-all text-caption text-ink-3">
        {seq === 0 ? "No event yet." : `Event ${seq} · `}
        {seq > 0 && <code>{hash}</code>}
      </p>
      <div className="mt-4 flex flex-wrap gap-2">
        <Button
          variant="primary"
          icon={<ShieldCheck className="ic" aria-hidden="true" />}
          disabled={busy}
          onClick={() => void run(async () => [await checkChain(await fetchChain(address), null)])}
        >
          {busy ? "Checking…" : "Check the chain here"}
        </Button>
        <Button
          icon={<Download className="ic" aria-hidden="true" />}
          onClick={() => void run(async () => save(`ledger-${strategyId}.ndjson`, await fetchText(address)))}
        >
          Download chain
        </Button>
        <Button
          icon={<Download className="ic" aria-hidden="true" />}
          onClick={() =>
            void run(async () =>
              save(`head-${strategyId}.json`, `${JSON.stringify(await fetchHead(address), null, 2)}\n`),
            )
          }
        >
          Keep today’s head
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping a file is a second way; the field inside is the first */}
      <div
        className="mt-4 rounded-card border border-line-3 border-dashed p-4"
        onDrop={onDrop}
        onDragOver={(event) => event.preventDefault()}
      >
        <label htmlFor={inputId} className="field-label flex items-center gap-2">
          <FileCheck className="ic" aria-hidden="true" />
          Compare with a head or chain kept earlier
        </label>
        <input
          id={inputId}
          type="file"
          accept=".json,.ndjson,application/json"
          className="input mt-2 h-auto py-2"
          onChange={onPick}
        />
        <p className="hint">Choose the file, or drop it here. It stays in this browser.</p>
      </div>
      <div className="mt-4 space-y-2" role="status">
        {findings.map((finding) => (
          <Notice key={finding.text} tone={finding.holds ? "ok" : "bad"}>
            {finding.text}
          </Notice>
        ))}
      </div>
      <noscript>
        <p className="hint mt-3">
          The check here needs JavaScript. Without it: <code>npm run ledger -- verify FILE</code> on the download.
        </p>
      </noscript>
    </Panel>
  );
}

async function compareFile(file: File, address: string): Promise<readonly Finding[]> {
  if (file.size > FILE_BYTES_MAX) return [{ holds: false, text: `${file.name} is larger than 100 MB.` }];
  const kept = readFileOf(await file.text());
  if (kept === null) return [{ holds: false, text: `${file.name} holds neither a chain nor a head of ours.` }];
  const findings: Finding[] = [];
  if (kept.events !== null) {
    const own = await checkChain(kept.events, null);
    findings.push({ ...own, text: `${file.name}: ${own.text}` });
    if (!own.holds) return findings;
  }
  if (kept.signed !== null) {
    const holds = await signatureHolds(kept.signed, await fetchKey());
    findings.push(
      holds === null
        ? { holds: true, text: "This browser cannot check Ed25519 signatures; the head is compared all the same." }
        : { holds, text: holds ? "The head is signed by this server." : "The head’s signature is not this server’s." },
    );
  }
  if (kept.head !== null) findings.push(await checkChain(await fetchChain(address), kept.head));
  return findings;
}

async function fetchText(address: string): Promise<string> {
  const response = await fetch(address, { headers: { accept: "application/x-ndjson" } });
  if (!response.ok) throw new Error(`The record could not be loaded (${response.status}). Try again.`);
  return response.text();
}

async function fetchChain(address: string): Promise<readonly unknown[]> {
  const lines = (await fetchText(address)).split("\n").filter((line) => line !== "");
  return lines.map((line): unknown => JSON.parse(line));
}

async function fetchHead(address: string): Promise<unknown> {
  const response = await fetch(`${address}?limit=1`);
  if (!response.ok) throw new Error(`The head could not be loaded (${response.status}). Try again.`);
  const { head } = (await response.json()) as { head: unknown };
  return head;
}

async function fetchKey(): Promise<string> {
  const response = await fetch("/.well-known/heliograph-ledger.json");
  if (!response.ok) throw new Error("The server's public key could not be loaded. Try again.");
  const { keys } = (await response.json()) as { keys: readonly { x: string }[] };
  return keys[0]?.x ?? "";
}

function save(name: string, content: string): readonly Finding[] {
  const url = URL.createObjectURL(new Blob([content]));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
  return [{ holds: true, text: `Saved ${name}.` }];
}
