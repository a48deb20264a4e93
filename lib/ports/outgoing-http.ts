/** A request to an address that a user or an admin gave us. */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Ends the request before its time is over. */
  readonly signal?: AbortSignal | undefined;
}

/** What the other side answered. Redirects are answers like any other: they are never followed. */
export interface OutgoingAnswer {
  readonly status: number;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most the first 64 KB, as UTF-8. */
  readonly body: string;
  readonly tookMs: number;
}

/**
 * Why there is no answer. `forbidden_target`: the address may not be reached by us, nothing was sent. `unreachable`: no such name, refused,
 * reset, bad certificate. `timeout`: not done within 5 s; the other side may have got the request.
 */
export type OutgoingFailure = "forbidden_target" | "unreachable" | "timeout";

export type OutgoingResult =
  | { readonly ok: true; readonly answer: OutgoingAnswer }
  | { readonly ok: false; readonly failure: OutgoingFailure; readonly detail: string; readonly tookMs: number };

/** HTTP to the outside for messages: never to private addresses, no redirects, 5 s, 64 KB (RELIABILITY W32). */
export interface OutgoingHttp {
  send(request: OutgoingRequest): Promise<OutgoingResult>;
  /** Why an address could never be sent to, as a sentence for the person who types it; null when it may. Asks no name server. */
  refuses(url: string): string | null;
}
