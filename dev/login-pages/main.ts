/** `npm run docs:logins`: writes the pages of `docs/logins` from the data in `cli/providers`. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PROVIDERS } from '../../cli/providers';
import { mapOfPages } from './map';
import { pageOf } from './page';

const ROOT = resolve(__dirname, '../..');

for (const provider of PROVIDERS) writeFileSync(join(ROOT, provider.page), pageOf(provider));
writeFileSync(join(ROOT, 'docs/logins/README.md'), mapOfPages());
