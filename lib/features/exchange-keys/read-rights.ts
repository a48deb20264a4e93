import { AppError } from "@/lib/kernel/errors";
import type { KeyRights } from "@/lib/ports/exchange-accounts";

/** The permissions column, checked. @throws AppError "invariant" when it holds something else */
export function readRights(value: unknown): KeyRights {
  const at = (name: string): unknown =>
    typeof value === "object" && value !== null && name in value ? Reflect.get(value, name) : undefined;
  const unknown = at("unknown");
  return {
    read: yesNo(at("read")),
    spot: yesNo(at("spot")),
    swap: yesNo(at("swap")),
    withdraw: yesNoUnknown(at("withdraw")),
    transfer: yesNoUnknown(at("transfer")),
    ipBound: yesNoUnknown(at("ipBound")),
    unknown: Array.isArray(unknown) ? unknown.map(String) : [],
  };
}

function yesNo(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new AppError("invariant", "a stored key's rights are not whole");
}

function yesNoUnknown(value: unknown): boolean | null {
  return value === null ? null : yesNo(value);
}
