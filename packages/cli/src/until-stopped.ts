/**
 * Waits for SIGINT or SIGTERM, then closes. A second signal ends the process at once.
 */
export async function untilStopped(close: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  const exit = (): void => process.exit(1);
  process.once('SIGINT', exit);
  process.once('SIGTERM', exit);
  await close();
  process.off('SIGINT', exit);
  process.off('SIGTERM', exit);
}
