/** Shows what a long step is doing just now. */
export type Progress = (text: string) => void;
/** What a step says it did, and what it made. */
export type Outcome<T> = readonly [text: string, made: T];
export class SetupError extends Error {}
export function step<T>(title: string, work: (progress: Progress) => Promise<Outcome<T>> | Outcome<T>): Promise<T>;
export function step(
  title: string,
  work: (progress: Progress) => Promise<readonly [text: string]> | readonly [text: string],
): Promise<void>;
