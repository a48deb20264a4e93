"use client";

import { CopyButton } from "@/components/ui/copy-button";
import { useFormContext } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";

/** The code that the form has just made: an address that opens the chat with it, and the words to type there by hand. */
export function TelegramCode() {
  const { state } = useFormContext();
  const { code, address } = state.data ?? {};
  if (state.status !== "done" || code === undefined) return null;
  return (
    <Notice tone="ok" title="Send this code to the bot within 15 minutes. It works once.">
      {address !== undefined && address !== "" && (
        <p>
          <a className="link" href={`${address}?start=${code}`} target="_blank" rel="noreferrer">
            Open the chat and press Start
          </a>
        </p>
      )}
      <p className="mt-2 flex flex-wrap items-center gap-2">
        or write <code className="break-all">/start {code}</code>
        <CopyButton text={`/start ${code}`} label="Copy the code" />
      </p>
    </Notice>
  );
}
