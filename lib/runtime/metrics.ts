import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  /** Everything in Prometheus' text form. */
  text(): Promise<string>;
  readonly contentType: string;
  countRequest(kind: RequestKind, method: string, status: number, seconds: number): void;
  readonly sockets: { inc(): void; dec(): void };
  countSocketMessage(event: string, sockets: number): void;
  countRelayed(seconds: number): void;
  setGauge(name: StateGauge, value: number): void;
}

export type RequestKind = "api" | "page" | "static";

/** Figures of the whole system, read from the database when they are asked for. */
const STATE_GAUGES = {
  worker_heartbeat_age_seconds: "Seconds since any worker last showed that it lives; -1: none ever did",
  price_age_seconds: "Age of the newest price of the feed, by the rules' clock; -1: there is none",
  outbox_lag_events: "Events that the slowest handler has not come to yet",
  outbox_lag_seconds: "Age of the oldest event that the slowest handler has not come to yet",
  handler_failures_waiting: "Events that wait to be tried again",
  handler_failures_dead: "Events given up after eight tries",
} as const;
export type StateGauge = keyof typeof STATE_GAUGES;

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const holder = globalThis as typeof globalThis & { heliographMetrics?: Metrics };

/** The metrics of this process, named heliograph_<thing>_<unit>. Kept on globalThis: server code and Next's routes share no modules. */
export function metrics(): Metrics {
  holder.heliographMetrics ??= createMetrics();
  return holder.heliographMetrics;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "heliograph_" });
  const registers = [registry];
  const requests = new Counter({
    name: "heliograph_http_requests_total",
    help: "Requests answered",
    labelNames: ["kind", "method", "status"] as const,
    registers,
  });
  const duration = new Histogram({
    name: "heliograph_http_request_duration_seconds",
    help: "Time from the request's head to the answer's end",
    labelNames: ["kind"] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers,
  });
  const sockets = new Gauge({ name: "heliograph_sockets_open", help: "Sockets connected to this process", registers });
  const messages = new Counter({
    name: "heliograph_socket_messages_total",
    help: "Messages sent to sockets",
    labelNames: ["event"] as const,
    registers,
  });
  const relayed = new Histogram({
    name: "heliograph_relay_delay_seconds",
    help: "Time from an event's own time to its emission",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1, 5],
    registers,
  });
  const gauges = new Map(
    Object.entries(STATE_GAUGES).map(([name, help]) => [
      name,
      new Gauge({ name: `heliograph_${name}`, help, registers }),
    ]),
  );
  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    countRequest(kind, method, status, seconds) {
      requests.inc({ kind, method: METHODS.has(method) ? method : "other", status: `${Math.floor(status / 100)}xx` });
      duration.observe({ kind }, seconds);
    },
    sockets: { inc: () => sockets.inc(), dec: () => sockets.dec() },
    countSocketMessage: (event, sockets) => messages.inc({ event }, sockets),
    countRelayed: (seconds) => relayed.observe(Math.max(0, seconds)),
    setGauge: (name, value) => gauges.get(name)?.set(value),
  };
}
