/** An answer that a test orders in place of the service's own. */
export interface OrderedAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** The services whose next answer can be ordered. At `login` it is the next token request. */
export type FaultyService = 'login' | 'partnerCenter' | 'graph' | 'vault';

/** Ordered answers, first in first out for each service. */
export interface Faults {
  order(service: FaultyService, answer: OrderedAnswer): void;
  /** Takes the next ordered answer of a service, if there is one. */
  take(service: FaultyService): Response | undefined;
}

export function createFaults(): Faults {
  const queues: Record<FaultyService, OrderedAnswer[]> = {
    login: [],
    partnerCenter: [],
    graph: [],
    vault: [],
  };
  return {
    order: (service, answer) => {
      queues[service].push(answer);
    },
    take: (service) => {
      const answer = queues[service].shift();
      if (answer === undefined) return undefined;
      return new Response(answer.body ?? null, { status: answer.status, headers: answer.headers ?? {} });
    },
  };
}
