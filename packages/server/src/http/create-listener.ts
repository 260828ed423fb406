import { ConsentryError } from '@consentry/core';
import { endpoints, type Listener, type Operation } from '@consentry/core/contract';
import { type Admission, createAdmission, overloaded, uncounted } from './admission.ts';
import { answerRequest } from './answer-request.ts';
import { createRouter } from './create-router.ts';
import { type HttpHandler, type Incoming, pathOf, type Reply } from './incoming.ts';
import type { ListenerDeps } from './listener-deps.ts';
import { toPageReply } from './page-reply.ts';
import type { Passage } from './passage.ts';
import { isPlainTarget } from './plain-target.ts';
import { refuse, refuseWithJson } from './refuse.ts';

/**
 * Makes the routes of one listener from the contract. Each request goes the same way: who calls, what is
 * asked, the handler, the check of its answer. A refusal is JSON or a page, as the endpoint is.
 */
export function createListener(listener: Listener, deps: ListenerDeps): HttpHandler {
  const findRoute = createRouter(listener);
  const admission = createAdmission({ ...deps, limit: deps.maxInFlight });
  const urgentAdmission = createAdmission({ ...deps, limit: urgentPlaces, isMemoryShort: () => false });
  const refuseAnybody = async (incoming: Incoming, error: ConsentryError): Promise<Reply> => {
    const requestId = deps.createRequestId();
    return listener === 'public'
      ? toPageReply(
          deps,
          deps.refusalPage(error, { requestId, asked: { raw: incoming, fields: undefined } }),
          requestId,
        )
      : refuseWithJson(error, requestId);
  };
  const handle: HttpHandler = async (incoming) => {
    // A path that somebody may read in another way would be checked as one path and meant as another.
    if (!isPlainTarget(incoming.target))
      return refuseAnybody(
        incoming,
        new ConsentryError('path_refused', { facts: { reason: 'read differently' } }),
      );
    if (!isReadInOneWay(incoming))
      return refuseAnybody(incoming, new ConsentryError('invalid_request', { message: twoWays }));
    const route = findRoute(incoming.method, pathOf(incoming.target));
    if (route === undefined) return refuseAnybody(incoming, new ConsentryError('not_found'));
    const { operation, params, isAllowed } = route;
    const passage: Passage = {
      operation,
      endpoint: endpoints[operation],
      params,
      requestId: deps.createRequestId(),
      incoming,
      address: incoming.address,
    };
    return isAllowed
      ? pass(deps, urgent.has(operation) ? urgentAdmission : admission, passage)
      : refuse(deps, passage, new ConsentryError('method_not_allowed'));
  };
  return (incoming) =>
    handle(incoming).catch((err: unknown) => {
      // What a handler throws is refused before it gets here; here the refusing itself failed, so nothing is drawn.
      const requestId = deps.createRequestId();
      deps.log.error({ err, requestId }, 'a refusal could not be answered');
      return refuseWithJson(new ConsentryError('internal_error'), requestId);
    });
}

/** What stops a misuse has places of its own: a flood, or a lack of memory, must not keep it out. */
const urgent: ReadonlySet<Operation> = new Set(['setStop', 'revokeGrant', 'revokeGrants', 'purgeGrant']);
const urgentPlaces = 10;

const twoWays =
  'The headers can be read in two ways: one host, and a body in chunks or with a length, is all that is understood.';

/** Another coding than chunks would be passed on undone, and a host that is said twice comes joined (RFC 9112 §3.2, §6.1). */
function isReadInOneWay({ header }: Incoming): boolean {
  const coding = header('transfer-encoding');
  return (coding === undefined || /^chunked$/i.test(coding)) && !/[,\s]/.test(header('host') ?? '');
}

function pass(deps: ListenerDeps, admission: Admission, passage: Passage): Promise<Reply> {
  // Whoever asks after the health of the broker hears of it however much there is to do.
  if (passage.operation === 'health' || passage.operation === 'readiness')
    return answerRequest(deps, passage, uncounted);
  if (admission.arrive()) return answerRequest(deps, passage, admission).finally(() => admission.depart());
  // Counted, but neither recorded nor logged one by one, and its body is not read: it must cost as little as can be.
  return deps.watch(passage, () => refuse(deps, passage, overloaded()));
}
