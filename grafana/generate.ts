import { writeFileSync } from 'node:fs';
import { FILES } from './source/files.js';

// Writes what is generated: `npm run generate`. That nobody forgets it is checked by test/monitor/generated.test.ts.
for (const [path, text] of Object.entries(FILES)) {
  writeFileSync(new URL(`../../${path}`, import.meta.url), text);
  process.stdout.write(`${path}\n`);
}
