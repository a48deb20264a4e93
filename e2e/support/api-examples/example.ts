import type { Scene } from "../api-scene.ts";
import type { SandboxRole } from "../sign-in.ts";

/** A good request to an endpoint: what the bad ones are made from. */
export interface ApiExample {
  readonly as: SandboxRole | null;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, string>>;
  /** The path's `{id}`. */
  readonly id?: string;
  /** Fields that take null. */
  readonly nullable?: readonly string[];
  /** Lists that may hold nothing. */
  readonly mayBeEmpty?: readonly string[];
  /** A try that comes as far as the verb costs (a guess of a password, an account): only what is refused before it is sent. */
  readonly costly?: boolean;
}

/** By endpoint as the document names it. */
export type Examples = Readonly<Record<string, readonly ApiExample[]>>;

/** Of nobody: nothing is bought by an example. */
export const NO_KEY = "key_0000000000";

/** What is typed before real money moves. */
export const REAL_MONEY = { riskAccepted: true, phrase: "LIVE", confirmWord: "none" };

/** A place in a list, and how much of it. */
export const pageOf = ({ signalId }: Scene) => ({
  cursor: Buffer.from(`1700000000000.${signalId}`).toString("base64url"),
  limit: "5",
});
