/** An answer in Stripe's error shape. `type`, `code` and `param` are Stripe's own words, so that the real SDK builds its own error classes. */
export class StripeFault extends Error {
  readonly status: number;
  readonly type: "invalid_request_error" | "card_error" | "idempotency_error" | "api_error";
  readonly code: string | undefined;
  readonly param: string | undefined;
  readonly declineCode: string | undefined;

  constructor(
    status: number,
    message: string,
    more: { type?: StripeFault["type"]; code?: string; param?: string; declineCode?: string } = {},
  ) {
    super(message);
    this.name = "StripeFault";
    this.status = status;
    this.type = more.type ?? "invalid_request_error";
    this.code = more.code;
    this.param = more.param;
    this.declineCode = more.declineCode;
  }

  body(requestId: string): object {
    return {
      error: {
        type: this.type,
        message: this.message,
        ...(this.code === undefined ? {} : { code: this.code }),
        ...(this.param === undefined ? {} : { param: this.param }),
        ...(this.declineCode === undefined ? {} : { decline_code: this.declineCode }),
        request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
      },
    };
  }
}

export function missingResource(kind: string, id: string): StripeFault {
  return new StripeFault(404, `No such ${kind.replaceAll(".", " ")}: '${id}'`, {
    code: "resource_missing",
    param: "id",
  });
}

export function missingParam(name: string): StripeFault {
  return new StripeFault(400, `Missing required param: ${name}.`, { code: "parameter_missing", param: name });
}
