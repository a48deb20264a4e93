import { StatusBadge } from "@/components/ui/badge";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { formatNumber } from "@/components/ui/format";
import { Progress } from "@/components/ui/progress";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { CandleJob, CandleJobRequest } from "@/lib/features/candles/candle-job";
import { exchangeName } from "@/lib/kernel/exchange-name";

const KIND_WORDS = { IMPORT: "Import", DOWNLOAD: "Download", VERIFY: "Check" } as const;

/** Jobs with how far they are and what came of them. */
export function JobTable({ jobs, cancel }: { readonly jobs: readonly CandleJob[]; readonly cancel: FormAction }) {
  return (
    <Table
      label="Work on the candle store"
      minWidth={760}
      head={
        <>
          <Th>Job</Th>
          <Th>State</Th>
          <Th>What came of it</Th>
          <Th num>Asked for</Th>
          <Th hidden>Cancel</Th>
        </>
      }
    >
      {jobs.map((job) => (
        <tr key={job.id}>
          <Td>
            <span className="font-semibold">{KIND_WORDS[job.request.kind]}</span>
            <span className="block text-caption text-ink-3">{seriesWords(job.request)}</span>
          </Td>
          <Td>
            <StatusBadge status={job.status} />
          </Td>
          <Td className="max-w-[52ch] whitespace-normal">
            <Outcome job={job} />
          </Td>
          <Td num>
            <When at={job.createdAt} />
          </Td>
          <Td num>
            {(job.status === "QUEUED" || job.status === "RUNNING") && (
              <Form
                action={cancel}
                aria-label={`Cancel ${KIND_WORDS[job.request.kind]} of ${seriesWords(job.request)}`}
              >
                <input type="hidden" name="id" value={job.id} />
                <SubmitButton size="sm" variant="default" disabled={job.cancelRequested}>
                  {job.cancelRequested ? "Ending" : "Cancel"}
                </SubmitButton>
              </Form>
            )}
          </Td>
        </tr>
      ))}
    </Table>
  );
}

function Outcome({ job }: { readonly job: CandleJob }) {
  if (job.status !== "RUNNING") return job.message === "" ? "Waits for a worker." : job.message;
  const known = job.total > 0;
  const text = known ? `${job.message}. ${formatNumber(Math.floor((job.done / job.total) * 100))} % done.` : "At work.";
  return (
    <Progress
      label={`${KIND_WORDS[job.request.kind]} of ${seriesWords(job.request)}`}
      {...(known ? { value: job.done, max: job.total } : {})}
      text={text}
    />
  );
}

function seriesWords(request: CandleJobRequest): string {
  if (request.kind !== "IMPORT")
    return `${exchangeName(request.key.exchange)} ${request.key.symbol} ${request.key.timeframe}`;
  const { kind, key } = request.target;
  return `${exchangeName(key.exchange)} ${key.symbol} ${kind === "funding" ? "funding" : request.target.key.timeframe}, ${request.fileName}`;
}
