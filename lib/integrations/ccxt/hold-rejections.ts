import type { Exchange } from "ccxt";

/**
 * ccxt's websockets make promises before they ask and reject them with nobody listening when the question fails; Node ends a process for that.
 * Whoever awaits such a promise still gets its error.
 */
export function holdRejections(exchange: Exchange): void {
  const held = new WeakSet<object>();
  const open = exchange.client.bind(exchange);
  exchange.client = (url) => {
    const client = open(url);
    if (held.has(client)) return client;
    held.add(client);
    for (const name of ["future", "reusableFuture"] as const) {
      const make = client[name].bind(client);
      client[name] = (hash: string) => {
        const future = make(hash);
        future.catch(() => undefined);
        return future;
      };
    }
    return client;
  };
}
