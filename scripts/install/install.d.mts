/** Shows what a long step is doing just now. */
export type Progress = (text: string) => void;
export class SetupError extends Error {}
export function step(title: string, work: (progress: Progress) => Promise<string> | string): Promise<void>;
