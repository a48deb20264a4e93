import type { Role } from "@/lib/kernel/actor";

export type KeyAct =
  | { readonly type: "go"; readonly href: string }
  | { readonly type: "show"; readonly what: "palette" | "keys" }
  /** To the next (1) or the previous (-1) row of the list on this page. */
  | { readonly type: "row"; readonly by: 1 | -1 }
  | { readonly type: "search" };

interface Key {
  readonly keys: string;
  readonly does: string;
  readonly act: KeyAct;
  readonly roles?: readonly Role[];
}

const TRADERS: readonly Role[] = ["SUBSCRIBER", "PROVIDER"];

/** The keys of UX 5 that this version has a place for. Single letters work outside of fields and can be turned off. */
const KEYS: readonly Key[] = [
  { keys: "gd", does: "Go to Home", act: { type: "go", href: "/dashboard" }, roles: TRADERS },
  { keys: "gs", does: "Go to Signals", act: { type: "go", href: "/signals" }, roles: TRADERS },
  { keys: "gp", does: "Go to Positions", act: { type: "go", href: "/positions" }, roles: TRADERS },
  { keys: "gb", does: "Go to Backtests", act: { type: "go", href: "/backtests" }, roles: TRADERS },
  { keys: "n", does: "New signal", act: { type: "go", href: "/provider/signals/new" }, roles: ["PROVIDER"] },
  { keys: "n", does: "New backtest", act: { type: "go", href: "/backtests/new" }, roles: ["SUBSCRIBER"] },
  { keys: "j", does: "Next in the list; Enter opens it", act: { type: "row", by: 1 } },
  { keys: "k", does: "Previous in the list", act: { type: "row", by: -1 } },
  { keys: "/", does: "Search on this page", act: { type: "search" } },
  { keys: "?", does: "Show this list", act: { type: "show", what: "keys" } },
];

export function keysOf(role: Role): readonly Key[] {
  return KEYS.filter((key) => key.roles === undefined || key.roles.includes(role));
}

export function keyFor(pressed: string, role: Role): KeyAct | null {
  return keysOf(role).find((key) => key.keys === pressed)?.act ?? null;
}

const OFF = "keys-off";

export function keysAreOn(): boolean {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true; // storage is closed to us: keep the default
  }
}

export function setKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // storage is closed to us: the choice lasts for no longer than the page
  }
}
