import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VARIABLES } from '../../src/settings/variables';

/** Set by the platform, never by hand. */
const OF_THE_PLATFORM: readonly string[] = ['ACCOUNT_SID', 'AUTH_TOKEN'];

describe('the names of the variables', () => {
  it('are each there once', () => {
    expect(new Set(VARIABLES).size).toBe(VARIABLES.length);
  });

  it('fit into what the platform allows', () => {
    for (const name of VARIABLES) expect(name).toMatch(/^[A-Z_]{1,128}$/);
  });
});

const SET_BY_HAND = VARIABLES.filter((name) => !OF_THE_PLATFORM.includes(name));

describe('the README', () => {
  const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
  const [, table = ''] = /\n\| Variable \|.+\n\|[-|]+\|\n((?:\|.+\n)+)/.exec(readme) ?? [];
  const documented = table
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([A-Z_]+)`/g)])
    .map(([, name]) => name);

  it('has each variable in its table of configuration once', () => {
    expect(documented.sort()).toEqual([...SET_BY_HAND].sort());
  });
});

describe('.env.example', () => {
  const example = readFileSync(join(__dirname, '../../.env.example'), 'utf8');
  const documented = [...example.matchAll(/^(?:# ?)?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name);

  it.each(SET_BY_HAND)('documents %s', (name) => {
    expect(documented).toContain(name);
  });

  it('documents nothing else', () => {
    const unknown = documented.filter((name) => !(VARIABLES as readonly unknown[]).includes(name));
    expect(unknown).toEqual([]);
  });
});
