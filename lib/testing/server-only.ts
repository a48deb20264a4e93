// The package `server-only` throws outside of Next; a test of a query runs outside of Next.
export {};
