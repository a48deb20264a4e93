import type { Ctx } from "@/lib/ports/ctx";

const holder = globalThis as typeof globalThis & { heliographCtx?: Ctx };

/**
 * Makes `ctx` the one of this process. server.ts builds it once: server code and Next's routes share one globalThis but not one module
 * registry, so a module variable would exist twice.
 */
export function publishCtx(ctx: Ctx): void {
  holder.heliographCtx = ctx;
}

/** The Ctx of this process. @throws Error when the process was not started by server.ts or worker.ts */
export function getCtx(): Ctx {
  if (holder.heliographCtx === undefined)
    throw new Error("No context: start the web with `npm run dev` or `npm start`");
  return holder.heliographCtx;
}
