"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogFoot } from "@/components/ui/dialog";
import { Switch } from "@/components/ui/field";
import { Kbd } from "@/components/ui/kbd";
import type { Role } from "@/lib/kernel/actor";
import { keysAreOn, keysOf, setKeys } from "./keys.ts";

export function KeyList({ role, onClose }: { readonly role: Role; readonly onClose: () => void }) {
  const [on, setOn] = useState(keysAreOn);
  return (
    <Dialog title="Keys" open onOpenChange={(open) => !open && onClose()}>
      <ul className="mt-4 mb-3 grid gap-2">
        <li className="flex justify-between gap-4">
          <span>Search or run an action</span>
          <span>
            <Kbd>⌘</Kbd> <Kbd>K</Kbd>
          </span>
        </li>
        {keysOf(role).map((key) => (
          <li key={key.keys} className="flex justify-between gap-4">
            <span>{key.does}</span>
            <span className="flex gap-1">
              {[...key.keys].map((letter) => (
                <Kbd key={letter}>{letter}</Kbd>
              ))}
            </span>
          </li>
        ))}
      </ul>
      <Switch
        label="Single-letter keys"
        checked={on}
        onChange={(event) => {
          setOn(event.target.checked);
          setKeys(event.target.checked);
        }}
      />
      <DialogFoot>
        <DialogClose asChild>
          <Button>Close</Button>
        </DialogClose>
      </DialogFoot>
    </Dialog>
  );
}
