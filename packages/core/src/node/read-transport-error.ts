import { TransportError, type TransportFailure } from '../ports.ts';

/**
 * Names what went wrong below HTTP. Only the error's code is kept: its message may quote the request.
 * @param started Whether the request had been given to a connection.
 * @param isByProxy Whether that connection was to be made by a proxy.
 */
export function readTransportError(error: unknown, started: boolean, isByProxy: boolean): TransportError {
  if (error instanceof TransportError) return error;
  const code = readCode(error);
  const connecting = (): TransportFailure => {
    const failure = failureOfConnecting(error, code);
    return isByProxy && failure !== 'protocol' && failure !== 'timeout' ? 'proxy' : failure;
  };
  const failure = started ? failureOfExchange(code) : connecting();
  return new TransportError(failure, {
    mayHaveArrived: started,
    message: `${sentences[failure]} (${failure === 'proxy' ? (readProxyStatus(error) ?? code) : code})`,
  });
}

const sentences: Readonly<Record<TransportFailure, string>> = {
  dns: 'The host name could not be resolved.',
  connect: 'No connection could be made.',
  proxy: 'The proxy did not let the request through.',
  tls: 'The server’s certificate or TLS version was not accepted.',
  timeout: 'There was no answer in time.',
  reset: 'The connection ended before the answer was complete.',
  protocol: 'The answer is not proper HTTP, or the request cannot be sent.',
  too_large: 'The answer is too large.',
};

/** What the proxy answered when it was asked for a tunnel: the client tells it in a sentence of its own alone. */
function readProxyStatus(error: unknown): string | undefined {
  return error instanceof Error ? /^Proxy response \((\d{3})\)/.exec(error.message)?.[1] : undefined;
}

function readCode(error: unknown): string {
  if (error instanceof Error && error.name === 'HTTPParserError') return 'HPE';
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'no code';
}

function failureOfConnecting(error: unknown, code: string): TransportFailure {
  if (error instanceof Error && 'syscall' in error && error.syscall === 'getaddrinfo') return 'dns';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'timeout';
  if (code === 'UND_ERR_INVALID_ARG') return 'protocol';
  // OpenSSL's verification results (CERT_HAS_EXPIRED, SELF_SIGNED_CERT_IN_CHAIN, …) and Node's own of TLS.
  if (
    /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|INVALID_)/.test(code)
  ) {
    return 'tls';
  }
  return 'connect';
}

function failureOfExchange(code: string): TransportFailure {
  return /^(HPE|UND_ERR_HEADERS_OVERFLOW|UND_ERR_INVALID|UND_ERR_NOT_SUPPORTED)/.test(code)
    ? 'protocol'
    : 'reset';
}
