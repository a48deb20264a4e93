import type { Progress } from "./install.mjs";
export function findRedis(progress: Progress): Promise<string>;
