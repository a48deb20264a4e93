import type { NewAlert } from "@/lib/features/admin/alert";
import type { Log } from "@/lib/ports/log";

/** The same error is raised at most so often by one process; the count in between is lost, the log has each. */
const SAME_PAUSE_MS = 10_000;
/** Different errors a minute that one process raises: a broken database says everything in a hundred ways. */
const A_MINUTE_MAX = 20;

/**
 * A log whose errors also reach the admins. Only the line's own message goes out, never its fields: they may hold what a stack or a query
 * holds. `raise` must not log an error itself.
 */
export function alarmingLog<L extends Log>(
  log: L,
  of: { readonly process: string; readonly machineNow: () => number; readonly raise: (alert: NewAlert) => void },
): L {
  const raisedAt = new Map<string, number>();
  const error = (fields: object, message: string): void => {
    log.error(fields, message);
    const now = of.machineNow();
    for (const [known, at] of raisedAt) if (now - at > 60_000) raisedAt.delete(known);
    const last = raisedAt.get(message);
    if ((last !== undefined && now - last < SAME_PAUSE_MS) || (last === undefined && raisedAt.size >= A_MINUTE_MAX))
      return;
    raisedAt.set(message, now);
    const requestId: unknown = Reflect.get(fields, "requestId");
    of.raise({
      key: `error:${of.process}:${message}`,
      title: `Error in the ${of.process}: ${message}`,
      body:
        typeof requestId === "string" ? `Newest request ${requestId}. The log has the rest.` : "The log has the rest.",
      link: "/status",
    });
  };
  return { ...log, error };
}
