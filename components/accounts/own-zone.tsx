"use client";

import { useSyncExternalStore } from "react";

/** The browser's time zone as a field of a form; empty without its script. */
export function OwnZone({ name }: { readonly name: string }) {
  const zone = useSyncExternalStore(
    () => () => undefined,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "",
  );
  return <input type="hidden" name={name} value={zone} />;
}
