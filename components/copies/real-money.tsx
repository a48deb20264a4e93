"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Checkbox, Field, Input } from "@/components/ui/field";

const PHRASE = "LIVE";

export const REAL_MONEY_FIELDS = ["riskAccepted", "phrase", "confirmWord"] as const;

export interface RealMoneyProps {
  /** The server asks for a word of its own too. */
  readonly needsWord: boolean;
  /** Told at each change: whether all of it is given now. */
  readonly onGiven: (given: boolean) => void;
}

/** What is shown before real money moves for the first time: the risk, the typed word and, where a server asks for one, its own. */
export function RealMoney({ needsWord, onGiven }: RealMoneyProps) {
  const [{ accepted, phrase, word }, setShown] = useState({ accepted: false, phrase: "", word: "" });
  const tell = useRef(onGiven);
  tell.current = onGiven;
  // A dialog that is closed forgets what was typed in it.
  useEffect(() => () => tell.current(false), []);
  const change = (part: Partial<{ accepted: boolean; phrase: string; word: string }>): void => {
    const next = { accepted, phrase, word, ...part };
    setShown(next);
    onGiven(next.accepted && next.phrase === PHRASE && (!needsWord || next.word !== ""));
  };
  return (
    <>
      <Checkbox
        name="riskAccepted"
        value="true"
        checked={accepted}
        onChange={(event) => change({ accepted: event.target.checked })}
        onKeyDown={notByEnter}
        label="I trade with real money and can lose all of it. Nobody promises a profit."
      />
      <Field label={`Type ${PHRASE}`} name="phrase">
        <Input
          className="font-mono sm:max-w-48"
          autoComplete="off"
          spellCheck={false}
          value={phrase}
          onChange={(event) => change({ phrase: event.target.value })}
          onKeyDown={notByEnter}
        />
      </Field>
      {needsWord && (
        <Field label="Word of this server" name="confirmWord" hint="Whoever runs this server gave it to you.">
          <Input
            type="password"
            autoComplete="off"
            value={word}
            onChange={(event) => change({ word: event.target.value })}
            onKeyDown={notByEnter}
          />
        </Field>
      )}
    </>
  );
}

/** Beside a button that does not act yet: what it waits for. */
export function NotYet({ ready, given }: { readonly ready: boolean; readonly given: boolean }) {
  if (ready && given) return null;
  return (
    <p className="hint mt-2">
      {ready ? `Accept the risk and type ${PHRASE} first.` : "A condition above is not met yet."}
    </p>
  );
}

/** Real money moves by the button alone. */
export function notByEnter(event: KeyboardEvent): void {
  if (event.key === "Enter") event.preventDefault();
}
