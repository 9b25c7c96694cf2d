import { writeSync } from 'node:fs';

interface TestEvent {
  readonly type: string;
  readonly data: { readonly name?: string };
}

/** Ends the process at the first test that fails, and says which it was: what other tests say is not needed. */
export default async function* reporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    if (type !== 'test:fail') continue;
    writeSync(1, `${data.name}\n`);
    process.exit(1);
  }
  yield '';
}
