/** A newer part of Partner Center says no, in the shape that the commerce APIs have (600061 and its like). */
export class CommerceFault extends Error {
  readonly status: number;
  readonly code: number;
  readonly errorName: string;

  constructor(status: number, code: number, errorName: string, description: string) {
    super(description);
    this.name = 'CommerceFault';
    this.status = status;
    this.code = code;
    this.errorName = errorName;
  }
}

/** The fault as Partner Center answers it. The code is a number here, and there is no `source`. */
export function answerCommerceFault(fault: CommerceFault): Response {
  const body = {
    code: fault.code,
    message: fault.message,
    description: fault.message,
    errorName: fault.errorName,
    isRetryable: false,
    parameters: {},
    errorMessageExtended: `InternalErrorCode=${fault.code}`,
  };
  return Response.json(body, { status: fault.status });
}
