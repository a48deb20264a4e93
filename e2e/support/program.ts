import { expect } from "@playwright/test";
import { E2E } from "./site.ts";

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A program that speaks to the API with its own token, and asks again while the site is away. */
export class Program {
  readonly #email: string;
  readonly #password: string;
  #token = "";

  constructor(email: string, password: string) {
    this.#email = email;
    this.#password = password;
  }

  /** A new account. */
  static async register(role: "PROVIDER" | "SUBSCRIBER", name: string): Promise<Program> {
    const email = `${name.toLowerCase()}-${crypto.randomUUID().slice(0, 8)}@chaos.test`;
    const password = "correct horse battery staple";
    const program = new Program(email, password);
    const answer = await program.send("POST", "/api/auth/register", { email, password, name, role });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    await program.signIn();
    return program;
  }

  async signIn(): Promise<void> {
    const answer = await this.send("POST", "/api/auth/login", { email: this.#email, password: this.#password });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    this.#token = String(answer.body.accessToken);
  }

  get token(): string {
    return this.#token;
  }

  /** Sends once. @throws where the connection breaks: what became of the request is then not known */
  async send(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await fetch(E2E.baseUrl + path, {
      method,
      signal: AbortSignal.timeout(10_000),
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(this.#token === "" ? {} : { authorization: `Bearer ${this.#token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  /**
   * Sends until an answer comes, always under one Idempotency-Key; "the first is not done yet" is none. `during` runs right after the first try
   * was sent.
   */
  async insist(method: string, path: string, body: object, during?: () => void): Promise<Answer> {
    const headers = { "idempotency-key": crypto.randomUUID() };
    let first = during;
    let answer: Answer | undefined;
    await expect(async () => {
      const sent = this.send(method, path, body, headers);
      first?.();
      first = undefined;
      answer = await sent;
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
      expect(answer.body.code).not.toBe("in_flight");
    }).toPass({ intervals: [50, 100, 200], timeout: 60_000 });
    return answer ?? { status: 0, body: {} };
  }
}
