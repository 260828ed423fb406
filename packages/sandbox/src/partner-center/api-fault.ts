/** Partner Center says no, in its classic error shape `ApiFault`. */
export class ApiFault extends Error {
  readonly status: number;
  /** Partner Center's own number, sent as text. Undefined for an answer without a body. */
  readonly code: string | undefined;
  readonly statusText: string | undefined;

  constructor(status: number, code: string | undefined, description: string, statusText?: string) {
    super(description);
    this.name = 'ApiFault';
    this.status = status;
    this.code = code;
    this.statusText = statusText;
  }
}

/** The fault as Partner Center answers it. A 401 names its scheme. */
export function answerApiFault(fault: ApiFault): Response {
  const headers = new Headers();
  if (fault.status === 401) headers.set('www-authenticate', 'Bearer error="invalid_token"');
  if (fault.code === undefined) {
    return new Response(null, { status: fault.status, statusText: fault.statusText ?? '', headers });
  }
  const body = { code: fault.code, description: fault.message, data: [], source: 'PartnerApiServiceCore' };
  return Response.json(body, { status: fault.status, headers });
}
