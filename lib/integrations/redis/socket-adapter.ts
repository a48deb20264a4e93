import { createAdapter } from "@socket.io/redis-adapter";
import type { Redis } from "./open-redis.ts";

/**
 * socket.io's adapter on clients that never reject: it does not wait for what it publishes, so a Redis that is away would end the process by
 * an unhandled rejection. What it could not publish is lost, which is why nothing travels by it that must arrive.
 */
export function socketAdapter({ client, subscriber }: Redis): ReturnType<typeof createAdapter> {
  return createAdapter(forgiving(client), forgiving(subscriber), { key: "heliograph:sockets", requestsTimeout: 1_000 });
}

function forgiving<Client extends object>(client: Client): Client {
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]): unknown => {
        const result: unknown = value.apply(target, args);
        return result instanceof Promise ? result.catch(() => 0) : result;
      };
    },
  });
}
