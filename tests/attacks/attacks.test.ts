/** Every row of the table against the service, through the function that is deployed. */
import { algorithms } from './algorithms.cases';
import { backendFamilies } from './backends.cases';
import { base64 } from './base64.cases';
import { challenges } from './challenges.cases';
import { claimFamilies } from './claims.cases';
import { cookies } from './cookies.cases';
import { credentials } from './credentials.cases';
import { eventFamilies } from './event.cases';
import { guestFamilies } from './guests.cases';
import { identityFamilies } from './identity.cases';
import { issuerFamilies } from './issuers.cases';
import { json } from './json.cases';
import { keyInjection } from './key-injection.cases';
import { keySets } from './key-sets.cases';
import { lookupFamilies } from './lookups.cases';
import { mechanismFamilies } from './mechanisms.cases';
import { origins } from './origins.cases';
import { permissionFamilies } from './permissions.cases';
import { ruleFamilies } from './rules.cases';
import { type Family, type Row, runRow } from './runner';
import { scopes } from './scopes.cases';
import { signatures } from './signatures.cases';
import { type Stage, setStage } from './stage';
import { structure } from './structure.cases';

const FAMILIES: readonly Family[] = [
  algorithms,
  signatures,
  keyInjection,
  json,
  base64,
  structure,
  ...claimFamilies,
  ...issuerFamilies,
  keySets,
  ...identityFamilies,
  scopes,
  credentials,
  ...eventFamilies,
  origins,
  ...guestFamilies,
  challenges,
  cookies,
  ...backendFamilies,
  ...lookupFamilies,
  ...mechanismFamilies,
  ...ruleFamilies,
  ...permissionFamilies,
];

const isGranted = ({ outcome }: Row) => outcome.startsWith('200 ');

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});

afterAll(() => stage.close());

describe.each(FAMILIES)('$name', ({ rows }) => {
  describe('grants an honest request and whatever does no harm', () => {
    it.each(rows.filter(isGranted))('$name', (row) => runRow(row, stage));
  });
  describe('refuses', () => {
    it.each(rows.filter((row) => !isGranted(row)))('$name', (row) => runRow(row, stage));
  });
});

describe('the table', () => {
  const rows = FAMILIES.flatMap((family) => family.rows);

  it('has at least 200 attacks', () => {
    expect(rows.filter((row) => !isGranted(row)).length).toBeGreaterThanOrEqual(200);
  });

  it('has a name of its own for every row and family', () => {
    for (const named of [rows, FAMILIES]) {
      const names = named.map(({ name }) => name);
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    }
  });

  it.each(FAMILIES)('has an honest request among the attacks on $name', ({ rows }) => {
    expect(rows.some(isGranted)).toBe(true);
    expect(rows.some((row) => !isGranted(row))).toBe(true);
  });
});
