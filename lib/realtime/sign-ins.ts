import type { Credentials, RealtimeReaders, SocketActor } from "./readers.ts";

/** Looks up who is behind credentials. What ends while it is looked up has no socket yet that could be told, so it is looked up again. */
export class SignIns {
  readonly #readers: Pick<RealtimeReaders, "findActor" | "forgetActor">;
  /** Of each look-up under way the users whose sign-ins changed since it began. */
  readonly #underWay = new Set<Set<string>>();

  constructor(readers: Pick<RealtimeReaders, "findActor" | "forgetActor">) {
    this.#readers = readers;
  }

  /** @throws what findActor does for wrong, ended or expired credentials */
  async find(credentials: Credentials): Promise<SocketActor | null> {
    const changed = new Set<string>();
    this.#underWay.add(changed);
    try {
      for (;;) {
        changed.clear();
        const actor = await this.#readers.findActor(credentials);
        if (actor === null || !changed.has(actor.userId)) return actor;
      }
    } finally {
      this.#underWay.delete(changed);
    }
  }

  changed(userId: string): void {
    this.#readers.forgetActor(userId);
    for (const users of this.#underWay) users.add(userId);
  }
}
