import type { WhereFrom } from "@/lib/features/accounts/where-from";
import { clientIp } from "./client-ip.ts";

/** Address and program of a caller, for the list of devices and the audit log. */
export function whereFrom(headers: Headers): WhereFrom {
  return { ip: clientIp(headers), userAgent: (headers.get("user-agent") ?? "").slice(0, 300) };
}
