// In the place of the package `server-only`, which throws outside of Next's compiler: server.ts, worker.ts and tests run outside of it.
export {};
