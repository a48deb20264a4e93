"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "./button.tsx";

/** Puts `text` on the clipboard and says so. With `words` a button with words, else the icon alone. */
export function CopyButton({
  text,
  label = "Copy",
  words,
}: {
  readonly text: string;
  readonly label?: string;
  readonly words?: string;
}) {
  const [copied, setCopied] = useState(false);
  const [failed, setFailed] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      setFailed(true); // no permission or no https: the text is on screen and can be selected
    }
  };
  const Icon = copied ? Check : Copy;
  const icon = <Icon className="ic" aria-hidden="true" />;
  return (
    <>
      {words === undefined ? (
        <IconButton label={label} variant="default" onClick={copy}>
          {icon}
        </IconButton>
      ) : (
        <Button onClick={copy} icon={icon}>
          {words}
        </Button>
      )}
      <span role="status" className={failed ? "hint hint-error" : "sr-only"}>
        {copied ? "Copied" : failed ? "The browser refused; select the text and copy it." : ""}
      </span>
    </>
  );
}
