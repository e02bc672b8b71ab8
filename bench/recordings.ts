/** `npm run docs` also writes docs/recordings.md: what lastword says of every recorded stop, beside what was really done. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../test/support/bundle.ts';
import { recordingsPage } from '../test/support/recordings-page.ts';

writeFileSync(join(root, 'docs/recordings.md'), await recordingsPage());
