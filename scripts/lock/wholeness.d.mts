export interface Lock {
  readonly packages: Readonly<Record<string, object>>;
}
export function missing(lock: Lock): { name: string; range: string; dev: boolean }[];
export function repaired(lock: Lock): { whole: Lock; added: string[] };
