/**
 * The ports on Node: clock, randomness and outgoing HTTP.
 * In: the `OutgoingRequest` of the ports.
 * Out: the `IncomingAnswer` of the ports, or a `TransportError`.
 * Called by: whoever starts a program; everything else gets the ports handed in.
 * Trusts: the machine's clock, randomness and certificate authorities. Not the network, not a server's answer.
 */
export type { ProxyOptions } from './proxy-options.ts';
export { createNodeFetch, type NodeFetch, type NodeFetchOptions } from './node-fetch.ts';
export { createSystemMemory } from './system-memory.ts';
export { systemClock, systemRandom, systemTimer, systemWait } from './system.ts';
export { systemRoots } from './system-roots.ts';
