import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aFleet, sweep } from './a-fleet.ts';

for (const scope of ['Application', undefined] as const) {
  const says =
    scope === undefined ? 'says nothing of whose calls they were' : 'says that it is the application';
  test(`a window that Graph shuts after every 200 calls, and of which it ${says}: every customer is done`, async () => {
    await using fleet = await aFleet({ customers: 650 });
    const { t, partners } = fleet;
    const fault = { kind: 'throttle', calls: 200, seconds: 20, ...(scope && { scope }) } as const;
    const throttle = t.sandbox.control.playFault({ service: 'graph', fault });
    const ended = await sweep(t, { task: 'users', partners });
    assert.deepEqual([ended.state, ended.done, ended.failed], ['ended', 650, {}]);
    const { windows = 0, inside = 0 } = throttle.throttled() ?? {};
    assert.ok(windows >= 3, `${windows} windows`);
    // Where Graph says nothing, the second customer who is refused tells that it is not the first one alone.
    assert.ok(inside <= (scope === undefined ? windows : 0), `${inside} calls inside ${windows} windows`);
  });
}
