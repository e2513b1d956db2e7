/** Every row of the table against the service, through the function that is deployed. */
import { FAMILIES } from './families';
import { type Row, runRow } from './runner';
import { type Stage, setStage } from './stage';

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
