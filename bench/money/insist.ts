import { AppError } from "@/lib/kernel/errors";

const TRIES_MAX = 6;

/** Asks again while the payment service does not answer, as a person presses again. */
export async function insist<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      const unanswered = error instanceof AppError && error.code === "payments_unavailable";
      if (!unanswered || attempt === TRIES_MAX) throw error;
    }
  }
}
