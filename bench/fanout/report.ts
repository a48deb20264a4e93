export interface Row {
  readonly kind: string;
  readonly conns: number;
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly kib: number;
  readonly lost: number;
  readonly bytes: number;
  /** From before an alert is posted to a reader of its signal; ours alone. */
  readonly published: {
    readonly p50: number;
    readonly p99: number;
    readonly max: number;
    readonly lost: number;
  } | null;
}

/** Markdown: medians of the rounds, ratios to plain ws. */
export function print(rows: readonly Row[]): void {
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  say(
    "| server | sockets | p50 ms | p99 ms | msg/s | × ws p99 | × ws msg/s | CPU µs/msg | KiB/socket | frame bytes | lost |",
  );
  say("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
  const groups = [...new Set(rows.map(({ conns }) => conns))].map((conns) => rows.filter((row) => row.conns === conns));
  for (const group of groups) {
    const kinds = [...new Set(group.map(({ kind }) => kind))];
    const of = (kind: string, value: (row: Row) => number): number =>
      median(group.filter((row) => row.kind === kind).map(value));
    const [p99, perSecond] = [of("ws", (row) => row.p99), of("ws", (row) => row.perSecond)];
    for (const kind of kinds)
      say(
        `| ${kind} | ${group[0]?.conns} | ${of(kind, (r) => r.p50).toFixed(2)} | ${of(kind, (r) => r.p99).toFixed(2)} | ` +
          `${of(kind, (r) => r.perSecond)} | ${(of(kind, (r) => r.p99) / p99).toFixed(2)} | ` +
          `${(of(kind, (r) => r.perSecond) / perSecond).toFixed(2)} | ${of(kind, (r) => r.cpuUs).toFixed(2)} | ` +
          `${of(kind, (r) => r.kib).toFixed(1)} | ${of(kind, (r) => r.bytes)} | ${of(kind, (r) => r.lost)} |`,
      );
  }
  say("\n| alert posted, heard by | p50 ms | p99 ms | slowest ms | lost |\n| --- | --- | --- | --- | --- |");
  for (const group of groups) {
    const real = group.flatMap(({ published: one }) => (one === null ? [] : [one]));
    if (real.length === 0) continue;
    const of = (value: (one: NonNullable<Row["published"]>) => number): number => median(real.map(value));
    say(
      `| ${group[0]?.conns} | ${of((r) => r.p50).toFixed(1)} | ${of((r) => r.p99).toFixed(1)} | ${of((r) => r.max).toFixed(1)} | ${of((r) => r.lost)} |`,
    );
  }
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
