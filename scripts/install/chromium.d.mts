import type { Progress } from "./install.mjs";
export function findChromium(given: string | undefined, progress: Progress): Promise<string>;
