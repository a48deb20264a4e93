import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { formatDateTime, formatNumber } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import type { CandleSeries } from "@/lib/features/candles/candle-series";
import { exchangeName } from "@/lib/kernel/exchange-name";

/** What is stored: span, bars, gaps and hash of each series, a check and the file. */
export function SeriesTable({
  series,
  verify,
}: {
  readonly series: readonly CandleSeries[];
  readonly verify: FormAction;
}) {
  return (
    <Table
      label="Stored series"
      minWidth={900}
      head={
        <>
          <Th>Series</Th>
          <Th>First and last bar, UTC</Th>
          <Th num>Bars</Th>
          <Th num>Gaps</Th>
          <Th>Hash</Th>
          <Th hidden>Check and export</Th>
        </>
      }
    >
      {series.map((one) => (
        <tr key={nameOf(one)}>
          <Td>
            <span className="font-semibold">
              {one.symbol} · {one.timeframe}
            </span>
            <span className="block text-caption text-ink-3">
              {exchangeName(one.exchange)} {one.source === "generated" && <Badge tone="warn">Generated</Badge>}
            </span>
          </Td>
          <Td className="tabular-nums">
            {formatDateTime(one.fromMs)}
            <span className="block">{formatDateTime(one.toMs)}</span>
          </Td>
          <Td num>{formatNumber(one.bars)}</Td>
          <Td num>{formatNumber(one.gaps)}</Td>
          <Td>
            <code title={one.hash}>{one.hash.slice(0, 12)}</code>
          </Td>
          <Td num>
            <div className="flex justify-end gap-2">
              <Form action={verify} message="none" aria-label={`Check ${nameOf(one)}`}>
                <input type="hidden" name="exchange" value={one.exchange} />
                <input type="hidden" name="symbol" value={one.symbol} />
                <input type="hidden" name="timeframe" value={one.timeframe} />
                <SubmitButton size="sm" variant="default" aria-label={`Check ${nameOf(one)}`}>
                  Check
                </SubmitButton>
              </Form>
              {(["csv", "json", "arrow"] as const).map((format) => (
                <ButtonLink
                  key={format}
                  size="sm"
                  prefetch={false}
                  href={`/api/admin/candles/export?${new URLSearchParams({ exchange: one.exchange, symbol: one.symbol, timeframe: one.timeframe, format })}`}
                  aria-label={`Export ${nameOf(one)} as ${format.toUpperCase()}`}
                  download
                >
                  {format.toUpperCase()}
                </ButtonLink>
              ))}
            </div>
          </Td>
        </tr>
      ))}
    </Table>
  );
}

function nameOf({ exchange, symbol, timeframe }: CandleSeries): string {
  return `${exchange} ${symbol} ${timeframe}`;
}
