import type { Registrations } from './sources.ts';

/** What is noted of the methods of accounts, one after another. Of 50,000 accounts each word counts. */
export interface MethodNotes extends Required<Omit<Registrations, 'from'>> {
  add(id: string, isRegistered: boolean, methods: readonly string[]): void;
}

export function createMethodNotes(): MethodNotes {
  const isRegistered = new Map<string, boolean>();
  const methodsOf = new Map<string, readonly string[]>();
  const counts = new Map<string, number>();
  // There are few combinations: accounts with the same methods share a list.
  const lists = new Map<string, readonly string[]>();
  return {
    isRegistered,
    methodsOf,
    methods: counts,
    add(id, isSo, methods) {
      const own = [...new Set(methods)];
      const key = JSON.stringify(own);
      const list = lists.get(key) ?? own;
      if (list === own) lists.set(key, own);
      isRegistered.set(id, isSo);
      methodsOf.set(id, list);
      for (const method of list) counts.set(method, (counts.get(method) ?? 0) + 1);
    },
  };
}
