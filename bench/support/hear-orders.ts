import { once } from 'node:events';

/** Of a program of `bench/programs`: its orders, and from then on it ends when the one who gave them is gone. */
export async function hearOrders<Orders>(): Promise<Orders> {
  const [orders] = (await once(process, 'message')) as [Orders];
  return orders;
}

/** Says that the program is ready, and answers questions until nobody is there to ask. */
export function serveQuestions(
  ready: object,
  answers: Readonly<Record<string, () => unknown>>,
  close: () => Promise<void> | void,
): void {
  process.on('message', (question: string) => {
    void Promise.resolve(answers[question]?.()).then((answer) => process.send?.(answer ?? {}));
  });
  process.on('disconnect', () => {
    void Promise.resolve(close()).then(() => process.exit(0));
  });
  process.send?.(ready);
}
